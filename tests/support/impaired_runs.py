"""Impairments of the run: egresses, radios, the rig, and baselines that are not like the test."""

from __future__ import annotations

from random import Random

from harness.model.scenario import CellRole, Interference
from harness.model.subject import Boundary, EgressState
from tests.support.campaign_world import Taken, Talk, World
from tests.support.impaired import add_stranger, os_to_cn, pick, to_cn


def unobserved_egress(world: World, rng: Random) -> bool:
    world.egresses["sim"] = (EgressState.UNOBSERVED, ())
    for cell in world.cells:
        for talk in to_cn(cell):
            if rng.random() < 0.7:
                talk.point = "none"
    return True


def egress_not_captured(world: World, rng: Random) -> bool:
    world.egresses["sim"] = (EgressState.TAPPED, ("sim",))
    for cell in world.cells:
        for talk in to_cn(cell):
            talk.point = "sim"
    return True


def sim_tapped_in_tests_only(world: World, rng: Random) -> bool:
    """The SIM is tapped in tests and not in the baseline; the system reaches CN by it in both."""
    return _sim_tapped(world, rng, deaf_in_baseline=False)


def sim_tap_deaf_in_baseline(world: World, rng: Random) -> bool:
    """The SIM's tap hears the devices in tests, and in the baseline only somebody else."""
    return _sim_tapped(world, rng, deaf_in_baseline=True)


def _sim_tapped(world: World, rng: Random, *, deaf_in_baseline: bool) -> bool:
    if world.boundary is not Boundary.APP:
        return False
    world.egresses["sim"] = (EgressState.TAPPED, ("sim",))
    os_to_cn(world, rng)
    gateway = next(talk.server for talk in world.talks() if talk.whose == "local")
    for cell in world.cells:
        baseline = cell.role is CellRole.BASELINE
        for talk in to_cn(cell):
            talk.point = "none" if baseline else "sim"
        if baseline and not deaf_in_baseline:
            continue
        cell.captures.append(Taken(point="sim"))
        for host in ("stranger",) if baseline else ("phone", "aircraft"):
            cell.talks += [
                Talk(host, gateway, start + 1, "local", 53, "udp", point="sim", named=False, is_data=False)
                for _, start, _ in cell.steps
            ]
    if deaf_in_baseline:
        add_stranger(world)
    return True


def silent_device(world: World, rng: Random) -> bool:
    """A device is not seen in a step: what it sent there went by where nobody looks."""
    cell = pick(world, rng)
    host, (_, start, end) = rng.choice(("phone", "aircraft")), rng.choice(cell.steps)
    for talk in cell.talks:
        if talk.host == host and talk.at_s < end and talk.end_s >= start:
            talk.seen = False
    return True


def mistyped_address(world: World, rng: Random) -> bool:
    host = world.hosts[rng.choice(("phone", "aircraft"))]
    host.listed_ips = ("192.168.8.202",)
    return True


def mistyped_mac(world: World, rng: Random) -> bool:
    host = world.hosts[rng.choice(("phone", "aircraft"))]
    host.listed_macs = ("02:00:00:00:80:20",)
    return True


def interference(world: World, rng: Random) -> bool:
    cell = rng.choice(world.tests)
    cell.interference = (rng.choice(tuple(Interference)),)
    if rng.random() < 0.5:  # the rig keeps the product from its server
        cell.talks = [talk for talk in cell.talks if talk not in to_cn(cell)]
    return True


def baseline_in_another_place(world: World, rng: Random) -> bool:
    """The baseline was run elsewhere, where the system's service answers from another country."""
    baseline = world.cell(CellRole.BASELINE)
    if baseline is None:
        return False
    baseline.region = "BR"
    os_to_cn(world, rng)
    baseline.talks = [talk for talk in baseline.talks if talk not in to_cn(baseline)]
    return True


def baseline_cut_short(world: World, rng: Random) -> bool:
    """The baseline is shorter than the test, and the system's contact comes after it."""
    baseline = world.cell(CellRole.BASELINE)
    if baseline is None:
        return False
    baseline.steps = (("idle", 20.0, 120.0),)
    os_to_cn(world, rng)
    baseline.talks = [talk for talk in baseline.talks if talk not in to_cn(baseline)]
    return True


def no_baseline(world: World, rng: Random) -> bool:
    baseline = world.cell(CellRole.BASELINE)
    if baseline is None:
        return False
    os_to_cn(world, rng)
    world.cells.remove(baseline)
    return True
