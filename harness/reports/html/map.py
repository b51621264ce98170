"""Where what was sent went: a map of countries, with vantage points and, on demand, how far an answer can have come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import polars as pl

from harness.model.countries import COUNTRIES
from harness.reports.html.sent import Sent, sent_by_subject, sent_in
from harness.reports.html.standings import firmest
from harness.reports.projection import HEIGHT, WIDTH, projected
from harness.reports.units import octets
from harness.reports.world import world
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

ALWAYS: Final = ("HK", "MO", "SG")
"""Too small to see, and too often asked about to leave out."""
_LARGEST, _LEAST = 26.0, 4.0
_MOST_DISCS: Final = 300
OF_SUBJECT: Final = (
    "What the subject sent in test cells, or what could be its; an endpoint counts once in each cell."
)
OF_ALL: Final = "All that left for the internet; each vantage point counts for itself, so what two of them saw counts twice."


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One country that something was sent to."""

    code: str
    name: str
    x: float
    y: float
    radius: float
    standing: str
    """``witness``, ``open``, ``excluded`` or ``none``."""
    endpoints: int
    sent: str
    received: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A vantage point, or a country too small to see."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table beside the map."""

    where: str
    endpoints: int
    sent: str
    received: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What the template draws."""

    width: float
    height: float
    lands: tuple[tuple[str, str], ...]
    """Code and path data."""
    spots: tuple[Spot, ...]
    """Largest first, so that small ones lie on top."""
    vantage_points: tuple[Mark, ...]
    small: tuple[Mark, ...]
    rows: tuple[Row, ...]
    alternative: str
    """The picture in a sentence."""
    basis: str
    """What is counted."""
    attribution: str
    faults: str
    discs: int
    """How many there are to choose from."""
    discs_left_out: int


def verification_map(verification: Verification) -> Map | None:
    """The map of what the subject sent; None where it sent nothing."""
    points = [(point.id, point.longitude, point.latitude) for point in verification.scenario.vantage_points]
    return _map(sent_by_subject(verification), points, verification.distances, OF_SUBJECT)


def analysis_map(analysis: Analysis) -> Map | None:
    """The map of what left for the internet; None where nothing did."""
    sites = analysis.distances.filter(pl.col("longitude").is_not_null())
    points = sites.select("vantage", "longitude", "latitude").unique(maintain_order=True).rows()
    return _map(sent_in(analysis), points, analysis.distances, OF_ALL)


def verification_discs(verification: Verification) -> dict[str, Any]:
    """What the script draws rings from."""
    countries = sorted({country for claim in verification.scenario.claims for country in claim.countries})
    return _discs(verification, countries)


def analysis_discs(analysis: Analysis) -> dict[str, Any]:
    """Likewise."""
    return _discs(analysis, [answer.country for answer in analysis.answers])


def _discs(result: Verification | Analysis, countries: Sequence[str]) -> dict[str, Any]:
    """The nearest first, since those exclude most; sets of countries once each, since few differ."""
    rows = _bounded(result.distances).sort("radius_km", "vantage", "server_ip").head(_MOST_DISCS)
    names = {
        (vantage, address): name
        for vantage, address, name in result.endpoints.select("vantage", "server_ip", "name").iter_rows()
        if name is not None
    }
    sets: dict[tuple[str, ...], int] = {}
    found = [
        {
            "label": f"{names.get((row['vantage'], row['server_ip']), row['server_ip'])} ({row['server_ip']}) from {row['vantage']}",
            "longitude": row["longitude"],
            "latitude": row["latitude"],
            "km": round(row["radius_km"], 1),
            "error": row["error_km"],
            "ms": row["rtt_ns"] / 1e6,
            "excluded": sets.setdefault(tuple(row["excluded"]), len(sets)),
        }
        for row in rows.iter_rows(named=True)
    ]
    return {"width": WIDTH, "countries": countries, "sets": list(sets), "discs": found}


def _bounded(distances: pl.DataFrame) -> pl.DataFrame:
    return distances.filter(pl.col("radius_km").is_not_null() & pl.col("longitude").is_not_null())


def _map(
    sent: Sequence[Sent], points: Iterable[tuple[str, float, float]], distances: pl.DataFrame, basis: str
) -> Map | None:
    if not sent:
        return None
    by_place: dict[str, list[Sent]] = {}
    for one in sent:
        by_place.setdefault(_where(one), []).append(one)
    placed = {code: group for code, group in by_place.items() if code in world().points}
    rows = tuple(_row(where, group) for where, group in sorted(by_place.items(), key=_most))
    bounded = _bounded(distances).height
    return Map(
        width=WIDTH,
        height=round(HEIGHT, 1),
        lands=tuple(world().outlines.items()),
        spots=_spots(placed),
        vantage_points=tuple(_mark(label, x, y) for label, x, y in points),
        small=tuple(_mark(code, *world().points[code]) for code in ALWAYS),
        rows=rows,
        alternative=_alternative(rows),
        basis=basis,
        attribution=world().about["attribution"],
        faults=world().about["known_faults"],
        discs=min(bounded, _MOST_DISCS),
        discs_left_out=max(0, bounded - _MOST_DISCS),
    )


def _where(one: Sent) -> str:
    """The code of the one country, or in words why there is none."""
    if one.country is not None:
        return one.country
    if one.status == "anycast":
        return "anycast: no single country"
    if one.candidates:
        return f"one of {', '.join(one.candidates)}"
    return "not located"


def _most(item: tuple[str, Sequence[Sent]]) -> tuple[int, str]:
    return -sum(one.octets_up for one in item[1]), item[0]


def _standing(group: Iterable[Sent]) -> str:
    found = firmest(one.standing for one in group)
    return "none" if found is None else found.value


def _row(where: str, group: Sequence[Sent]) -> Row:
    return Row(
        where=f"{COUNTRIES.get(where, where)} ({where})" if where in world().points else where,
        endpoints=len({(one.name, one.address) for one in group}),
        sent=octets(sum(one.octets_up for one in group)),
        received=octets(sum(one.octets_down for one in group)),
        standing=_standing(group),
    )


def _spots(placed: Mapping[str, Sequence[Sent]]) -> tuple[Spot, ...]:
    """Areas are as the octets sent."""
    totals = {code: sum(one.octets_up for one in group) for code, group in placed.items()}
    most = max(totals.values(), default=0) or 1
    found = []
    for code in sorted(totals, key=lambda code: (-totals[code], code)):
        row, (x, y) = _row(code, placed[code]), projected(*world().points[code])
        found.append(
            Spot(
                code=code,
                name=COUNTRIES.get(code, code),
                x=round(x, 1),
                y=round(y, 1),
                radius=round(max(_LEAST, _LARGEST * sqrt(totals[code] / most)), 1),
                standing=row.standing,
                endpoints=row.endpoints,
                sent=row.sent,
                received=row.received,
                label=f"{code} {row.sent}",
            )
        )
    return tuple(found)


def _mark(label: str, longitude: float, latitude: float) -> Mark:
    x, y = projected(longitude, latitude)
    return Mark(label=label, x=round(x, 1), y=round(y, 1))


def _alternative(rows: Sequence[Row]) -> str:
    told = "; ".join(
        f"{row.where}: {row.sent} sent to {row.endpoints}"
        + (" (witness)" if row.standing == "witness" else "")
        for row in rows[:8]
    )
    more = f"; and {len(rows) - 8} more" if len(rows) > 8 else ""
    return f"World map of octets sent, by where endpoints are located. {told}{more}. The table below holds the same."
