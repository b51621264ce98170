"""pcapng blocks that are not packets, in both byte orders, and any octets in their place."""

from __future__ import annotations

import struct
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.pcapng_blocks import (
    MAX_OPTIONS,
    Interface,
    Options,
    byte_order,
    interface_of,
    options,
    section_of,
    statistics_of,
    text_of,
)
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
    assert options(body, 0, order) == Options(((1, b"a"), (2, b"bcdef")), 0)


@BOTH
def test_an_option_that_overruns_its_block_ends_the_list(order: Literal["big", "little"], sign: str) -> None:
    body = option(1, b"good", big=order == "big") + struct.pack(sign + "HH", 2, 9) + b"short"
    assert options(body, 0, order) == Options(((1, b"good"),), 1)


def test_more_options_than_any_writer_gives_are_not_read() -> None:
    found = options(option(1, b"x") * (MAX_OPTIONS + 5), 0, "little")
    assert (len(found.pairs), found.odd) == (MAX_OPTIONS, 1)


def test_of_several_options_the_last_counts() -> None:
    found = options(option(4, b"old") + option(4, b"new"), 0, "little")
    assert (found.last(4), found.last(5)) == (b"new", None)


@BOTH
def test_an_interface_without_options_counts_microseconds(order: Literal["big", "little"], sign: str) -> None:
    body = struct.pack(sign + "HHI", 113, 0, 96)
    assert interface_of(body, order) == Interface(link_type=113, snaplen=96)


@BOTH
def test_resolution_and_offset_of_an_interface(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    body = struct.pack(sign + "HHI", 1, 0, 0) + option(2, b"eth0", big=big)
    body += option(9, b"\x8a", big=big) + option(14, struct.pack(sign + "q", -3600), big=big)
    expected = Interface(link_type=1, snaplen=0, tick_power=10, tick_binary=True, offset_s=-3600, name="eth0")
    assert interface_of(body, order) == expected


def test_odd_options_of_an_interface_fall_back_to_the_format_s_defaults() -> None:
    body = struct.pack("<HHI", 1, 0, 0) + option(9, b"") + option(14, b"\1\2")
    assert interface_of(body, "little") == Interface(link_type=1, snaplen=0, odd=2)


def test_a_cut_interface_description_is_a_link_type_that_is_not_read() -> None:
    assert interface_of(b"\1\0\0\0", "little").link_type == 0xFFFF


@pytest.mark.parametrize(("value", "told"), [
    (b"\0tcp port 443", "tcp port 443"), (b"\0", None), (b"", None), (b"\1\0\0\0", "(filter of form 1, not read)"),
])  # fmt: skip
def test_the_filter_of_an_interface(value: bytes, told: str | None) -> None:
    assert interface_of(bytes(8) + option(11, value), "little").filter == told


@pytest.mark.parametrize(("value", "told"), [
    (b"plain", "plain"), (b" nul-ended\0\0", "nul-ended"), (b"", None), (b"\0 ", None), (b"a\xffb", "a\\xffb"),
    ("\u00fc" * 3000, "\u00fc" * 1000), ("\U0001f681" * 3000, "\U0001f681" * 1000), (b"\x1b[31m", "\x1b[31m"),
])  # fmt: skip
def test_texts_are_short_and_always_unicode(value: bytes | str, told: str | None) -> None:
    assert text_of(value.encode() if isinstance(value, str) else value) == told


@BOTH
def test_what_a_section_header_says(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    body = (
        bytes(16) + option(1, b"one", big=big) + option(4, b"Dumpcap", big=big) + option(1, b"two", big=big)
    )
    found = section_of(body, order)
    assert (found.tool, found.comments, found.odd) == ("Dumpcap", ("one", "two"), 0)
    assert section_of(bytes(16), order).tool is None


@BOTH
def test_drops_of_interface_and_system_are_added(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    head = struct.pack(sign + "III", 2, 0, 0)
    lost = [
        option(code, struct.pack(sign + "Q", count), big=big) for code, count in ((4, 999), (5, 3), (7, 4))
    ]
    found = statistics_of(head + b"".join(lost), order)
    assert (found.interface, found.drops) == (2, 7)
    assert statistics_of(head + lost[1], order).drops == 3
    assert statistics_of(head + lost[0], order).drops is None
    assert statistics_of(head, order).drops is None


@BOTH
def test_times_of_statistics_have_their_upper_half_first(order: Literal["big", "little"], sign: str) -> None:
    big = order == "big"
    began, ended = (option(code, struct.pack(sign + "II", code, 7), big=big) for code in (2, 3))
    found = statistics_of(bytes(12) + began + ended, order)
    assert (found.began_ticks, found.ended_ticks, found.odd) == (2 * 2**32 + 7, 3 * 2**32 + 7, 0)
    short = statistics_of(bytes(12) + option(2, b"1234", big=big), order)
    assert (short.began_ticks, short.ended_ticks, short.odd) == (None, None, 1)


@given(st.binary(max_size=64), st.sampled_from(["big", "little"]))
def test_any_octets_give_a_value(body: bytes, order: Literal["big", "little"]) -> None:
    assert 0 <= interface_of(body, order).tick_power <= 127
    found = statistics_of(body, order)
    assert found.interface >= 0
    assert found.drops is None or found.drops >= 0
    for ticks in (found.began_ticks, found.ended_ticks):
        assert ticks is None or 0 <= ticks < 2**64
    header = section_of(body, order)
    assert all(0 < len(text) <= 1000 for text in (header.tool, *header.comments) if text is not None)
    assert sum(len(value) for _, value in options(body, 0, order).pairs) <= len(body)
