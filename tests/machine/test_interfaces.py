"""Interfaces as ``ip`` and the kernel tell them, and what is made of odd tellings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine import interfaces
from harness.machine.interfaces import (
    default_routes,
    of_addresses,
    of_counters,
    of_routes,
    of_routes6,
    of_way,
    read_interface,
    read_interfaces,
    received,
)
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture

ROWS = [
    {
        "ifindex": 3, "ifname": "wlan0", "flags": ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"], "mtu": 1500,
        "link_type": "ether", "address": "02:00:00:00:00:01",
        "addr_info": [
            {"family": "inet", "local": "192.0.2.1", "prefixlen": 24},
            {"family": "inet6", "local": "2001:db8::1", "prefixlen": 64},
        ],
    },
    # Written by some versions of iproute2 in the place of a row that was not asked for.
    {},
    {
        "ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK", "UP", "LOWER_UP"], "mtu": 65536,
        "link_type": "loopback", "address": "00:00:00:00:00:00", "addr_info": [],
    },
    # A tunnel, whose "address" is one of IPv4.
    {"ifindex": 9, "ifname": "tun0", "flags": ["POINTOPOINT", "NOARP"], "mtu": 1400, "link_type": "none"},
]  # fmt: skip

# proc(5); the first two lines are headings.
DEV = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 943161622  284384    0    0    0     0          0         0 943161622  284384    0    0    0     0       0          0
eth0:1:15380136119  415036    4    7    9     0          0         0 25441114  280568    0    5    0     0       0          0
 cut0: 1 2 3
"""
ROUTE = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
"""
_ANY = "0" * 32
ROUTE6 = f"""\
fd000000000000000000000000000000 40 {_ANY} 00 {_ANY} 00000100 00000001 00000000 00000001     eth0
{_ANY} 00 {_ANY} 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003     wwan0
{_ANY} 00 {_ANY} 00 {_ANY} ffffffff 00000001 00000000 00200200       lo
"""


def test_rows_of_ip_by_number() -> None:
    lo, wlan, tun = of_addresses(json.dumps(ROWS))
    assert (lo.name, lo.loopback, lo.mac, lo.addresses) == ("lo", True, None, ())
    assert (wlan.up, wlan.running, wlan.mac) == (True, True, "02:00:00:00:00:01")
    assert wlan.addresses == ("192.0.2.1/24", "2001:db8::1/64")
    assert (tun.up, tun.running, tun.mac) == (False, False, None)
    assert wlan.physical is None


@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_any_text_in_the_place_of_rows_is_read_or_refused(text: str) -> None:
    try:
        of_addresses(text)
    except MachineError as fault:
        assert "cannot be read" in str(fault)  # noqa: PT017 - most texts are refused, some are not


@pytest.mark.parametrize(
    "row",
    [
        {"ifname": "a"},
        {"ifname": "a", "ifindex": "x", "flags": []},
        {"ifname": "a", "ifindex": 1, "flags": [], "addr_info": [{"local": "192.0.2.1"}]},
        {"ifname": "a", "ifindex": 1, "flags": [], "addr_info": 5},
        "a",
    ],
)
def test_a_row_that_lacks_what_every_row_has_is_refused(row: object) -> None:
    with pytest.raises(MachineError):
        of_addresses(json.dumps([row]))


def test_counters_of_what_came_in() -> None:
    found = of_counters(DEV)
    assert list(found) == ["lo", "eth0:1"]
    eth = found["eth0:1"]
    assert (eth.octets, eth.packets, eth.errors, eth.dropped, eth.overruns) == (15380136119, 415036, 4, 7, 9)


def test_default_routes_are_those_to_everywhere_that_lead_somewhere() -> None:
    assert list(of_routes(ROUTE)) == ["eth0"]
    assert list(of_routes6(ROUTE6)) == ["wwan0"]


@given(st.text(alphabet="0123456789abcdef \n\t:x"))
def test_any_table_is_read(text: str) -> None:
    of_counters(text)
    list(of_routes(text))
    list(of_routes6(text))
    of_way(text)


def test_the_way_back_to_a_client() -> None:
    assert of_way('[{"dst":"192.0.2.7","dev":"eth0","prefsrc":"192.0.2.1","flags":[],"uid":0}]') == ("eth0",)
    assert of_way("[{}]") == of_way("5") == ()


def test_interfaces_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    lo = read_interface("lo")
    assert lo is not None
    assert (lo.loopback, lo.up, lo.physical, lo.wireless, lo.default_route) == (
        True,
        True,
        False,
        False,
        False,
    )
    assert "127.0.0.1/8" in lo.addresses
    assert read_interface("no-such-one") is None
    assert received("lo") is not None
    assert received("no-such-one") is None
    names = {one.name for one in read_interfaces()}
    assert set(default_routes()) <= names


def test_what_carries_the_default_route_and_the_user_s_own_session(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    fake_programs.script(
        "ip",
        f"case $* in *route*) echo '[{{\"dev\":\"tun0\"}}]';; *) printf %s '{json.dumps(ROWS)}';; esac\n",
    )
    monkeypatch.setattr(interfaces, "_OWN_NET", tmp_path)
    (tmp_path / "route").write_text(ROUTE.replace("eth0", "wlan0"))
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")
    lo, wlan, tun = read_interfaces()
    assert [(one.default_route, one.own_session) for one in (lo, wlan, tun)] == [
        (False, False),
        # Its address was connected to; the answer goes another way.
        (True, True),
        (False, True),
    ]
    # No interface of this machine has these numbers, so what /sys says of their names is not believed.
    assert (wlan.physical, tun.wireless) == (None, None)


def test_ip_that_fails_is_told(fake_programs: FakePrograms) -> None:  # noqa: F811
    with pytest.raises(MachineError, match="ip is not installed"):
        read_interfaces()
    fake_programs.make("ip", err='Option "-json" is unknown, try "ip -help".\n', code=255)
    with pytest.raises(MachineError, match="is unknown"):
        read_interfaces()
