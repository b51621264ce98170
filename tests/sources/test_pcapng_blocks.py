"""pcapng blocks that are not packets, in both byte orders, and any octets in their place."""

from __future__ import annotations

import struct
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.pcapng_blocks import Interface, byte_order, interface_of, options, reported_drops
from tests.support.frames import option

ORDERS: list[tuple[Literal["big", "little"], str]] = [("big", ">"), ("little", "<")]
BOTH = pytest.mark.parametrize(("order", "sign"), ORDERS)


def test_byte_order_is_told_by_the_magic() -> None:
    assert byte_order(b"\x1a\x2b\x3c\x4d") == "big"
    assert byte_order(b"\x4d\x3c\x2b\x1a") == "little"
    assert byte_order(b"\x4d\x3c\x2b\x1b") is None
    assert byte_order(b"\x1a\x2b") is None


@BOTH
def test_options_are_given_in_order_up_to_the_end_mark(order: Literal["big", "little"], sign: str) -> None:
    body = b"".join(
        option(*pair, big=order == "big") for pair in [(1, b"a"), (2, b"bcdef"), (0, b""), (3, b"x")]
    )
    assert list(options(body, 0, order)) == [(1, b"a"), (2, b"bcdef")]


@BOTH
def test_an_option_that_overruns_its_block_ends_the_list(order: Literal["big", "little"], sign: str) -> None:
    body = option(1, b"good", big=order == "big") + struct.pack(sign + "HH", 2, 9) + b"short"
    assert list(options(body, 0, order)) == [(1, b"good")]


@BOTH
def test_an_interface_without_options_counts_microseconds(order: Literal["big", "little"], sign: str) -> None:
    body = struct.pack(sign + "HHI", 113, 0, 96)
    assert interface_of(body, order) == Interface(link_type=113, snaplen=96)


@BOTH
def test_resolution_and_offset_of_an_interface(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    body = struct.pack(sign + "HHI", 1, 0, 0) + option(2, b"eth0", big=big)
    body += option(9, b"\x8a", big=big) + option(14, struct.pack(sign + "q", -3600), big=big)
    expected = Interface(link_type=1, snaplen=0, tick_power=10, tick_binary=True, offset_s=-3600)
    assert interface_of(body, order) == expected


def test_odd_options_of_an_interface_fall_back_to_the_format_s_defaults() -> None:
    body = struct.pack("<HHI", 1, 0, 0) + option(9, b"") + option(14, b"\1\2")
    assert interface_of(body, "little") == Interface(link_type=1, snaplen=0)


def test_a_cut_interface_description_is_a_link_type_that_is_not_read() -> None:
    assert interface_of(b"\1\0\0\0", "little").link_type == 0xFFFF


@BOTH
def test_drops_of_interface_and_system_are_added(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    head = struct.pack(sign + "III", 2, 0, 0)
    lost = [
        option(code, struct.pack(sign + "Q", count), big=big) for code, count in ((4, 999), (5, 3), (7, 4))
    ]
    assert reported_drops(head + b"".join(lost), order) == (2, 7)
    assert reported_drops(head + lost[1], order) == (2, 3)
    assert reported_drops(head + lost[0], order) == (2, None)
    assert reported_drops(head, order) == (2, None)


@given(st.binary(max_size=64), st.sampled_from(["big", "little"]))
def test_any_octets_give_a_value(body: bytes, order: Literal["big", "little"]) -> None:
    assert 0 <= interface_of(body, order).tick_power <= 127
    index, lost = reported_drops(body, order)
    assert index >= 0
    assert lost is None or lost >= 0
    assert sum(len(value) for _, value in options(body, 0, order)) <= len(body)
