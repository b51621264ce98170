"""Windows of a stream: every octet once, hashed as parsed, with unfinished records carried over."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources import hashed_stream
from harness.sources.hashed_stream import CARRY_OCTETS, HashedStream, Window
from tests.support.reading import Trickle

EMPTY = np.empty(0, dtype=np.uint8)


def fresh(window: Window) -> bytes:
    return window.buf[CARRY_OCTETS : window.end].tobytes()


def windows(octets: bytes, sizes: tuple[int, ...] = ()) -> tuple[list[bytes], str, int]:
    """Fresh octets of each window, the digest, and the octets counted."""
    found = []
    with HashedStream(Trickle(octets, sizes) if sizes else io.BytesIO(octets)) as stream:
        while True:
            window = stream.next(EMPTY)
            found.append(fresh(window))
            if window.last:
                return found, stream.sha256(), stream.octets


@pytest.fixture
def small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashed_stream, "READ_OCTETS", 8)


def test_an_empty_stream_is_one_empty_last_window() -> None:
    assert windows(b"") == ([b""], hashlib.sha256().hexdigest(), 0)


@pytest.mark.usefixtures("small_reads")
@pytest.mark.parametrize("length", [1, 7, 8, 9, 16, 100])
def test_windows_hold_every_octet_once_and_the_digest_is_theirs(length: int) -> None:
    octets = bytes(range(length))
    found, digest, count = windows(octets)
    assert b"".join(found) == octets
    assert digest == hashlib.sha256(octets).hexdigest()
    assert count == length
    assert len(found) == length // 8 + 1


@pytest.mark.usefixtures("small_reads")
def test_a_stream_that_gives_little_at_a_time_fills_the_same_windows() -> None:
    octets = bytes(range(100))
    assert windows(octets, (1, 2, 3, 4, 5, 6, 7)) == windows(octets)


@pytest.mark.usefixtures("small_reads")
def test_what_is_carried_stands_before_what_is_read_and_keeps_its_place_in_the_stream() -> None:
    octets = bytes(range(20))
    with HashedStream(io.BytesIO(octets)) as stream:
        first = stream.next(EMPTY)
        second = stream.next(first.buf[first.end - 3 : first.end])
        assert second.buf[second.start : second.end].tobytes() == octets[5:16]
        assert second.offset + second.start == 5
        third = stream.next(second.buf[second.start : second.end])
        assert third.buf[third.start : third.end].tobytes() == octets[5:]
        assert third.offset + third.start == 5
        assert third.last
        assert stream.sha256() == hashlib.sha256(octets).hexdigest()


@given(st.binary(max_size=200), st.integers(1, 40), st.lists(st.integers(0, 60), max_size=40))
def test_any_carrying_gives_the_stream(octets: bytes, size: int, carried: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashed_stream, "READ_OCTETS", size)
        with HashedStream(io.BytesIO(octets)) as stream:
            carry = EMPTY
            for want in [*carried, *[0] * (len(octets) // size + 1)]:
                window = stream.next(carry)
                seen = window.buf[window.start : window.end].tobytes()
                place = window.offset + window.start
                assert seen == octets[place : place + len(seen)]
                carry = window.buf[max(window.start, window.end - want) : window.end]
                if window.last:
                    break
            assert window.last
            assert stream.sha256() == hashlib.sha256(octets).hexdigest()


def test_the_digest_may_be_asked_for_on_the_way() -> None:
    with HashedStream(io.BytesIO(b"abc")) as stream:
        assert stream.sha256() == hashlib.sha256().hexdigest()
        stream.next(EMPTY)
        assert stream.sha256() == hashlib.sha256(b"abc").hexdigest()
