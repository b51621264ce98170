"""Impairments of place, and of how far a contact got."""

from __future__ import annotations

from random import Random

from tests.support.campaign_world import CN, Server, Talk, World
from tests.support.impaired import some_server, to_cn


def locator_wrong(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    by = rng.choice(sorted(server.votes))
    server.votes[by] = rng.choice(("US", "DE", "HK")) if server.country == CN else rng.choice((CN, "DE"))
    if "cloud" in server.votes and by in ("cloud", "holder"):
        # An operator that publishes a wrong range registers it wrongly too; the vendor alone is apart.
        server.votes["cloud"] = server.votes["holder"] = server.votes[by]
    return True


def locator_missing(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    server.votes.pop(rng.choice(sorted(server.votes)))
    return True


def locators_missing(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    server.votes.clear()
    return True


def one_locator_and_wrong(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None or "cloud" in server.votes:
        return False
    server.votes = {rng.choice(("vendor", "holder")): "US" if server.country == CN else CN}
    return True


def anycast(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    server.anycast = True
    server.votes = {by: rng.choice((said, "US")) for by, said in server.votes.items() if by != "cloud"}
    return True


def unrouted(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None or "cloud" in server.votes:
        return False
    server.routed = False
    server.votes = dict.fromkeys(server.votes, rng.choice(("US", CN)))  # what stood there before
    return True


def cn_operator_abroad(world: World, rng: Random) -> bool:
    """A CN operator's address: databases follow its registration or its word, in either direction."""
    server = some_server(world, rng)
    if server is None or "cloud" in server.votes:
        return False
    server.operator = CN
    if server.country == CN:
        server.votes = dict.fromkeys(server.votes, "SG")
    return True


def carrier_address(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    server.ip, server.votes, server.routed = "100.64.0.9", {}, False
    return True


def nat64(world: World, rng: Random) -> bool:
    server = some_server(world, rng)
    if server is None:
        return False
    server.ip = f"64:ff9b::{server.ip}" if server.ip.count(".") == 3 and ":" not in server.ip else server.ip
    return True


def tunnel(world: World, rng: Random) -> bool:
    """What goes to CN goes through a tunnel to a server elsewhere."""
    end = Server("198.51.100.60", "US", None, {"vendor": "US", "holder": "US"})
    cell = rng.choice(world.tests)
    for talk in to_cn(cell):
        talk.seen = False
    port, transport = rng.choice(((51820, "udp"), (1194, "udp"), (1080, "tcp")))
    cell.talks.append(Talk("phone", end, 60, "subject", port, transport, named=False))
    return True


def stale_data(world: World, rng: Random) -> bool:
    """Place data of another time: addresses have moved since."""
    world.data_age_days = rng.choice((400, -300))
    for server in {talk.server.ip: talk.server for talk in world.talks()}.values():
        if rng.random() < 0.4:
            server.votes = dict.fromkeys(server.votes, "US" if server.country == CN else CN)
    return True


# --- how far it got


def below_data(world: World, rng: Random) -> bool:
    level = rng.choice(("attempted", "connected", "handshake"))
    for talk in to_cn(rng.choice(world.tests)):
        talk.level = level
    return True


def _resolver(world: World, rng: Random, *, given: bool, known: bool) -> bool:
    server = Server("203.0.113.53", CN, None, {"vendor": CN, "holder": CN}, CN, CN)
    if known:
        world.resolvers = ("192.168.8.1", server.ip) if given else ("192.168.8.1",)
    else:
        world.resolvers = None
    cell = rng.choice(world.tests)
    cell.talks.append(
        Talk("phone", server, 40, "subject", 53, "udp", packets=2, named=False, is_data=not given)
    )
    return True


def resolver_given(world: World, rng: Random) -> bool:
    return _resolver(world, rng, given=True, known=True)


def resolver_chosen(world: World, rng: Random) -> bool:
    return _resolver(world, rng, given=False, known=True)


def resolver_unknown(world: World, rng: Random) -> bool:
    return _resolver(world, rng, given=rng.random() < 0.5, known=False)
