"""Samples of measurement services -> what they say of where each address is.

Discs of several probes are put together only where the address is known to stand in one place: a cloud publishes it for one region, or
the user says so. Never for anycast, whatever the user says. A country is excluded where it stays out of reach whichever one network's
probes are left out, because where a probe stands is only what its host, or a database, says.

Blind spots: probes of two networks that are wrong together; what answers in the server's name from nearby, for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from harness.model.measured import (
    Finding,
    LeftOut,
    Measured,
    MeasuredAddress,
    Probe,
    ProbeSample,
    UsedSample,
)
from harness.model.sites import Landmark
from harness.stages.probe_checks import Checked, check_probes
from harness.stages.reach import Disc, radius_km
from harness.stages.reach_without_one import common_without_one
from harness.tables.country_cells import CountryCells

_MOST_DISCS: Final = 50
"""Smallest discs that are put together; leaving out larger ones only leaves more countries possible."""


def measure(
    measured: Measured,
    landmarks: Sequence[Landmark],
    unicast: Mapping[str, str],
    anycast: Sequence[str],
    cells: CountryCells,
) -> tuple[tuple[MeasuredAddress, ...], Checked]:
    """Say where each address that was measured can be.

    Args:
        measured: What was read.
        landmarks: Addresses whose place the user states; those of ``measured`` count too.
        unicast: Addresses that stand in one place, each with the reason.
        anycast: Addresses that are known to be announced from many places.
        cells: Which part of the world each country is.

    Returns:
        One for each address, sorted, landmarks included; and what was found of probes.
    """
    probes = {probe.id: probe for probe in measured.probes}
    one_place = {address: why for address, why in unicast.items() if address not in anycast}
    usable: dict[str, dict[str, ProbeSample]] = {}
    for sample in sorted(measured.samples, key=lambda one: (one.rtt_ns, one.where)):
        if not sample.unspent and sample.probe in probes:
            usable.setdefault(sample.server_ip, {}).setdefault(sample.probe, sample)
    checked = check_probes(usable, probes, [*landmarks, *measured.landmarks], one_place)
    by_address: dict[str, list[ProbeSample]] = {}
    for sample in measured.samples:
        by_address.setdefault(sample.server_ip, []).append(sample)
    found = []
    for address in sorted(by_address):
        least = usable.get(address, {})
        used = [sample for id_, sample in least.items() if id_ not in checked.dropped]
        finding = _finding(address, used, one_place, anycast, checked)
        left_out = Counter(reason for one in by_address[address] if (reason := _reason(one, probes, checked)))
        told = MeasuredAddress(
            server_ip=address,
            finding=finding,
            unicast_by=one_place.get(address),
            used=tuple(_used(sample, probes) for sample in used),
            left_out=tuple(sorted(left_out.items())),
            possible=(),
            excluded=(),
            excluded_by_one=(),
        )
        found.append(_with_countries(told, probes, cells) if finding is Finding.MEASURED else told)
    return tuple(found), checked


def _finding(
    address: str,
    used: Sequence[ProbeSample],
    unicast: Mapping[str, str],
    anycast: Sequence[str],
    checked: Checked,
) -> Finding:
    if address in anycast:
        return Finding.ANYCAST
    if address not in unicast:
        return Finding.NOT_UNICAST
    if address in checked.split:
        return Finding.SPLIT
    return Finding.MEASURED if used else Finding.NO_SAMPLE


def _reason(sample: ProbeSample, probes: Mapping[str, Probe], checked: Checked) -> LeftOut | None:
    """Why a sample takes no part; None where it may."""
    if sample.probe not in probes:
        return LeftOut.NO_PROBE
    return checked.dropped.get(sample.probe, LeftOut.UNSPENT_TTL if sample.unspent else None)


def _used(sample: ProbeSample, probes: Mapping[str, Probe]) -> UsedSample:
    probe = probes[sample.probe]
    if probe.site is None:
        raise ValueError(f"{probe.id} takes part without a place")
    return UsedSample(sample, probe.service, probe.site, radius_km(sample.rtt_ns))


def _with_countries(
    told: MeasuredAddress, probes: Mapping[str, Probe], cells: CountryCells
) -> MeasuredAddress:
    """Add what is possible and excluded."""
    nearest = sorted(told.used, key=lambda one: (one.radius_km + one.site.error_km, one.sample.where))[
        :_MOST_DISCS
    ]
    discs = [(probes[one.sample.probe].network, Disc(one.site, one.radius_km)) for one in nearest]
    by_all, possible = common_without_one(cells, discs)
    if not by_all:
        return replace(told, finding=Finding.NOWHERE)
    every = set(cells.codes)
    return replace(
        told,
        possible=tuple(sorted(possible)),
        excluded=tuple(sorted(every - possible)),
        excluded_by_one=tuple(sorted(possible - by_all)),
    )
