"""Made-up addresses placed and judged, held against where they truly are; what came of many, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from harness.model.sites import Rig
from harness.sources.country_cells import read_country_cells
from harness.stages.distances import gather_distances
from harness.stages.place_judging import Contact, judge_place
from harness.stages.placed import place
from harness.stages.places import locate
from harness.stages.reach import CELL_KM
from harness.tables.flows import FLOWS
from harness.tables.parts import Whole
from harness.tables.round_trips import ROUND_TRIPS
from tests.support.place_world import CITIES, COUNTRIES, ERROR_KM, Server, World, km, make_world, rows_of
from tests.support.places_example import frame, geo

BLOCK: Final = 50
"""Addresses of one campaign."""
ASKED: Final = (*((country,) for country in COUNTRIES), ("CN", "HK", "MO"))
CELLS, _ = read_country_cells()
_BORNE_KM: Final = ERROR_KM + CELL_KM
"""What exclusion adds to each radius: the error of coordinates, and a cell."""
_ENDPOINT: Final = {"scope": "internet", "scope_kind": "global"}


class Outcome(NamedTuple):
    """One address as judged from one vantage point."""

    vantage: str
    server: Server
    lie: str | None
    km: float
    """How far away who answered truly is."""
    place: dict[str, Any]
    cleared: frozenset[tuple[str, ...]]
    """Countries asked for that it is clear of; by physics where all are among ``place["excluded"]``."""
    witnessed: frozenset[tuple[str, ...]]

    @property
    def truth(self) -> str:
        return self.server.country(self.vantage)

    def by_physics(self, countries: tuple[str, ...]) -> bool:
        return set(countries) <= set(self.place["excluded"])

    @property
    def wrong(self) -> tuple[str, ...]:
        """What physics says and is not so; also of what it says nothing of, that it does."""
        place = self.place
        found = []
        if place["status"] == "confirmed" and place["country"] != self.truth:
            found.append(f"confirmed {place['country']}")
        if place["status"] == "refuted" and self.truth in self.server.said.values():
            found.append("refuted")
        if any(self.truth in asked and self.by_physics(asked) for asked in self.cleared):
            found.append("cleared by physics")
        if place["anycast"] and len(self.server.nodes) == 1:
            found.append("anycast")
        if place["excluded"] and place["radius_km"] is not None and place["radius_km"] + _BORNE_KM < self.km:
            found.append("nearer than it is")
        return tuple(found)


def outcomes(
    seed: int, addresses: int = BLOCK, *, trusting: bool = False, all_listed: bool = False
) -> tuple[Outcome, ...]:
    """Measure, place and judge the addresses of one campaign from all of its vantage points.

    Args:
        seed: Of the campaign.
        addresses: How many.
        trusting: Leave out what is known of vantage points, so that the check can be seen to see what comes of it.
        all_listed: Likewise, let a cloud's list give one region for every address, also for anycast ones.
    """
    world = make_world(seed, addresses)
    flows, trips = rows_of(world, seed)
    rigs = {
        name: Rig(stated=point.rig.stated) if trusting else point.rig for name, point in world.points.items()
    }
    rows = [_listed(server) if all_listed else server.row for server in world.servers]
    all_flows = frame(FLOWS, *flows)
    distances = gather_distances(Whole(all_flows), Whole(frame(ROUND_TRIPS, *trips)), rigs, CELLS)
    located = locate([server.address for server in world.servers], geo(*rows))
    return tuple(_judged(world, place(all_flows, located, distances, CELLS).to_dicts()))


def _listed(server: Server) -> dict[str, Any]:
    home = CITIES[server.nodes[0]].country
    return server.row | {
        "cloud": "made-up",
        "cloud_region": "region-1",
        "cloud_country": home,
        "anycast": False,
    }


def _judged(world: World, places: Iterable[dict[str, Any]]) -> Iterator[Outcome]:
    servers = {server.address: server for server in world.servers}
    for row in places:
        server, point = servers[row["server_ip"]], world.points[row["vantage"]]
        found = {asked: judge_place(asked, _ENDPOINT, row).contact for asked in ASKED}
        yield Outcome(
            row["vantage"], server, point.lie, km(point.at, CITIES[server.answered[row["vantage"]]][1:]), row,
            *(frozenset(asked for asked, contact in found.items() if contact is wanted)
              for wanted in (Contact.CLEAR, Contact.WITNESS)),
        )  # fmt: skip


CN: Final = ("CN",)


def summary(found: Sequence[Outcome]) -> str:
    """How often physics and databases decide about CN, and how often they are wrong, as Markdown."""
    wrong = Counter(text.split()[0] for one in found for text in one.wrong)
    statuses = Counter(one.place["status"] for one in found)
    hidden = [one for one in found if len(one.server.nodes) > 1 and not one.server.row["anycast"]]
    single = [one for one in found if len(one.server.nodes) == 1]
    there, elsewhere = _sides(found)
    cleared = _part(_cleared(elsewhere, by_physics=True), elsewhere)
    lines = [
        f"{len({id(one.server) for one in found}):,} addresses, each seen from six vantage points: {len(found):,} places.",
        "",
        "| said by physics | of | times | wrong |",
        "|---|---|---|---|",
        f"| CONFIRMED | all places | {_part(statuses['confirmed'], found)} | {wrong['confirmed']} |",
        f"| REFUTED | all places | {_part(statuses['refuted'], found)} | {wrong['refuted']} |",
        f"| anycast | anycast that no list names | {_part(_shown(hidden), hidden)} | {wrong['anycast']} |",
        f"| clear of CN | truly elsewhere | {cleared} | {_cleared(there, by_physics=True)} |",
        "",
        "| said by databases alone | right, of those truly so | wrong, of those truly not so | all locators wrong alike |",
        "|---|---|---|---|",
        *_by_databases("", single),
        *_by_databases(", anycast that no list names", hidden),
        "",
        "| vantage point | clear of CN by physics, of those truly elsewhere |",
        "|---|---|",
        *_by_lie(elsewhere),
    ]
    return "\n".join(lines)


def _sides(found: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Those truly in CN, and those elsewhere."""
    return [one for one in found if one.truth == "CN"], [one for one in found if one.truth != "CN"]


def _by_databases(which: str, found: Sequence[Outcome]) -> Iterator[str]:
    """What databases say where physics does not; beside it, how often every one of them is wrong."""
    there, elsewhere = _sides(found)
    none_says = sum("CN" not in one.server.said.values() for one in there)
    all_say = sum(set(one.server.said.values()) == {"CN"} for one in elsewhere)
    right, wrong = (_part(_cleared(side, by_physics=False), side) for side in (elsewhere, there))
    yield f"| clear of CN{which} | {right} | {wrong} | {_part(none_says, there)} |"
    right, wrong = (_part(_witnessed(side), side) for side in (there, elsewhere))
    yield f"| witness for CN{which} | {right} | {wrong} | {_part(all_say, elsewhere)} |"


def _shown(hidden: Sequence[Outcome]) -> int:
    return sum(one.place["anycast"] for one in hidden)


def _cleared(found: Sequence[Outcome], *, by_physics: bool) -> int:
    return sum(CN in one.cleared and one.by_physics(CN) is by_physics for one in found)


def _witnessed(found: Sequence[Outcome]) -> int:
    return sum(CN in one.witnessed for one in found)


def _by_lie(found: Sequence[Outcome]) -> Iterator[str]:
    for lie in sorted({one.lie or "" for one in found}):
        of_lie = [one for one in found if (one.lie or "") == lie]
        yield f"| {lie or 'honest'} | {_part(_cleared(of_lie, by_physics=True), of_lie)} |"


def _part(part: int, of: Sequence[Outcome]) -> str:
    return f"{part:,} ({100 * part / len(of):.1f} %)" if of else "-"
