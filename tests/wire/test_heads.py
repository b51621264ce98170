"""Heads: any order of segments gives one prefix."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harness.wire.heads import MAX_PIECES, Head

SEQUENCES = st.one_of(st.integers(0, 2**32 - 1), st.integers(2**32 - 40, 2**32 - 1))


def test_in_order_out_of_order_and_again() -> None:
    head = Head(100, 50)
    assert head.feed(103, b"def") == b""
    assert head.held_octets == 3
    assert head.feed(100, b"abc") == b"abcdef"
    assert head.feed(100, b"abc") == b"abcdef"
    assert head.feed(106, b"") == b"abcdef"
    assert head.held_octets == 6
    assert not head.capped


def test_sequence_numbers_wrap() -> None:
    head = Head(2**32 - 2, 50)
    assert head.feed(2, b"ef") == b""
    assert head.feed(2**32 - 2, b"abcd") == b"abcdef"


def test_first_copy_of_an_octet_counts() -> None:
    head = Head(0, 50)
    assert head.feed(2, b"cd") == b""
    assert head.feed(0, b"abXYef") == b"abcdef"
    assert head.feed(4, b"ZZg") == b"abcdefg"


def test_one_segment_fills_several_gaps() -> None:
    head = Head(0, 50)
    for sequence, data in ((1, b"b"), (3, b"d"), (5, b"f")):
        assert head.feed(sequence, data) == b""
    assert head.feed(0, b"a-c-e-g") == b"abcdefg"[:1] + b"bcdefg"


def test_octets_before_the_start_are_trimmed() -> None:
    head = Head(10, 50)
    assert head.feed(9, b"?") == b""  # keep-alive probe
    assert head.feed(8, b"??ab") == b"ab"
    assert head.held_octets == 2


def test_cap() -> None:
    head = Head(0, 4)
    assert head.feed(6, b"gh") == b""
    assert head.capped
    assert head.feed(0, b"abcdef") == b"abcd"
    assert head.held_octets == 4


def test_exactly_the_cap_is_not_capped() -> None:
    head = Head(0, 4)
    assert head.feed(0, b"abcd") == b"abcd"
    assert not head.capped


def test_too_many_pieces_are_ignored_but_the_prefix_still_grows() -> None:
    head = Head(0, 4096)
    for number in range(1, 1 + MAX_PIECES + 5):
        head.feed(2 * number, b"x")
    assert head.capped
    assert head.held_octets == MAX_PIECES
    assert head.feed(0, b"ab") == b"abx"
    assert head.feed(3, b"d") == b"abxdx"


def test_views_are_copied() -> None:
    buffer = bytearray(b"abc")
    head = Head(0, 10)
    head.feed(0, memoryview(buffer)[:2])
    head.feed(3, memoryview(buffer)[2:])
    buffer[:] = b"???"
    assert head.feed(2, b"-") == b"ab-c"


@given(SEQUENCES, st.binary(min_size=1, max_size=120), st.randoms(use_true_random=False), st.integers(1, 30))
def test_any_order_splitting_and_repetition_gives_the_same_prefix(
    start: int, octets: bytes, order: random.Random, longest: int
) -> None:
    segments = covering(octets, order, longest)
    order.shuffle(segments)
    head = Head(start, 200)
    sizes = []
    for offset, data in segments:
        prefix = head.feed((start + offset) % 2**32, data)
        assert octets.startswith(prefix)
        sizes.append(len(prefix))
    assert head.prefix == octets
    assert head.held_octets == len(octets)
    assert sizes == sorted(sizes)
    assert not head.capped


@given(st.binary(min_size=1, max_size=120), st.randoms(use_true_random=False), st.integers(1, 60))
def test_cap_cuts_the_same_prefix_in_any_order(octets: bytes, order: random.Random, cap: int) -> None:
    segments = covering(octets, order, 20)
    order.shuffle(segments)
    head = Head(7, cap)
    for offset, data in segments:
        head.feed(7 + offset, data)
    assert head.prefix == octets[:cap]
    assert head.capped == (len(octets) > cap)


@given(st.lists(st.tuples(st.integers(0, 40), st.binary(max_size=12)), max_size=20))
def test_first_copy_counts_octet_by_octet(segments: list[tuple[int, bytes]]) -> None:
    known: dict[int, int] = {}
    head = Head(0, 30)
    for offset, data in segments:
        for place, octet in enumerate(data, start=offset):
            if place < 30:
                known.setdefault(place, octet)
        prefix = head.feed(offset, data)
        expected = bytearray()
        while len(expected) in known:
            expected.append(known[len(expected)])
        assert prefix == bytes(expected)
        assert head.held_octets == len(known)


def covering(octets: bytes, order: random.Random, longest: int) -> list[tuple[int, bytes]]:
    """Segments that cover the octets, some twice, some overlapping."""
    segments = []
    position = 0
    while position < len(octets):
        size = order.randint(1, longest)
        overlap = order.randint(0, 3)
        first = max(0, position - overlap)
        segments.append((first, octets[first : position + size]))
        position += size
    return segments + order.choices(segments, k=order.randint(0, 4))
