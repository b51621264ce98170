"""Probes, samples, landmarks -> probes that cannot be where they are said to be, and addresses that are more than one server.

Two tests, both of the speed of light in vacuum. A landmark that answered a probe sooner than light allows shows that one of them
is misplaced; discs of two probes around one unicast address that have no point in common show the same of the probes. Blamed is
who stands in most contradictions, then the next, until none is left; of equals all. What is blamed is left out everywhere.

An address is split, and nobody is blamed for it, where contradictions leave fewer than four of five of its probes, or it has fewer
than five: two servers explain that as well as misplaced probes do.

Method: mutual checks of anchors and probes as in Darwich et al. 2023 (a replication of constraint-based geolocation); pairs of discs
as in Cicalese et al. 2015 (iGreedy).

Blind spots: a probe that is wrong by less than its round trips are long stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

import numpy as np

from harness.model.measured import LeftOut, Probe, ProbeSample
from harness.model.sites import Landmark, Site
from harness.stages.reach import EARTH_KM, STRETCH, between_km, radius_km
from harness.tables.country_cells import direction
from harness.tables.geodata import Array

Least = Mapping[str, Mapping[str, ProbeSample]]
"""The least sample of each probe, by address and probe."""
Edge = tuple[str, str]

_NEAR_NS: Final = 2_000_000
_NETWORKS: Final = 3
_AGREEING: Final = 5
"""Of so many probes one may be blamed."""
_MOST_PROBES: Final = 1_000
"""Smallest discs of one address that are held against each other."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the tests showed."""

    dropped: Mapping[str, LeftOut]
    """Probes that take no part, by id."""
    landmarks: tuple[Landmark, ...]
    """Those that nothing speaks against."""
    split: frozenset[str]
    """Addresses whose discs contradict each other still."""


def check_probes(
    least: Least, probes: Mapping[str, Probe], landmarks: Sequence[Landmark], unicast: Collection[str]
) -> Checked:
    """Hold probes against landmarks and each other; the order of anything given does not matter.

    Args:
        least: Samples that may bound a distance.
        probes: All probes, by id.
        landmarks: Addresses whose place is known.
        unicast: Addresses that stand in one place.
    """
    dropped = {id_: probe.no_site for id_, probe in probes.items() if probe.no_site is not None}
    dropped |= dict.fromkeys(_near_everywhere(least), LeftOut.NEAR_EVERYWHERE)
    sites = {id_: probe.site for id_, probe in probes.items() if probe.site is not None}
    too_fast = _blamed(_of_landmarks(least, sites, landmarks, dropped))
    dropped |= {id_: LeftOut.TOO_FAST for id_ in too_fast if id_ in probes}
    wanted = sorted(set(unicast) & least.keys())
    while True:
        found = {address: _contradictions(least[address], sites, dropped) for address in wanted}
        blamed = {
            id_
            for edges, count in found.values()
            if len(guilty := _blamed(edges)) <= count // _AGREEING
            for id_ in guilty
        }
        if not blamed:
            break
        dropped |= dict.fromkeys(blamed, LeftOut.CONTRADICTED)
    return Checked(
        dropped=dropped,
        landmarks=tuple(mark for mark in landmarks if _name(mark) not in too_fast),
        split=frozenset(address for address, (edges, _) in found.items() if edges),
    )


def _blamed(edges: Iterable[Edge]) -> set[str]:
    """Who is to go until no contradiction is left: always those that stand in most."""
    left, gone = set(edges), set[str]()
    while left:
        counts = Counter(name for edge in left for name in edge)
        most = max(counts.values())
        worst = {name for name, count in counts.items() if count == most}
        gone |= worst
        left = {edge for edge in left if not worst & set(edge)}
    return gone


def _of_landmarks(
    least: Least, sites: Mapping[str, Site], landmarks: Sequence[Landmark], dropped: Collection[str]
) -> list[Edge]:
    """Probes and landmarks that cannot both be where they are said to be."""
    return [
        (id_, _name(mark))
        for mark in landmarks
        for id_, sample in least.get(mark.address, {}).items()
        if id_ in sites
        and id_ not in dropped
        and between_km(sites[id_], mark.site) > radius_km(sample.rtt_ns)
    ]


def _name(mark: Landmark) -> str:
    """Of a landmark among probes; one address may be given two places."""
    return f"landmark {mark.address} {mark.site}"


def _contradictions(
    samples: Mapping[str, ProbeSample], sites: Mapping[str, Site], dropped: Collection[str]
) -> tuple[list[Edge], int]:
    """Pairs of probes whose discs around one address are apart, and how many probes were looked at."""
    ids = sorted(
        (id_ for id_ in samples if id_ in sites and id_ not in dropped),
        key=lambda id_: (samples[id_].rtt_ns, id_),
    )[:_MOST_PROBES]
    if not ids:
        return [], 0
    here = [sites[id_] for id_ in ids]
    towards = direction(
        np.array([site.latitude for site in here]), np.array([site.longitude for site in here])
    )
    reach: Array = np.array([radius_km(samples[id_].rtt_ns) for id_ in ids]) + np.array(
        [site.error_km for site in here]
    )
    apart_km = np.arccos(np.clip(towards @ towards.T, -1, 1)) * EARTH_KM / STRETCH
    first, second = np.nonzero(np.triu(apart_km > reach[:, None] + reach[None, :], k=1))
    return [(ids[one], ids[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)], len(
        ids
    )


def _near_everywhere(least: Least) -> set[str]:
    """Probes that three networks or more answered at once, and none later."""
    networks: dict[str, dict[str, int]] = {}
    for address, samples in least.items():
        width = 16 if ip_address(address).version == 4 else 32
        network = str(ip_network(f"{address}/{width}", strict=False))
        for id_, sample in samples.items():
            known = networks.setdefault(id_, {})
            known[network] = min(sample.rtt_ns, known.get(network, sample.rtt_ns))
    return {
        id_ for id_, known in networks.items() if len(known) >= _NETWORKS and max(known.values()) < _NEAR_NS
    }
