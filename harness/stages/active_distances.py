"""Samples of probes + this machine's place -> ActiveDistance by address: apart from DISTANCES, which hold what was observed.

Blind spots: the address may be announced from many places, and who answers now need not be who answered then; the way out of
this machine's network now need not be the way of the capture; a proxy close by that answers at once is told only where it answers
for everybody, or much sooner than TLS.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Final

from harness.model.active import ActiveDistance, ActiveKind, ActiveSample
from harness.model.sites import Doubt, Site
from harness.stages.reach import beyond, floors_km, radius_km
from harness.tables.country_cells import CountryCells

_NEAR_NS: Final = 2_000_000
_NETWORKS: Final = 3
_LATER_NS: Final = 20_000_000


def active_distances(
    samples: Iterable[ActiveSample], site: Site | None, cells: CountryCells
) -> tuple[ActiveDistance, ...]:
    """Say how far away each address can be at most.

    Args:
        samples: In any order.
        site: Where they were taken; None: not stated.
        cells: Which part of the world each country is.

    Returns:
        One for each address, in the order of their first samples.
    """
    by_address: dict[str, list[ActiveSample]] = {}
    for sample in samples:
        by_address.setdefault(sample.server_ip, []).append(sample)
    near = _near_everywhere(by_address)
    floors = None if site is None else floors_km(cells, site)
    found = []
    for address, taken in by_address.items():
        counted = [sample for sample in taken if sample.counts]
        least = min(counted, key=_rtt_ns, default=None)
        doubts = () if least is None else _doubts(counted, least, near)
        radius = None if least is None else radius_km(_rtt_ns(least))
        found.append(
            ActiveDistance(
                server_ip=address,
                samples=len(counted),
                others=len(taken) - len(counted),
                least=least,
                doubts=doubts,
                radius_km=radius,
                excluded=() if floors is None or radius is None or doubts else beyond(cells, floors, radius),
            )
        )
    return tuple(found)


def _rtt_ns(sample: ActiveSample) -> int:
    if sample.rtt_ns is None:
        raise ValueError("only samples with a time are compared")
    return sample.rtt_ns


def _doubts(counted: list[ActiveSample], least: ActiveSample, near: frozenset[ActiveKind]) -> tuple[str, ...]:
    """Signs that somebody close by answered in the server's name, as for what is observed."""
    hellos = [_rtt_ns(sample) for sample in counted if sample.kind is ActiveKind.TLS_HELLO]
    found = {Doubt.NEAR_EVERYWHERE.value} if least.kind in near else set()
    if least.kind is ActiveKind.TCP_CONNECT and hellos:
        later_ns = min(hellos) - _rtt_ns(least)
        if later_ns > _LATER_NS and later_ns > _rtt_ns(least):
            found.add(Doubt.FAR_BELOW_HELLO.value)
    return tuple(sorted(found))


def _near_everywhere(by_address: dict[str, list[ActiveSample]]) -> frozenset[ActiveKind]:
    """Kinds of which three networks or more were asked, and each answered at once."""
    networks: dict[ActiveKind, dict[str, int]] = {}
    for address, samples in by_address.items():
        width = 16 if ip_address(address).version == 4 else 32
        network = str(ip_network(f"{address}/{width}", strict=False))
        for sample in samples:
            if sample.counts:
                least = networks.setdefault(sample.kind, {})
                least[network] = min(_rtt_ns(sample), least.get(network, _rtt_ns(sample)))
    return frozenset(
        kind for kind, least in networks.items() if len(least) >= _NETWORKS and max(least.values()) < _NEAR_NS
    )
