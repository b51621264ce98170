"""Points that are checked: what was not seen never holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.gateway.looking import Look, Neighbour, Ways, parse_counters, parse_neighbours
from harness.gateway.points import Holds, points_of
from harness.machine.firewall import Firewall
from harness.machine.flow_events import FlowRecord
from harness.machine.leases import Lease
from harness.model.gateway_state import InterceptionMode, QuicPolicy
from tests.machine.test_own_flows import DEVICE, GATEWAY, PLAIN, flow
from tests.support.gateway_facts import NO_FIREWALL, interface
from tests.support.gateway_states import gateway_state

LEASE = Lease(address=DEVICE, mac="02:00:00:00:00:20", name="phone", until_ns=None)
BARE = replace(flow(DEVICE), answers=replace(flow(DEVICE).answers, destination=DEVICE))


def seen(**changed: Any) -> Look:
    """A gateway that a device has used."""
    told: dict[str, Any] = {
        "state": PLAIN,
        "drift": (),
        "leases": (LEASE,),
        "flows": FlowRecord(flows=(flow(DEVICE), flow(GATEWAY)), complete=True, odd=0),
        "counters": {"devices_out": 5, "devices_back": 4},
        "firewall": NO_FIREWALL,
        "interfaces": (interface("lan0", 4), interface("wan0", 5)),
        "ways": (Ways(version=4, out="wan0", back="lan0"),),
        "neighbours": (Neighbour(interface="lan0", address=DEVICE, mac=LEASE.mac),),
        "offloads": {"lan0": (), "wan0": ()},
    }
    return Look(**{**told, **changed})


def holds(**changed: Any) -> dict[str, Holds]:
    return {point.id: point.holds for point in points_of(seen(**changed)) if point.holds is not Holds.YES}


def test_everything_holds() -> None:
    assert holds() == {}
    assert {point.id for point in points_of(seen())} == {
        "as_set_up",
        "way_ipv4",
        "answers_ipv4",
        "passing",
        "translated",
        "quic_blocked",
        "no_way_around",
        "offloads_off",
        "flows_recorded",
        "addresses",
    }


def test_what_was_not_seen_is_open() -> None:
    nothing = FlowRecord(flows=(flow(GATEWAY),), complete=True, odd=0)
    assert holds(flows=nothing, counters={}, leases=()) == dict.fromkeys(
        ("passing", "translated", "addresses"), Holds.OPEN
    )
    assert holds(counters={"devices_out": 5}) == {"passing": Holds.OPEN}
    assert holds(counters=None) == {"passing": Holds.OPEN}


def test_what_the_proxy_takes_and_answers_has_passed() -> None:
    assert holds(counters={"devices_to_proxy": 5, "proxy_to_devices": 4}) == {}
    assert holds(counters={"devices_to_proxy": 5, "devices_other_ways": 9}) == {"passing": Holds.OPEN}


def test_how_often_quic_was_refused_is_told_where_it_is() -> None:
    [point] = [one for one in points_of(seen(counters={"quic_rejected": 24})) if one.id == "quic_blocked"]
    assert "refused: 24;" in point.text
    passed = points_of(seen(state=replace(PLAIN, quic=QuicPolicy.PASS)))
    assert "quic_blocked" not in {one.id for one in passed}


def test_what_is_wrong_does_not_hold() -> None:
    no = Holds.NO
    assert holds(drift=("x",)) == {"as_set_up": no}
    assert holds(ways=(Ways(version=6, out="eth9", back=None),)) == {"way_ipv6": no, "answers_ipv6": no}
    assert holds(flows=FlowRecord(flows=(BARE,), complete=True, odd=0)) == {"translated": no}
    assert holds(offloads={"lan0": ("rx-gro-list",)}) == {"offloads_off": no}
    lossy = FlowRecord(flows=(flow(DEVICE),), complete=False, odd=0)
    assert holds(flows=lossy) == {"flows_recorded": no}
    assert holds(flows=None) == {"flows_recorded": no, "translated": Holds.OPEN}


def test_ways_around() -> None:
    no = {"no_way_around": Holds.NO}
    assert holds(interfaces=(interface("lan0", 4, master="br0"),)) == no
    assert holds(firewall=Firewall(tables=(), dropping=(), shortcuts=(("inet f t", ("wan0",)),))) == no
    assert holds(neighbours=(Neighbour(interface="wan0", address="x", mac=LEASE.mac),)) == no
    # A flow table of others, and a machine that is no device, are nobody's way around.
    assert holds(firewall=Firewall(tables=(), dropping=(), shortcuts=(("inet f t", ("eth9",)),))) == {}
    assert holds(neighbours=(Neighbour(interface="wan0", address="x", mac="02:ff:00:00:00:01"),)) == {}


def test_into_a_tun_nothing_has_to_be_translated() -> None:
    state = gateway_state(interception=InterceptionMode.TUN)
    bare = FlowRecord(flows=(BARE,), complete=True, odd=0)
    assert holds(state=state, flows=bare, ways=(Ways(version=4, out="harness0", back="lan0"),)) == {}


def test_a_chain_that_may_drop_is_named_where_nothing_passes() -> None:
    drops = Firewall(tables=(), dropping=("ip filter FORWARD",), shortcuts=())
    [point] = [one for one in points_of(seen(counters={}, firewall=drops)) if one.id == "passing"]
    assert "ip filter FORWARD may drop them" in point.text


def test_listings_of_other_programs() -> None:
    counters = (
        '{"nftables": [{"metainfo": {}}, {"counter": {"name": "devices_out", "packets": 3, "bytes": 9}}]}'
    )
    assert parse_counters(counters) == {"devices_out": 3}
    neighbours = (
        '[{"dst":"192.0.2.1","dev":"eth0","lladdr":"02:00:00:00:00:01"},{"dst":"192.0.2.9","dev":"eth0"}]'
    )
    assert parse_neighbours(neighbours) == (
        Neighbour(interface="eth0", address="192.0.2.1", mac="02:00:00:00:00:01"),
    )
    assert parse_neighbours("") == ()
