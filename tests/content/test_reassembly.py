"""Order of segments: any order and overlap within what may wait gives the stream."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harness.content.reassembly import MAX_WAITING_PIECES, Reassembly
from harness.model.content import Seen

SEEN = Seen(1, 0)


def put_together(start: int | None, segments: list[tuple[int, bytes]]) -> tuple[bytes, int]:
    order = Reassembly(start)
    pieces = [piece for seq, data in segments for piece in order.feed(seq, data, SEEN)]
    pieces += order.finish()
    return b"".join(piece.data for piece in pieces), sum(piece.gap for piece in pieces)


@given(st.binary(min_size=1, max_size=200), st.integers(0, 2**32 - 1), st.randoms(use_true_random=False))
def test_any_order_and_overlap_gives_the_stream(data: bytes, start: int, chance: random.Random) -> None:
    segments = []
    at = 0
    while at < len(data):
        end = min(len(data), at + chance.randint(1, 40))
        begin = max(0, at - chance.randint(0, 10))
        segments.append(((start + begin) % 2**32, data[begin:end]))
        at = end
    segments += chance.sample(segments, len(segments) // 2)
    chance.shuffle(segments)
    assert put_together(start, segments) == (data, 0)


def test_a_gap_is_told_and_passed() -> None:
    assert put_together(100, [(100, b"abc"), (110, b"xyz")]) == (b"abcxyz", 7)
    assert put_together(None, [(5, b"abc"), (1, b"old"), (8, b"d")]) == (b"abcd", 0)
    assert put_together(2**32 - 2, [(2**32 - 2, b"ab"), (0, b"cd")]) == (b"abcd", 0)


def test_waiting_is_bounded() -> None:
    order = Reassembly(0)
    given_up = [p for n in range(2_000) for p in order.feed(10 + 2 * n, b"x", SEEN)]
    assert len(given_up) >= 2_000 - MAX_WAITING_PIECES
    assert order.waiting_octets <= MAX_WAITING_PIECES
