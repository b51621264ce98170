"""What impairments of a ``World`` share: whom they strike."""

from __future__ import annotations

from random import Random

from harness.model.subject import Boundary
from tests.support.campaign_world import CN, CellPlan, Server, Talk, World


def to_cn(cell: CellPlan) -> list[Talk]:
    return [talk for talk in cell.talks if talk.server.country == CN and talk.whose in ("subject", "os")]


def abroad(cell: CellPlan) -> list[Talk]:
    return [talk for talk in cell.talks if talk.whose != "local"]


def pick(world: World, rng: Random) -> CellPlan:
    return rng.choice(world.cells)


def hide(cell: CellPlan, rng: Random) -> list[Talk]:
    """Take what goes to CN out of the captures, and some of the rest."""
    hidden = [talk for talk in abroad(cell) if talk in to_cn(cell) or rng.random() < 0.2]
    for talk in hidden:
        talk.seen = False
    return hidden


def some_server(world: World, rng: Random) -> Server | None:
    """A server that the subject or its system contacts, and that data still place somewhere."""
    talks = [talk for talk in world.talks() if talk.whose in ("subject", "os") and talk.server.votes]
    servers = {talk.server.ip: talk.server for talk in talks}
    return rng.choice(sorted(servers.values(), key=lambda one: one.ip)) if servers else None


def add_stranger(world: World) -> None:
    template = world.hosts["television"]
    world.hosts["stranger"] = type(template)("stranger", "192.168.8.99", "02:00:00:00:08:99", "stranger")


def os_to_cn(world: World, rng: Random) -> bool:
    """The operating system talks to CN in every cell, with or without the app."""
    server = Server(
        "203.0.113.40", CN, rng.choice(("push.system.example", None)), {"vendor": CN, "holder": CN}, CN, CN
    )
    if world.boundary is not Boundary.APP:
        return False
    for cell in world.cells:
        cell.talks.append(Talk("phone", server, rng.uniform(40, 110), "os"))
    return True
