"""A file as lines, values and text: nothing is lost between reads, and the digest is that of the whole."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.record_stream import RecordStream
from harness.sources.stopping import Stop


class Slow(io.BytesIO):
    """Gives a few octets at a time."""

    def __init__(self, octets: bytes, step: int) -> None:
        super().__init__(octets)
        self._step = step

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        piece = self.read(min(self._step, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


@given(
    st.binary(max_size=60).map(lambda octets: b"x" + octets.replace(b"a", b"\n")),
    st.integers(1, 20),
    st.integers(0, 10),
)
def test_lines_are_those_of_the_file_however_it_is_read(octets: bytes, step: int, most: int) -> None:
    stream = RecordStream(Slow(octets, step), None, None)
    found = list(stream.lines(most))
    lines = octets.split(b"\n")
    wanted = [(line[:most].removesuffix(b"\r"), True) for line in lines[:-1]]
    assert found == [*wanted, *([(lines[-1][:most], False)] if lines[-1] else [])]
    assert stream.position == len(octets)
    assert stream.sha256() == hashlib.sha256(octets).hexdigest()


@given(st.binary(max_size=60).map(b"x".__add__), st.integers(1, 20), st.lists(st.integers(0, 20), max_size=6))
def test_what_is_taken_follows_what_was_taken(octets: bytes, step: int, sizes: list[int]) -> None:
    stream = RecordStream(Slow(octets, step), None, None)
    at = 0
    for size in sizes:
        assert stream.look(size) == octets[at : at + size]
        assert stream.take(size) == octets[at : at + size]
        at = min(at + size, len(octets))
        assert stream.position == at
    assert stream.skip(3) == min(3, len(octets) - at)
    stream.drain()
    assert (stream.position, stream.octets) == (len(octets), len(octets))
    assert stream.sha256() == hashlib.sha256(octets).hexdigest()


def test_of_a_packed_file_both_digests_are_told_and_progress_is_that_of_the_file() -> None:
    octets, told = b"line\n" * 10_000, list[int]()
    packed = gzip.compress(octets)
    stream = RecordStream(io.BytesIO(packed), told.append, None)
    assert sum(1 for _ in stream.lines(10)) == 10_000
    assert (stream.compression, stream.octets, sum(told)) == ("gzip", len(packed), len(packed))
    assert stream.sha256() == hashlib.sha256(packed).hexdigest()
    assert stream.inside_sha256() == hashlib.sha256(octets).hexdigest()


def test_a_packed_file_that_was_cut_says_so() -> None:
    stream = RecordStream(io.BytesIO(gzip.compress(bytes(range(256)) * 40)[:-9]), None, None)
    stream.drain()
    assert stream.problem is not None
    assert "gzip" in stream.problem


@pytest.mark.parametrize("before", [True, False])
def test_reading_that_is_stopped_is_cut(*, before: bool) -> None:
    stop = Stop()
    if before:
        stop.ask()
    stream = RecordStream(Slow(b"aaaaa\nb\nc\n", 2), None, stop)
    lines = stream.lines(10)
    if not before:
        assert next(lines) == (b"aaaaa", True)
        stop.ask()
    assert list(lines) == []
    assert stream.cut
