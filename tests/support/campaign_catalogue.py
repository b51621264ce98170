"""What a catalogue knows of the servers of a made-up campaign: all of it, unless something went wrong there too."""

from __future__ import annotations

from random import Random

from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind, Rule
from harness.model.ruleset import Ruleset
from tests.support.campaign_world import CN, Server, World
from tests.support.known import rule


def catalogue(world: World) -> Ruleset:
    """Rules for servers by name and by address; in an impaired campaign some are missing and some are wrong guesses."""
    rng = Random(f"{world.seed} catalogue")
    servers = {talk.server.ip: talk.server for talk in world.talks()}
    rules: dict[tuple[Kind, Match], Rule] = {}
    for number, one in enumerate(servers[ip] for ip in sorted(servers)):
        made = (
            _rule(f"host.n{number}", one, Kind.HOSTING, rng, impaired=bool(world.impairments)),
            _rule(f"service.n{number}", one, Kind.SERVICE, rng, impaired=bool(world.impairments)),
        )
        rules |= {(one.kind, one.match): one for one in made if one is not None}
    return Ruleset(rules=tuple(rules.values()), sha256="0" * 64)


def _rule(name: str, server: Server, kind: Kind, rng: Random, *, impaired: bool) -> Rule | None:
    """One rule: none at all, a guess of either country, or what is true."""
    drawn, guess = rng.random(), rng.choice(("US", CN))
    named = kind is Kind.SERVICE
    if (named and server.name is None) or (impaired and drawn < 0.1):
        return None
    guessed = impaired and drawn < 0.25
    return rule(
        name,
        kind=kind,
        match=Match(suffixes=(str(server.name),)) if named else Match(cidrs=(_prefix(server.ip),)),
        operator=f"Company of {name}",
        control_country=guess if guessed else server.run_by,
        category=Category.UNKNOWN if named else Category.CLOUD,
        confidence=rng.choice((Confidence.INFERRED, Confidence.UNCONFIRMED))
        if guessed
        else Confidence.DOCUMENTED,
    )


def _prefix(ip: str) -> str:
    return f"{ip}/{128 if ':' in ip else 32}"
