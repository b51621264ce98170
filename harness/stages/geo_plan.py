"""Rows of an analysis + a question -> GeoPlan: which addresses are not clear of some countries, and what would clear them.

A round trip excludes a country when half of it is too short for light in vacuum to come from the country's nearest part
(``harness.stages.reach``). So each place to measure from has a greatest round trip that still excludes, whatever address is
measured; and a server that stands where locators claim needs a least round trip, which light sets too. A measurement is worth
the trouble only where the second is below the first.

Blind spots: how long the path is that packets take nobody knows before; ``likely_ns`` is what is usual. Of a large country the
part nearest to the place of measurement counts for what locators claim, so the server may need longer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, Final

import numpy as np

from harness.model.cities import CITIES, CITY_KM
from harness.model.geo_needs import GeoPlan, Lack, Need, Offer, Told
from harness.model.listing import few
from harness.model.sites import Site
from harness.model.territories import told_apart
from harness.model.words import Scope
from harness.stages.geo_lacks import claimed_elsewhere, lacks_of
from harness.stages.place_judging import judge_place
from harness.stages.reach import (
    CELL_KM,
    CLOCK_PPM,
    EARTH_KM,
    STAMP_NS,
    STRETCH,
    VACUUM_KM_PER_MS,
    floors_km,
)
from harness.tables.country_cells import CountryCells
from harness.tables.geodata import Array

Row = dict[str, Any]

_DETOURS: Final = 1.6
_TWO_THIRDS_KM_PER_MS: Final = 99.931
_WAITING_NS: Final = 1_000_000
"""Round trips that are usual: 1.6 times as long as at two thirds of c, and 1 ms."""
_SAMPLED: Final = 500
"""Cells of a country that are looked at for one that is far enough from another country."""


def longest_rtt_ns(floor_km: float) -> int | None:
    """Greatest round trip that bounds a distance below this one; None where none does.

    Inverse of ``radius_km``: what clocks may have left out is taken off.

    >>> longest_rtt_ns(5043), longest_rtt_ns(0)
    (33624453, None)
    """
    rtt_ns = (floor_km / VACUUM_KM_PER_MS * 1e6 - STAMP_NS) * (1 - CLOCK_PPM / 1e6)
    return int(rtt_ns) - 1 if rtt_ns >= 2 else None


@dataclass(frozen=True)
class _Question:
    """Countries asked about, on the map."""

    countries: tuple[str, ...]
    cells: CountryCells
    floors: Callable[[Site], Array]
    """Distance of each country from a site, by its place in ``cells``."""

    @cached_property
    def asked(self) -> list[int]:
        """Their places in ``cells``."""
        return _numbers(self.cells, self.countries)

    def floor_km(self, site: Site, countries: Sequence[int]) -> float:
        """How far the nearest of some countries is from a site at least."""
        return float(min(self.floors(site)[list(countries)], default=0.0))

    @cached_property
    def separable(self) -> Callable[[str], bool]:
        """Whether somewhere in a country a measurement could tell it from those asked about; looked into once for each."""
        return cache(self._separable)

    def _separable(self, country: str) -> bool:
        found = _numbers(self.cells, [country])
        if not found or not self.asked:
            return False
        ends = [*self.cells.starts[1:], len(self.cells.directions)]
        own = self.cells.directions[self.cells.starts[found[0]] : ends[found[0]]]
        sample = own[:: max(1, len(own) // _SAMPLED)]
        apart = _least_angles(
            sample, [self.cells.directions[self.cells.starts[n] : ends[n]] for n in self.asked]
        )
        farthest_km = float(apart.max()) * EARTH_KM / STRETCH - CELL_KM - CITY_KM
        return longest_rtt_ns(farthest_km) is not None


def _least_angles(places: Array, others: Sequence[Array]) -> Array:
    """Angle from each place to the nearest of all others, as seen from the centre of the Earth."""
    nearest = np.full(len(places), -1.0)
    for some in others:
        for begin in range(0, len(some), 4_096):
            nearest = np.maximum(nearest, (places @ some[begin : begin + 4_096].T).max(axis=1))
    angles: Array = np.arccos(np.clip(nearest, -1, 1))
    return angles


def _numbers(cells: CountryCells, countries: Collection[str]) -> list[int]:
    known = {code: number for number, code in enumerate(cells.codes)}
    return [known[code] for code in sorted(told_apart(countries)) if code in known]


def plan(
    countries: Collection[str],
    endpoints: Sequence[Row],
    places: Sequence[Row],
    distances: Sequence[Row],
    dates: Sequence[str],
    cells: CountryCells,
    *,
    group: str | None = None,
) -> GeoPlan:
    """Say which addresses are not clear of some countries, and what would clear them.

    Args:
        countries: ISO 3166-1 alpha-2; an address must be clear of each.
        endpoints: Of ENDPOINTS, those of the local network included.
        places: Of PLACES.
        distances: Of DISTANCES.
        dates: ISO dates of the locators.
        cells: Which part of the world each country is.
        group: That the countries were named by.
    """
    question = _Question(tuple(sorted(countries)), cells, cache(partial(floors_km, cells)))
    placed = {(row["vantage"], row["server_ip"]): row for row in places}
    points = _points(distances)
    observed = {(row["vantage"], row["server_ip"]): row["rtt_ns"] for row in distances}
    found = []
    remote = _by_address(endpoints)
    for key, rows in remote.items():
        judged = judge_place(question.countries, rows[0], placed.get(key))
        if lacks := tuple(lacks_of(question.countries, rows, placed.get(key), judged, dates)):
            found.append(_need(question, rows, placed.get(key), (lacks, judged.reason), points, observed))
    found.sort(key=lambda need: (-need.payload_octets_up, need.server_ip, need.vantage))
    return GeoPlan(
        countries=question.countries,
        group=group,
        addresses=len(remote),
        needs=tuple(found),
        notes=tuple(_notes(question, points, found)),
    )


def plan_of(
    countries: Collection[str], told: Sequence[Told], cells: CountryCells, *, group: str | None = None
) -> GeoPlan:
    """As ``plan``, for several analyses or scenarios together."""
    return plan(
        countries,
        [row for one in told for row in one.endpoints],
        [row for one in told for row in one.places],
        [row for one in told for row in one.distances],
        sorted({text for one in told for text in one.dates}),
        cells,
        group=group,
    )


def _by_address(endpoints: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """Endpoints beyond the local network by vantage point and address, the one that was sent most first."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(endpoints, key=lambda row: -row["payload_octets_up"]):
        if row["scope"] != Scope.LOCAL.value:
            found.setdefault((row["vantage"], row["server_ip"]), []).append(row)
    return found


def _points(distances: Sequence[Row]) -> dict[str, Site]:
    """Where vantage points are, those that have no place left out."""
    return {
        row["vantage"]: Site(row["latitude"], row["longitude"], row["error_km"])
        for row in distances
        if None not in (row["latitude"], row["longitude"], row["error_km"])
    }


def _need(
    question: _Question,
    rows: Sequence[Row],
    place: Row | None,
    why: tuple[tuple[Lack, ...], str],
    points: Mapping[str, Site],
    observed: Mapping[tuple[str, str], int | None],
) -> Need:
    first, (lacks, reason) = rows[0], why
    claimed = claimed_elsewhere(question.countries, place)
    inseparable = tuple(country for country in claimed if not question.separable(country))
    towards = _numbers(question.cells, [country for country in claimed if country not in inseparable])
    own = first["vantage"]
    everywhere = not {Lack.ANYCAST, Lack.CARRIER} & set(lacks)
    at_hand = [
        _offer(
            question,
            (name, points[name]),
            towards,
            own=name == own,
            observed_ns=observed.get((name, first["server_ip"])),
        )
        for name in sorted(points, key=lambda name: (name != own, name))
        if Lack.CARRIER not in lacks and (everywhere or name == own)
    ]
    cities = [_offer(question, city, towards) for city in CITIES.items()] if everywhere and towards else []
    return Need(
        vantage=own,
        server_ip=first["server_ip"],
        name=first["name"],
        payload_octets_up=sum(row["payload_octets_up"] for row in rows),
        lacks=lacks,
        reason=reason,
        claimed=claimed,
        inseparable=inseparable,
        offers=(*at_hand, *sorted((city for city in cities if city.feasible), key=_to_spare)),
    )


def _offer(
    question: _Question,
    point: tuple[str, Site],
    towards: Sequence[int],
    *,
    own: bool | None = None,
    observed_ns: int | None = None,
) -> Offer:
    """What a measurement from one place can show; ``own`` is None for a city."""
    name, site = point
    floor_km = question.floor_km(site, question.asked)
    away_km = question.floor_km(site, towards) if towards else None
    return Offer(
        name=name,
        site=site,
        at_hand=own is not None,
        own=bool(own),
        floor_km=floor_km,
        limit_ns=longest_rtt_ns(floor_km),
        observed_ns=observed_ns,
        least_ns=None if away_km is None else int(away_km / VACUUM_KM_PER_MS * 1e6),
        likely_ns=None
        if away_km is None
        else int(_DETOURS * away_km / _TWO_THIRDS_KM_PER_MS * 1e6) + _WAITING_NS,
    )


def _to_spare(offer: Offer) -> tuple[float, str]:
    """Least where the limit is the greatest multiple of what is likely."""
    return -(offer.limit_ns or 0) / (offer.likely_ns or 1), offer.name


def _notes(question: _Question, points: Mapping[str, Site], needs: Sequence[Need]) -> Iterator[str]:
    if needs and not points:
        yield (
            "Where the captures were made is not known, so nothing that was captured bounds a distance: state it (analyze --at, or "
            "coordinates of vantage points in the scenario)"
        )
    if missing := [code for code in question.countries if not _numbers(question.cells, [code])]:
        yield f"Borders of {few(missing)} are not known, so no distance is"
    here = [name for name, site in points.items() if question.floor_km(site, question.asked) == 0]
    if not here:
        yield (
            f"No round trip can confirm that an address is in {few(question.countries)} without a vantage point there: from outside, "
            "an answer that takes long may come from anywhere"
        )
    if inseparable := sorted({country for need in needs for country in need.inseparable}):
        yield (
            f"No round trip, from wherever it is taken, tells {few(inseparable)} from {few(question.countries)}: too near; only the "
            "operator's own published range can"
        )
