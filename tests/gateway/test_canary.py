"""Canaries: what is sent, and that it is found in what other programs captured."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.gateway.canary import Canary, SentCanary, canaries_of, send
from harness.gateway.canary_points import canary_points
from harness.gateway.points import Holds
from harness.lab.namespaces import Namespaces
from harness.model.gateway_state import GatewayLink
from tests.support.gateway_states import gateway_state
from tests.support.in_lab import in_lab

CANARY = Canary(side="wan", interface="wan0", protocol="udp", source="198.51.100.2", destination="192.0.2.1")


def sent(token: str, **changed: object) -> SentCanary:
    told = {"canary": CANARY, "token": token, "source_port": 4000, "sent_ns": 1, "fault": None}
    return SentCanary(**{**told, **changed})  # type: ignore[arg-type]


def test_both_sides_of_each_version() -> None:
    found = canaries_of(gateway_state())
    assert [(one.side, one.protocol, one.source, one.destination) for one in found] == [
        ("wan", "udp", "198.51.100.2", "192.0.2.1"),
        ("wan", "tcp", "198.51.100.2", "192.0.2.1"),
        ("lan", "udp", "10.77.0.1", "10.77.0.255"),
        ("lan", "udp", "fd00:77::1", "ff02::1"),
    ]


def test_an_address_that_was_given_is_where_they_go() -> None:
    wan = GatewayLink(interface="wan0", index=5, mac="", addresses=("198.51.100.2/24", "2001:db8:1::2/64"))
    found = canaries_of(gateway_state(wan=wan), ("203.0.113.9",))
    assert [one.destination for one in found if one.side == "wan"] == ["203.0.113.9"] * 2


def test_a_connection_is_known_by_its_ends() -> None:
    canary = Canary(side="wan", interface="w", protocol="tcp", source="198.51.100.2", destination="192.0.2.1")
    octets = bytes([198, 51, 100, 2, 192, 0, 2, 1]) + (4000).to_bytes(2, "big") + (9).to_bytes(2, "big")
    assert sent("t", canary=canary).pattern() == octets


@in_lab("dumpcap")
def test_dumpcap_has_them(lab: Namespaces, folder: Path) -> None:
    from harness.gateway.capture_search import await_in
    from tests.support.gateway_devices import captures
    from tests.support.gateway_world import GATEWAY, WAN, three_machines

    three_machines(lab)
    lab.ip(GATEWAY, "link set lan0 up", "addr add 10.77.0.1/24 dev lan0")
    told = gateway_state(
        wan=GatewayLink(interface="wan0", index=0, mac="", addresses=(f"{WAN}/24", "2001:db8:1::2/64")),
        lan=GatewayLink(interface="lan0", index=0, mac="", addresses=("10.77.0.1/24",)),
    )
    with captures(lab, folder, "lan0", "wan0") as files, lab.entered(GATEWAY):
        out = [send(canary) for canary in canaries_of(told)]
        found = await_in(tuple(files.values()), {one.token: one.pattern() for one in out}, 20)
    assert [one.fault for one in out] == [None] * 5
    where = [(one.canary.side, one.canary.protocol, found[one.token]) for one in out]
    assert where == [
        ("wan", "udp", files["wan0"]),
        ("wan", "tcp", files["wan0"]),
        ("wan", "udp", files["wan0"]),
        ("wan", "tcp", files["wan0"]),
        ("lan", "udp", files["lan0"]),
    ]


@in_lab()
def test_one_that_cannot_be_sent_says_why(lab: Namespaces, folder: Path) -> None:
    from tests.support.gateway_world import GATEWAY, three_machines

    three_machines(lab)
    with lab.entered(GATEWAY):
        gone = send(
            Canary(
                side="wan", interface="wan9", protocol="udp", source="198.51.100.2", destination="192.0.2.1"
            )
        )
    assert (gone.fault, gone.source_port) == ("No such device", 0)


@pytest.mark.parametrize(
    ("fault", "found", "holds", "text"),
    [
        (None, {"t": Path("w.pcapng")}, Holds.YES, "seen in w.pcapng"),
        (None, {"t": None}, Holds.NO, "in no capture; is wan0 captured on"),
        (None, None, Holds.OPEN, "looked for in no capture"),
        ("No such device", None, Holds.NO, "could not be sent: No such device"),
    ],
)
def test_a_point_for_each(fault: str | None, found: dict | None, holds: Holds, text: str) -> None:
    [point] = canary_points([sent("t", fault=fault)], found)
    assert (point.id, point.holds) == ("canary_wan_udp4", holds)
    assert text in point.text
