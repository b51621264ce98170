"""A gateway as lines for a terminal: hostile names only escaped, nothing wider than asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.gateway.changes import LinkUp, Setting
from harness.gateway.down import Outcome, Undone
from harness.gateway.points import Holds, Point
from harness.gateway.told import dry_run_lines, look_lines, point_lines, state_lines, undone_lines
from harness.machine.flow_events import FlowRecord
from harness.machine.leases import Lease
from harness.machine.own_flows import own_flows
from harness.model.gateway_state import InterceptionMode, QuicPolicy
from harness.reports.lines import paint
from tests.gateway.test_plan import plan
from tests.gateway.test_points import seen
from tests.machine.test_own_flows import DEVICE, GATEWAY, PLAIN, flow

HOSTILE = "\x1b[2J\x1b]0;owned\x07[bold]\u202e" + "a" * 255


def text(lines: Any) -> str:
    return paint(lines, colour=False)


def look_text(**changed: Any) -> str:
    look = seen(**changed)
    flows = () if look.flows is None else look.flows.flows
    return text(look_lines(look, own_flows(flows, look.state), 80, every=False))


def test_a_hostile_name_is_only_shown_escaped_and_in_full() -> None:
    lease = Lease(address=DEVICE, mac="02:00:00:00:00:20", name=HOSTILE, until_ns=None)
    told = look_text(leases=(lease,))
    assert not {"\x1b", "\x07", "\u202e"} & set(told)
    assert "\\x1b[2J" in told
    assert told.count("a") >= 255
    assert max(map(len, told.splitlines())) <= 80


def test_a_state_fits_and_says_interference() -> None:
    told = text(state_lines(replace(PLAIN, interference=()), 80, now_ns=PLAIN.began_ns + 61 * 10**9))
    assert told.startswith("Gateway up since 2026-11-27 10:00:00 UTC, for 1 min 1 s\n")
    assert "interference  none" in told
    assert max(map(len, told.splitlines())) <= 80
    assert "quic_blocked" in text(state_lines(PLAIN, 80))


@pytest.mark.parametrize(
    ("interception", "quic", "told"),
    [
        (InterceptionMode.NONE, QuicPolicy.PASS, "pass"),
        (InterceptionMode.TRANSPARENT, QuicPolicy.PASS, "pass: by the proxy, unopened"),
        (InterceptionMode.TUN, QuicPolicy.PASS, "pass: through the proxy, which opens it"),
        (InterceptionMode.TUN, QuicPolicy.BLOCK, "block: UDP to port 443 is refused, clients take TCP"),
    ],
)
def test_what_becomes_of_quic(interception: InterceptionMode, quic: QuicPolicy, told: str) -> None:
    lines = text(state_lines(replace(PLAIN, interception=interception, quic=quic), 80)).splitlines()
    assert f"  QUIC          {told}" in lines


def test_own_traffic_and_what_is_shared() -> None:
    flows = (flow(DEVICE), flow(GATEWAY), flow(GATEWAY, port=123))
    told = look_text(flows=FlowRecord(flows=flows, complete=True, odd=0))
    assert "  203.0.113.7 port 123 (ours alone)\n" in told
    assert "  203.0.113.7 port 443 udp (shared with devices, so not excluded)\n" in told


def test_where_the_record_cannot_tell_nothing_is_ours() -> None:
    assert "no record is kept: nothing there may be excluded" in look_text(flows=None)
    lossy = FlowRecord(flows=(flow(GATEWAY),), complete=False, odd=0)
    told = look_text(flows=lossy)
    assert "events were lost" in told
    assert "ours alone" not in told


def test_many_servers_are_cut_short_and_counted() -> None:
    flows = tuple(flow(GATEWAY, f"203.0.113.{number}") for number in range(60))
    assert "and 10 more; --all lists them" in look_text(flows=FlowRecord(flows=flows, complete=True, odd=0))


@pytest.mark.parametrize(("holds", "word"), [(Holds.YES, "yes "), (Holds.NO, "NO  "), (Holds.OPEN, "open")])
def test_a_point_says_its_state_without_colour(holds: Holds, word: str) -> None:
    told = text(point_lines([Point(id="no_way_around", holds=holds, text=HOSTILE + " and more" * 9)], 80))
    assert told.startswith(f"{word} no_way_around ")
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= 80


def test_what_was_not_put_back_is_told_with_the_command_for_it() -> None:
    setting = Setting(key="net/x", value="1", before="0")
    undone = (
        Undone(LinkUp(interface="lan0"), Outcome.UNDONE),
        Undone(setting, Outcome.LEFT),
        Undone(setting, Outcome.FAILED, "no"),
    )
    assert text(undone_lines(undone, 80)).splitlines() == [
        "1 change put back as before.",
        "net/x 0 -> 1: somebody else has changed this since; theirs stands",
        "  by hand: echo 0 > /proc/sys/net/x",
        "net/x 0 -> 1: could not be undone: no",
        "  by hand: echo 0 > /proc/sys/net/x",
    ]


def test_a_dry_run_is_a_script_there_and_back() -> None:
    told = text(dry_run_lines(plan(dhcp=True))).splitlines()
    there = told[: told.index("# What `harness gateway down` would do then:")]
    assert there.index("ip link set dev lan0 up") < there.index("ip address add 10.77.0.1/24 dev lan0")
    assert "    chain forward {" in there
    assert not any("schema_version" in line for line in told)
    back = told[len(there) :]
    assert back.index("ip address del 10.77.0.1/24 dev lan0") < back.index("ip link set dev lan0 down")
