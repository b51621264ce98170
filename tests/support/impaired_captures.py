"""Impairments of captures: what was captured, and how well."""

from __future__ import annotations

from random import Random

from harness.model.subject import EgressState
from tests.support.campaign_world import Taken, Talk, World
from tests.support.impaired import abroad, add_stranger, hide, pick, to_cn


def loss_counted(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    cell.captures[0].drops = sum(talk.packets for talk in hide(cell, rng)) or 3
    return True


def loss_unknown(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    hide(cell, rng)
    cell.captures[0].drops = None
    return True


def loss_of_beginnings(world: World, rng: Random) -> bool:
    """First packets are lost: names and openers go with them."""
    cell = pick(world, rng)
    for talk in abroad(cell):
        if rng.random() < 0.6:
            talk.opened = False
            talk.packets = max(1, talk.packets - 3)
    cell.captures[0].drops = 9
    return True


def filter_stated(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    hide(cell, rng)
    cell.captures[0].stated_filter = "tcp port 443"
    return True


def filter_in_file(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    hide(cell, rng)
    cell.captures[0].filter = "tcp port 443"
    return True


def filter_unknown(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    hide(cell, rng)
    cell.captures[0].stated_filter = None
    return True


def late_start(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    start = rng.uniform(60, 380)
    cell.captures[0].from_s, cell.captures[0].told = start, rng.random() < 0.6
    for talk in cell.talks:
        talk.seen = talk.seen and talk.at_s >= start
    return True


def early_end(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    end = rng.uniform(30, 350)
    cell.captures[0].to_s, cell.captures[0].told = end, rng.random() < 0.6
    for talk in cell.talks:
        talk.seen = talk.seen and talk.end_s <= end
    return True


def truncated(world: World, rng: Random) -> bool:
    early_end(world, rng)
    for cell in world.cells:
        if cell.captures[0].to_s < 400:
            cell.captures[0].truncated = True
            cell.captures[0].to_s = 605.0  # what the file or tester says of its end
            return True
    return False


def unread_frames(world: World, rng: Random) -> bool:
    cell = pick(world, rng)
    cell.captures[0].unread = sum(talk.packets for talk in hide(cell, rng)) or 1
    return True


def broken_capture(world: World, rng: Random) -> bool:
    cell = rng.choice(world.tests)
    hide(cell, rng)
    cell.broken = True
    return True


def wrong_clock(world: World, rng: Random) -> bool:
    """The capturing clock is off, and stated to be so: this alone must cost nothing."""
    pick(world, rng).captures[0].clock_s = rng.choice((-3600.0, 90.0, 7200.0))
    return True


def dead_tap(world: World, rng: Random) -> bool:
    """A second way out is tapped at the wrong interface; CN is reached that way."""
    world.egresses["sim"] = (EgressState.TAPPED, ("sim",))
    gateway = next(talk.server for talk in world.talks() if talk.whose == "local")
    for cell in world.cells:
        cell.captures.append(Taken(point="sim"))
        cell.talks.append(
            Talk("stranger", gateway, 5, "local", 53, "udp", point="sim", named=False, is_data=False)
        )
        for talk in to_cn(cell):
            talk.point = "none"
    add_stranger(world)
    return True


def wan_tap(world: World, rng: Random) -> bool:
    """Captured behind address translation only: senders cannot be told apart."""
    world.egresses["wifi"] = (EgressState.TAPPED, ("wan",))
    for cell in world.cells:
        for taken in cell.captures:
            taken.point = "wan"
        for talk in cell.talks:
            talk.point = "none" if talk.whose == "local" else "wan"
    return True


def also_wan_tap(world: World, rng: Random) -> bool:
    """Captured at both sides of the gateway; what the second tap shows is nobody's."""
    for cell in world.tests:
        cell.captures.append(Taken(point="wan"))
        cell.talks += [
            Talk(one.host, one.server, one.at_s, "copy", one.port, one.transport, one.level, point="wan")
            for one in abroad(cell)
        ]
    return True
