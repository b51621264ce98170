"""Streams of HTTP/3: frames however they are cut, parts in any order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Reason
from harness.wire.http3 import (
    DATA,
    HEADERS,
    MAX_AHEAD_OCTETS,
    MAX_AHEAD_PARTS,
    MAX_SECTION_OCTETS,
    Frame,
    Frames,
    Ordered,
    read_varint,
    stream_type,
)
from tests.support.quic_packets import varint


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        ("c2197c5eff14e88c", 151_288_809_941_952_652),
        ("9d7f3e7d", 494_878_333),
        ("7bbd", 15_293),
        ("25", 37),
        ("4025", 37),
    ],
)
def test_integers(octets: str, value: int) -> None:
    """RFC 9000 §A.1."""
    data = bytes.fromhex(octets)
    assert read_varint(data, 0) == (value, len(data))
    assert read_varint(data[:-1], 0) is None


def test_the_type_of_a_stream() -> None:
    assert stream_type(b"\x02abc") == (2, 1)
    assert stream_type(b"\x40") is None


def frame(kind: int, payload: bytes) -> bytes:
    return varint(kind) + varint(len(payload)) + payload


def joined(frames: list[Frame]) -> list[tuple[int, bytes]]:
    """Parts of DATA that follow each other put together."""
    found: list[tuple[int, bytes]] = []
    for kind, payload in frames:
        if kind == DATA and found and found[-1][0] == DATA:
            found[-1] = DATA, found[-1][1] + payload
        else:
            found.append((kind, payload))
    return found


SENT = st.lists(st.tuples(st.sampled_from([DATA, HEADERS, 0x21, 0x4040]), st.binary(max_size=30)), max_size=8)


@given(SENT, st.lists(st.integers(1, 9), max_size=60))
def test_any_split_gives_the_same(sent: list[tuple[int, bytes]], sizes: list[int]) -> None:
    data = b"".join(frame(*one) for one in sent)
    whole, split = Frames(), Frames()
    expected = joined(list(whole.feed(data)))
    found: list[Frame] = []
    for size in sizes:
        found += split.feed(data[:size])
        data = data[size:]
    found += split.feed(data)
    assert joined(found) == expected
    assert [one for one in expected if one[0] == HEADERS] == [one for one in sent if one[0] == HEADERS]


def test_a_section_beyond_the_limit_ends_the_stream() -> None:
    frames = Frames()
    assert not list(frames.feed(varint(HEADERS) + varint(MAX_SECTION_OCTETS + 1) + b"x"))
    assert frames.fault is not None
    assert frames.fault.reason is Reason.TOO_LONG
    assert not list(frames.feed(frame(DATA, b"x")))


@given(st.binary(max_size=200), st.data())
def test_parts_in_any_order_with_overlaps_give_the_stream(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted({0, len(stream), *data.draw(st.lists(st.integers(0, len(stream)), max_size=8))})
    parts = [(a, stream[a : b + data.draw(st.integers(0, 5))]) for a, b in itertools.pairwise(cuts)]
    ordered = Ordered()
    given_ = b"".join(ordered.feed(*part) for part in data.draw(st.permutations([*parts, *parts])))
    assert given_ == stream
    assert not ordered.cut


def test_what_waits_is_bounded() -> None:
    ordered = Ordered()
    for number in range(MAX_AHEAD_PARTS + 1):
        ordered.feed(1 + 2 * number, b"x")
    assert ordered.cut
    ordered = Ordered()
    ordered.feed(1, bytes(MAX_AHEAD_OCTETS + 1))
    assert ordered.cut
    assert ordered.feed(0, b"ab") == b"ab"
