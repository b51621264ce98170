"""Who is the client: by SYN, device, private address, first packet; and how that is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.nat64 import Prefixes
from harness.stages.sides import Devices, choose_sides
from tests.support.tables import opened, record, records_of

PRIVATE, PUBLIC, OTHER_PUBLIC = "192.168.1.20", "198.51.100.7", "203.0.113.9"
MAC = 0x0200_00AA_BBCC


def side_of(row: dict[str, Any], *devices: str) -> tuple[int, str]:
    sides = choose_sides(records_of(row), Devices.parse(devices))
    return int(sides.client[0]), str(sides.by[0])


@pytest.mark.parametrize("side", [0, 1])
def test_who_opened_is_the_client_whatever_else_is_known(side: int) -> None:
    row = record(a=PRIVATE, b=PUBLIC, initiator=side, first_side=1 - side)
    assert side_of(row) == (side, "syn")
    assert side_of(row, PRIVATE) == (side, "syn")
    assert side_of(row, PUBLIC) == (side, "syn")


def test_a_syn_ack_alone_tells_too() -> None:
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, initiator=1, synacks=1, first_side=0)) == (1, "syn")


@pytest.mark.parametrize(("a", "b", "device"), [
    (PUBLIC, OTHER_PUBLIC, OTHER_PUBLIC),
    (PUBLIC, OTHER_PUBLIC, "203.0.113.0/24"),
    (PRIVATE, PUBLIC, PUBLIC),
    ("2001:db8::1", "2001:db8:5::2", "2001:db8:5::2"),
    ("2001:db8::1", "2001:db8:5::2", "2001:db8:5::/48"),
    ("2001:db8::1", "2001:db8:12::1:23", "2001:db8:12::1:23"),
])  # fmt: skip
def test_a_device_by_address_or_prefix_is_the_client(a: str, b: str, device: str) -> None:
    assert side_of(record(a=a, b=b), device) == (1, "device")
    assert side_of(record(a=b, b=a, first_side=1), device) == (0, "device")


@pytest.mark.parametrize("text", ["02:00:00:aa:bb:cc", "02:00:00:AA:BB:CC"])
def test_a_device_by_mac_is_the_client(text: str) -> None:
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, mac=(5, MAC)), text) == (1, "device")
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, mac=(MAC, -1)), text) == (0, "device")
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, mac=(5, 6), first_side=1), text) == (1, "first")


def test_two_devices_are_told_apart_by_address_or_first_packet() -> None:
    assert side_of(record(a=PUBLIC, b=PRIVATE), PUBLIC, PRIVATE) == (1, "private")
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, first_side=1), PUBLIC, OTHER_PUBLIC) == (1, "first")


@pytest.mark.parametrize("inside", [PRIVATE, "10.0.0.1", "100.64.0.1", "169.254.1.1"])
def test_the_only_inside_address_is_the_client(inside: str) -> None:
    assert side_of(record(a=PUBLIC, b=inside, first_side=0)) == (1, "private")
    assert side_of(record(a=inside, b=PUBLIC, first_side=1)) == (0, "private")


@pytest.mark.parametrize("side", [0, 1])
def test_the_first_sender_is_taken_where_nothing_tells(side: int) -> None:
    assert side_of(record(a=PRIVATE, b="192.168.1.1", first_side=side)) == (side, "first")
    assert side_of(record(a=PUBLIC, b=OTHER_PUBLIC, first_side=side)) == (side, "first")


@pytest.mark.parametrize(("sender", "group"), [
    ("2001:db8::1", "ff02::fb"), (PUBLIC, "239.255.255.250"), (PRIVATE, "239.255.255.250"), (PUBLIC, "255.255.255.255"),
])  # fmt: skip
def test_a_group_address_is_never_the_client(sender: str, group: str) -> None:
    assert side_of(record(a=sender, b=group, first_side=0))[0] == 0
    assert side_of(record(a=group, b=sender, first_side=1))[0] == 1


def test_texts_of_both_sides_belong_to_their_rows() -> None:
    rows = records_of(record(a=PRIVATE, b=PUBLIC), record(a="2001:db8::1", b="2001:db8::2"))
    sides = choose_sides(rows, Devices())
    assert sides.a_text.tolist() == [PRIVATE, "2001:db8::1"]
    assert sides.b_text.tolist() == [PUBLIC, "2001:db8::2"]


def test_no_flows() -> None:
    sides = choose_sides(records_of(), Devices.parse(["192.168.1.0/24"]))
    assert (sides.client.tolist(), sides.by.tolist()) == ([], [])


@pytest.mark.parametrize("text", ["drone", "192.168.1.5/24", "02:00:00:aa:bb", "zz:00:00:aa:bb:cc", ""])
def test_what_is_no_device_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Devices.parse([text])


@given(
    st.lists(
        st.tuples(*[st.sampled_from([PRIVATE, PUBLIC, OTHER_PUBLIC])] * 2, st.integers(0, 1)), max_size=8
    )
)
def test_each_row_is_judged_alone(rows: list[tuple[str, str, int]]) -> None:
    made = [record(a=a, b=b, first_side=first) for a, b, first in rows]
    sides = choose_sides(records_of(*made), Devices.parse([OTHER_PUBLIC]))
    together = list(zip(sides.client.tolist(), sides.by.tolist(), strict=True))
    assert together == [side_of(row, OTHER_PUBLIC) for row in made]


@pytest.mark.parametrize(
    ("ends", "row", "devices", "remote"),
    [
        (("192.168.1.20", "198.51.100.7"), opened(by=0), (), "server"),
        (("192.168.1.20", "198.51.100.7"), opened(by=1), (), "client"),
        (("192.0.2.5", "198.51.100.7"), opened(by=0), (), "likely_server"),
        (("192.0.2.5", "198.51.100.7"), record(), (), "unknown"),
        (("192.0.2.5", "198.51.100.7"), opened(by=1), ("192.0.2.5",), "client"),
        (("192.0.2.5", "198.51.100.7"), record(), ("192.0.2.5",), "server"),
        (("192.0.2.5", "198.51.100.7"), opened(by=0), ("0.0.0.0/0",), "likely_server"),
        (("192.168.1.20", "192.168.1.30"), record(), (), "server"),
    ],
)
def test_the_remote_side(
    ends: tuple[str, str], row: dict[str, Any], devices: tuple[str, ...], remote: str
) -> None:
    placed = record(a=ends[0], b=ends[1])
    rows = records_of(row | {field: placed[field] for field in ("family", "a_hi", "a_lo", "b_hi", "b_lo")})
    assert choose_sides(rows, Devices.parse(devices)).remote.tolist() == [remote]


def test_devices_that_are_seen_are_told_in_one_form() -> None:
    devices = Devices.parse(["192.0.2.5", "10.0.0.0/8", "02:00:00:00:00:07"])
    rows = records_of(record(a="192.0.2.5", mac=(7 + (2 << 40), -1)))
    assert choose_sides(rows, devices).devices_seen == {"192.0.2.5/32", "02:00:00:00:00:07"}
    assert devices.texts == ("02:00:00:00:00:07", "10.0.0.0/8", "192.0.2.5/32")


def test_a_server_behind_a_private_nat64_prefix_is_not_inside() -> None:
    prefixes = Prefixes.told(["fd00:64::192.0.0.170"])
    row = record("2001:db8:5::20", "fd00:64::c633:6407")
    plain, told = choose_sides(records_of(row), Devices()), choose_sides(records_of(row), Devices(), prefixes)
    assert (plain.client.tolist(), plain.remote.tolist()) == ([1], ["server"])
    assert told.remote.tolist() == ["unknown"]
    own = record("fd00:1::20", "fd00:64::c633:6407")
    found = choose_sides(records_of(own), Devices(), prefixes)
    assert (found.client.tolist(), found.by.tolist(), found.remote.tolist()) == ([0], ["private"], ["server"])
