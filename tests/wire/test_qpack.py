"""QPACK: the examples of RFC 9204 appendix B, and pylsqpack as the other opinion."""

from __future__ import annotations

import random

import pylsqpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.qpack import MAX_CAPACITY, MAX_FIELDS, Qpack
from harness.wire.qpack_static import STATIC

CAPACITY = 220
"""Of appendix B."""


def read(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def test_a_literal_with_a_name_of_the_static_table() -> None:
    """RFC 9204 §B.1."""
    assert Qpack(0).decode(read("0000 510b 2f69 6e64 6578 2e68 746d 6c")) == ((b":path", b"/index.html"),)


def test_the_dynamic_table() -> None:
    """RFC 9204 §B.2 to §B.5, one after the other."""
    table = Qpack(CAPACITY)
    table.feed_encoder(
        read("3fbd01 c00f 7777 772e 6578 616d 706c 652e 636f 6d c10c 2f73 616d 706c 652f 7061 7468")
    )
    assert table.inserted == 2
    assert table.decode(read("0381 10 11")) == (
        (b":authority", b"www.example.com"),
        (b":path", b"/sample/path"),
    )
    table.feed_encoder(read("4a63 7573 746f 6d2d 6b65 790c 6375 7374 6f6d 2d76 616c 7565"))
    assert table.inserted == 3
    table.feed_encoder(read("02"))
    assert table.decode(read("0500 80 c1 81")) == (
        (b":authority", b"www.example.com"), (b":path", b"/"), (b"custom-key", b"custom-value"),
    )  # fmt: skip
    table.feed_encoder(read("810d 6375 7374 6f6d 2d76 616c 7565 32"))
    assert (table.inserted, table.fault) == (5, None)
    assert table.decode(read("0600 80")) == ((b"custom-key", b"custom-value2"),)


def test_a_section_waits_for_the_encoder_stream() -> None:
    table = Qpack(CAPACITY)
    section = read("0381 10 11")
    assert table.decode(section) == Malformed(Reason.TRUNCATED, 0, "qpack")
    table.feed_encoder(
        read("3fbd01 c00f 7777 772e 6578 616d 706c 652e 636f 6d c10c 2f73 616d 706c 652f 7061 7468")
    )
    assert isinstance(table.decode(section), tuple)


def test_the_static_table_is_that_of_another_library() -> None:
    decoder = pylsqpack.Decoder(0, 0)
    for index, field in enumerate(STATIC):
        section = b"\0\0" + (bytes([0xC0 | index]) if index < 63 else bytes([0xFF, index - 63]))
        assert decoder.feed_header(4 * index, section)[1] == [field]
    assert len(STATIC) == 99


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("", Reason.TRUNCATED),
        ("00", Reason.TRUNCATED),
        ("0000 ff24", Reason.BAD_VALUE),  # static index 99
        ("0000 80", Reason.BAD_VALUE),  # a table without entries
        ("0000 510b 2f", Reason.TRUNCATED),
        ("ff00 00", Reason.BAD_VALUE),  # more inserts than the table can have
        ("0000 ffffffffffffffffffff7f", Reason.TOO_LONG),
        ("0000 518400000000", Reason.BAD_VALUE),  # a Huffman code that is padded with zeros
    ],
)
def test_faults(section: str, reason: Reason) -> None:
    found = Qpack(CAPACITY).decode(read(section))
    assert isinstance(found, Malformed)
    assert found.reason is reason


@pytest.mark.parametrize(
    "instructions",
    ["05", "3fffffffffffffffffff7f", "20 c000", "c0ffffffffff7f"],
)
def test_an_encoder_stream_at_fault_ends_and_leaves_what_it_inserted(instructions: str) -> None:
    table = Qpack(CAPACITY)
    table.feed_encoder(read("3fbd01 c00161") + read(instructions) + bytes(200_000))
    assert table.fault is not None
    assert table.inserted == 1
    table.feed_encoder(read("c00161"))


def test_limits() -> None:
    found = Qpack(0).decode(b"\0\0" + b"\xc1" * (MAX_FIELDS + 1))
    assert isinstance(found, Malformed)
    assert found.reason is Reason.TOO_LONG
    table = Qpack(2**40)
    table.feed_encoder(read("3fffffffff0f"))
    assert table.fault is not None
    assert MAX_CAPACITY == 65_536


FIELDS = st.lists(
    st.tuples(
        st.sampled_from([b":method", b":path", b"user-agent", b"x-a", b"x-b"]),
        st.sampled_from([b"GET", b"/", b""]) | st.binary(max_size=40),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(FIELDS, min_size=1, max_size=12), st.integers(0, 2**32))
def test_what_another_library_encodes_is_read_however_it_is_split(
    sections: list[list[tuple[bytes, bytes]]], seed: int
) -> None:
    encoder, decoder, table = pylsqpack.Encoder(), pylsqpack.Decoder(4096, 16), Qpack(4096)
    control = encoder.apply_settings(4096, 16)
    decoder.feed_encoder(control)
    table.feed_encoder(control)
    chance = random.Random(seed)
    for number, fields in enumerate(sections):
        instructions, section = encoder.encode(4 * number, fields)
        decoder.feed_encoder(instructions)
        while instructions:
            size = chance.randint(1, 8)
            table.feed_encoder(instructions[:size])
            instructions = instructions[size:]
        assert table.decode(section) == tuple(fields)
        feedback, _ = decoder.feed_header(4 * number, section)
        encoder.feed_decoder(feedback)
