"""Impairments of attribution: others that talk to CN, from where the subject could have."""

from __future__ import annotations

from random import Random

from harness.model.scenario import CellRole
from harness.model.subject import EgressState
from tests.support.campaign_world import CN, Server, Talk, World
from tests.support.impaired import add_stranger, os_to_cn, to_cn


def os_to_cn_and_flawed_baseline(world: World, rng: Random) -> bool:
    """The system talks to CN; the baseline missed it, for a reason that its captures show."""
    baseline = world.cell(CellRole.BASELINE)
    if baseline is None:
        return False
    os_to_cn(world, rng)
    for talk in to_cn(baseline):
        talk.seen = False
    match rng.choice(("drops", "unknown", "filter", "silent", "egress")):
        case "drops":
            baseline.captures[0].drops = 12
        case "unknown":
            baseline.captures[0].drops = None
        case "filter":
            baseline.captures[0].filter = "udp"
        case "silent":
            for talk in baseline.talks:
                talk.seen = talk.seen and not (talk.host == "phone" and talk.at_s >= 20)
                if talk.host == "phone" and talk.whose == "local":
                    talk.at_s, talk.seen = 5.0, True  # before the only step, and dead from then on
        case "egress":
            world.egresses["sim"] = (EgressState.UNOBSERVED, ())
    return True


def shared_address(world: World, rng: Random) -> bool:
    """A CN address that the system uses serves the television too, which tells another name and sends more."""
    if not os_to_cn(world, rng):
        return False
    for cell in world.cells:
        for talk in to_cn(cell):
            if talk.whose == "os":
                talk.name = "push.system.example"
                talk.named = rng.random() < 0.6
                if cell.role is CellRole.TEST and rng.random() < 0.8:
                    cell.talks += [
                        Talk("television", talk.server, at, "other", name="tv.example")
                        for at in (15.0, 150.0)
                    ]
    return True


def unlisted_neighbour(world: World, rng: Random) -> bool:
    """Somebody that nobody listed talks to CN."""
    add_stranger(world)
    cell = rng.choice(world.tests)
    server = Server("203.0.113.50", CN, "neighbour.example", {"vendor": CN, "holder": CN}, CN, CN)
    cell.talks.append(Talk("stranger", server, 50, "other"))
    return True


def handed_over(world: World, rng: Random) -> bool:
    """The phone's address is handed to another device in mid-cell, which talks to CN."""
    phone, television = world.hosts["phone"], world.hosts["television"]
    if rng.random() < 0.5:
        television.kind = "stranger"
    server = Server("203.0.113.51", CN, "tv.example", {"vendor": CN, "holder": CN}, CN, CN)
    rng.choice(world.tests).talks.append(Talk("television", server, 500, "other", ip=phone.ip))
    return True


def moved_to_listed_address(world: World, rng: Random) -> bool:
    """The phone gets the address that the television had before, which the scenario lists for it."""
    television = world.hosts["television"]
    cell = rng.choice(world.tests)
    gateway = next(talk.server for talk in world.talks() if talk.whose == "local")
    cell.talks.append(Talk("television", gateway, 3, "other", 53, "udp", named=False, is_data=False))
    for talk in to_cn(cell):
        if talk.host == "phone":
            talk.ip = television.ip
    return True


def tool_does_more(world: World, rng: Random) -> bool:
    """The device under test uses the tool's server too."""
    cell = rng.choice(world.tests)
    server = Server("203.0.113.30", CN, "time.example", {"vendor": CN, "holder": CN}, CN, CN)
    cell.talks.append(Talk("aircraft", server, 300, "subject", 123, "udp"))
    return True
