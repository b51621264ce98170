"""The plan of a gateway on machines that are values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gateway.changes import (
    Address,
    Change,
    Features,
    LinkUp,
    OwnFile,
    Program,
    Setting,
    Table,
    Way,
)
from harness.gateway.plan import Plan, plan_gateway
from harness.gateway.proxy import ProxyPlan, proxy_setup
from harness.gateway.wish import Wish
from harness.machine.gateway_state import parse_state, state_text
from harness.model.gateway_state import InterceptionMode, Ipv6Mode, QuicPolicy
from harness.model.scenario import Interference
from harness.model.words import CaStore
from tests.support.gateway_facts import default_route, facts, interface, settings

PROXY = ProxyPlan(
    command=("mitmdump",),
    environment=(("HOME", "/r"),),
    ready="listen:8080",
    log="/r/events",
    key_log="/r/keys",
    ca_certificate="/r/ca.pem",
    uid=61_100,
)


def plan(
    wish: Wish | None = None, machine: Any = None, proxy: ProxyPlan | None = None, **options: Any
) -> Plan:
    wished = wish or Wish(lan="lan0", wan="wan0", **options)
    if wished.interception is not InterceptionMode.NONE:
        proxy = PROXY
    return plan_gateway(
        wished, machine or facts(), folder="/run/g", record="/run/g/record-1", began_ns=7, proxy=proxy
    )


def of(kind: type[Change], made: Plan) -> list[Any]:
    return [one for one in made.changes if isinstance(one, kind)]


def test_a_plain_gateway() -> None:
    made = plan(dhcp=True)
    assert of(Features, made) == [Features(interface="lan0", names=("generic-receive-offload",))]
    assert of(LinkUp, made) == [LinkUp(interface="lan0")]
    assert of(Address, made) == [
        Address(interface="lan0", address="10.77.0.1/24"),
        Address(interface="lan0", address="fd00:102:304:1::1/64"),
    ]
    assert [one.name for one in of(Program, made)] == ["conntrack", "dnsmasq"]
    assert made.state.resolvers == ("10.77.0.1", "fd00:102:304:1::1")
    assert (made.state.ip_versions, made.state.interference) == ((4, 6), ())
    assert made.state.own.addresses == ("198.51.100.2", "2001:db8:1::2", "fe80::3")
    assert made.state.own.uids == (0, 990)


def test_the_last_change_is_the_state_that_others_read() -> None:
    made = plan(quic=QuicPolicy.BLOCK)
    last = made.changes[-1]
    assert isinstance(last, OwnFile)
    assert last.path == "/run/g/state.json"
    assert parse_state(last.text, "S") == made.state


def test_ipv6_settings_are_set_one_by_one_before_the_switch_of_all() -> None:
    keys = [(one.key, one.value, one.follows) for one in of(Setting, plan())]
    assert keys == [
        ("net/ipv6/conf/lan0/accept_ra", "0", False),
        ("net/ipv6/conf/default/accept_ra", "2", False),
        ("net/ipv6/conf/wan0/accept_ra", "2", False),
        ("net/ipv6/conf/default/forwarding", "1", True),
        ("net/ipv6/conf/lan0/forwarding", "1", True),
        ("net/ipv6/conf/lo/forwarding", "1", True),
        ("net/ipv6/conf/wan0/forwarding", "1", True),
        ("net/ipv6/conf/all/forwarding", "1", False),
        ("net/ipv4/conf/lan0/forwarding", "1", False),
        ("net/ipv4/conf/wan0/forwarding", "1", False),
    ]


def test_what_forwards_already_is_left_as_it_is() -> None:
    named = {
        f"net/ipv{version}/conf/{name}/forwarding": "1"
        for version in (4, 6)
        for name in ("lan0", "wan0", "all")
    }
    made = plan(machine=facts(settings=settings("lan0", "wan0", **named)))
    assert [one.key for one in of(Setting, made)] == ["net/ipv6/conf/lan0/accept_ra"]
    assert "nfproto" not in of(Table, made)[0].rules


def test_every_attempt_at_quic_is_refused_aloud_where_it_is_refused() -> None:
    limits = {"net/ipv4/icmp_ratelimit": "1000", "net/ipv6/icmp/ratelimit": "1000"}
    machine = facts(settings=settings("lan0", "wan0", **limits))
    blocked = of(Setting, plan(machine=machine, quic=QuicPolicy.BLOCK))
    assert {one.key: (one.value, one.before) for one in blocked if one.key in limits} == dict.fromkeys(
        limits, ("0", "1000")
    )
    assert not limits.keys() & {one.key for one in of(Setting, plan(machine=machine))}


@pytest.mark.parametrize(
    ("ipv6", "there", "mode", "interference", "versions"),
    [
        (None, True, Ipv6Mode.FORWARDED, (), (4, 6)),
        (Ipv6Mode.OFF, True, Ipv6Mode.OFF, (Interference.IPV6_BLOCKED,), (4,)),
        # What the access network does not have is not blocked by the gateway; it was not offered.
        (None, False, Ipv6Mode.OFF, (), (4,)),
        (Ipv6Mode.OFF, False, Ipv6Mode.OFF, (Interference.IPV6_BLOCKED,), (4,)),
    ],
)
def test_ipv6(
    ipv6: Ipv6Mode | None,
    there: bool,
    mode: Ipv6Mode,
    interference: tuple[Interference, ...],
    versions: tuple[int, ...],
) -> None:
    ways = (default_route(4, "wan0"), *([default_route(6, "wan0")] if there else []))
    made = plan(machine=facts(routes=ways), ipv6=ipv6)
    assert (made.state.ipv6, made.state.interference, made.state.ip_versions) == (
        mode,
        interference,
        versions,
    )
    assert any("ipv6" in one.key for one in of(Setting, made) if "forwarding" in one.key) == (
        versions == (4, 6)
    )


def test_an_address_that_is_there_is_taken() -> None:
    links = (interface("lan0", 2, "10.42.0.1/24"), interface("wan0", 3, "198.51.100.2/24"))
    made = plan(machine=facts(links=links, routes=(default_route(4, "wan0"),)))
    assert of(Address, made) == of(LinkUp, made) == []
    assert made.state.prefixes == ("10.42.0.0/24",)


def test_tun_routes_lead_nowhere_should_the_proxy_end() -> None:
    made = plan(interception=InterceptionMode.TUN)
    ways = [(one.version, one.kind, one.words[0]) for one in of(Way, made)]
    assert ways == [
        (4, "route", "default"),
        (4, "route", "unreachable"),
        (6, "route", "default"),
        (6, "route", "unreachable"),
        (4, "rule", "priority"),
        (6, "rule", "priority"),
    ]
    assert Interference.TLS_INTERCEPTION in made.state.interference
    assert (made.state.proxy_log, made.state.key_log) == ("/r/events", "/r/keys")


def test_interception_without_a_proxy_is_a_fault_of_ours() -> None:
    wish = Wish(lan="lan0", wan="wan0", interception=InterceptionMode.TRANSPARENT)
    with pytest.raises(ValueError, match="no proxy"):
        plan_gateway(wish, facts(), folder="/f", record="/r", began_ns=0)


WISHES = st.builds(
    Wish,
    lan=st.just("lan0"),
    wan=st.just("wan0"),
    interception=st.sampled_from(InterceptionMode),
    dhcp=st.booleans(),
    quic=st.sampled_from(QuicPolicy),
    ipv6=st.none() | st.sampled_from(Ipv6Mode),
    yes=st.booleans(),
)


@given(WISHES)
def test_whatever_is_wished_rules_stand_before_anything_is_forwarded(wish: Wish) -> None:
    changes = plan(wish).changes
    at = {type(one): index for index, one in reversed(list(enumerate(changes)))}
    forwards = [
        index for index, one in enumerate(changes) if isinstance(one, Setting) and "forwarding" in one.key
    ]
    programs = [
        index for index, one in enumerate(changes) if isinstance(one, Program) and one.name != "dnsmasq"
    ]
    # A TUN interface is there only once the proxy is, and only what comes by it is forwarded by its setting.
    own = [index for index in forwards if "harness0" not in changes[index].key]  # type: ignore[union-attr]
    assert at[Table] < min(forwards)
    assert max(programs) < min(own)
    assert isinstance(changes[-1], OwnFile)
    tokens = [one.token for one in changes if isinstance(one, Program)]
    assert len(set(tokens)) == len(tokens)


@given(WISHES)
def test_whatever_is_wished_interference_says_what_rules_stop(wish: Wish) -> None:
    made = plan(wish)
    rules = of(Table, made)[0].rules
    assert ("dport 443" in rules) == (Interference.QUIC_BLOCKED in made.state.interference)
    assert ("ipv6 counter name ipv6_rejected" in rules) == (
        Interference.IPV6_BLOCKED in made.state.interference
    )
    intercepts = "redirect" in rules or 'oifname "harness0"' in rules
    assert intercepts == (Interference.TLS_INTERCEPTION in made.state.interference)


def test_where_devices_hold_the_ca_is_known_to_proxy_and_state() -> None:
    wish = Wish(lan="lan0", wan="wan0", interception=InterceptionMode.TRANSPARENT, ca_store=CaStore.SYSTEM)
    state = plan(wish).state
    assert state.ca_store is CaStore.SYSTEM
    assert parse_state(state_text(state), "s") == state
    setup = proxy_setup(Path("mitmdump"), Path("/r"), Path("/ca"), wish)
    assert setup.ca_store is CaStore.SYSTEM
    assert plan().state.ca_store is None
