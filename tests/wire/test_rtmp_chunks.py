"""Chunk streams: the two examples of the specification, and what may go wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.rtmp_chunks import MAX_CHUNKS, MAX_OCTETS, Message, read_messages
from tests.support.stream_messages import chunks

AUDIO, VIDEO = 8, 9


def messages(data: bytes) -> list[tuple[int, bytes]]:
    return [(found.kind, found.body) for found in read_messages(data, 0) if isinstance(found, Message)]


def ending(data: bytes) -> Malformed | int:
    (*_, last) = read_messages(data, 0)
    assert not isinstance(last, Message)
    return last


def test_headers_that_leave_out_what_is_the_same() -> None:
    """RTMP 1.0 §5.3.2.1: four audio messages of 32 octets on chunk stream 3, in 44, 36, 33 and 33 octets."""
    bodies = [bytes((n,)) * 32 for n in range(4)]
    first = (
        b"\x03"
        + (1000).to_bytes(3, "big")
        + (32).to_bytes(3, "big")
        + b"\x08"
        + (12345).to_bytes(4, "little")
    )
    second = b"\x83" + (20).to_bytes(3, "big")
    pieces = [first + bodies[0], second + bodies[1], b"\xc3" + bodies[2], b"\xc3" + bodies[3]]
    assert [len(piece) for piece in pieces] == [44, 36, 33, 33]
    assert messages(b"".join(pieces)) == [(AUDIO, body) for body in bodies]


def test_a_message_longer_than_a_chunk() -> None:
    """RTMP 1.0 §5.3.2.2: a video message of 307 octets on chunk stream 4, in 140, 129 and 52 octets."""
    body = bytes(n % 251 for n in range(307))
    head = (
        b"\x04"
        + (1000).to_bytes(3, "big")
        + (307).to_bytes(3, "big")
        + b"\x09"
        + (12346).to_bytes(4, "little")
    )
    pieces = [head + body[:128], b"\xc4" + body[128:256], b"\xc4" + body[256:]]
    assert [len(piece) for piece in pieces] == [140, 129, 52]
    data = b"".join(pieces)
    assert messages(data) == [(VIDEO, body)]
    assert [ending(data[:length]) for length in (0, 1, 12, 140, 141, 300, 320)] == [
        1,
        12,
        140,
        141,
        269,
        321,
        321,
    ]


def test_chunks_of_two_streams_mixed() -> None:
    one, two = chunks(b"a" * 200, stream=3), chunks(b"b" * 130, VIDEO, stream=4)
    mixed = one[:140] + two[:140] + one[140:] + two[140:]
    assert messages(mixed) == [(20, b"a" * 200), (VIDEO, b"b" * 130)]


@pytest.mark.parametrize("first", [b"\x00\x00", b"\x00\xff", b"\x01\x00\x00", b"\x01\xff\xff"])
def test_chunk_stream_ids_of_two_and_three_octets(first: bytes) -> None:
    """§5.3.1.1: 64 to 319 in two octets, 64 to 65599 in three."""
    again = bytes((first[0] | 0xC0,)) + first[1:]
    data = chunks(b"a" * 130)[1:]
    assert messages(first + data[:139] + again + data[140:]) == [(20, b"a" * 130)]


def test_the_same_stream_in_both_forms() -> None:
    data = chunks(b"a" * 130)[1:]
    assert messages(b"\x00\x01" + data[:139] + b"\xc1\x01\x00" + data[140:]) == [(20, b"a" * 130)]


@pytest.mark.parametrize("time", [0xFFFFFE, 0xFFFFFF, 0x1000000, 0xFFFFFFFF])
def test_extended_timestamps(time: int) -> None:
    """§5.3.1.3: in chunks of type 3 too."""
    assert messages(chunks(b"a" * 300, time=time)) == [(20, b"a" * 300)]


def test_chunk_size_changes() -> None:
    """§5.4.1."""
    larger = chunks((1000).to_bytes(4, "big"), 1, stream=2) + chunks(b"a" * 900, size=1000)
    smaller = chunks((1).to_bytes(4, "big"), 1, stream=2) + chunks(b"abc", size=1)
    assert messages(larger)[1] == (20, b"a" * 900)
    assert messages(smaller)[1] == (20, b"abc")


def test_abort() -> None:
    """§5.4.2: what came of a message is thrown away."""
    begun = chunks(b"a" * 200)[:140]
    abort = chunks((3).to_bytes(4, "big"), 2, stream=2)
    assert messages(begun + abort + chunks(b"b")) == [(2, b"\0\0\0\3"), (20, b"b")]


@pytest.mark.parametrize(
    ("data", "reason", "offset"),
    [
        (b"\xc3", Reason.BAD_VALUE, 0),
        (b"\x83\0\0\0", Reason.BAD_VALUE, 0),
        (chunks(b"a", 7), Reason.NOT_THIS, 0),
        (chunks(b"a" * 200)[:140] + chunks(b"b"), Reason.BAD_VALUE, 140),
        (chunks(bytes(4), 1), Reason.BAD_VALUE, 12),
        (chunks(b"\x80\0\0\0", 1), Reason.BAD_VALUE, 12),
        (chunks(b"\0\1", 1), Reason.BAD_VALUE, 12),
        (chunks(b"\0\x00\xff\xff", 1) + chunks(b"a" * MAX_OCTETS), Reason.TOO_LONG, 16),
    ],
)
def test_faults(data: bytes, reason: Reason, offset: int) -> None:
    assert ending(data) == Malformed(reason, offset, "rtmp")


def test_very_many_chunks_are_given_up() -> None:
    size = chunks((1).to_bytes(4, "big"), 1, stream=2)
    data = size + chunks(b"a" * 5_000, size=1)
    assert ending(data) == Malformed(Reason.TOO_LONG, len(size) + 13 + 2 * (MAX_CHUNKS - 2), "rtmp")


@given(
    st.lists(
        st.tuples(st.sampled_from([8, 9, 18, 20]), st.binary(max_size=400), st.integers(2, 63)), max_size=8
    ),
    st.integers(1, 400),
)
def test_what_is_cut_is_put_together(sent: list[tuple[int, bytes, int]], size: int) -> None:
    data = chunks(size.to_bytes(4, "big"), 1, stream=2)
    for kind, body, stream in sent:
        data += chunks(body, kind, stream=stream, size=size)
    count = 1 + sum(max(1, -(-len(body) // size)) for _, body, _ in sent)
    if count <= MAX_CHUNKS:
        assert messages(data)[1:] == [(kind, body) for kind, body, _ in sent]
