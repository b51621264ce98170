"""HTTP/3 from stream data: header sections by another library, in any order of streams."""

from __future__ import annotations

import pylsqpack

from harness.sources.decrypted import Decrypted, Head, Part
from harness.sources.http3_reader import MAX_STREAMS, MAX_WAITING, Http3Connection, head_of
from tests.support.quic_packets import varint

REQUEST = [
    (b":method", b"POST"),
    (b":scheme", b"https"),
    (b":authority", b"a.example"),
    (b":path", b"/x"),
    (b"x-own", b"value"),
]
ANSWER = [(b":status", b"200"), (b"server", b"made-up")]
SETTINGS = b"\x00\x04" + varint(3) + b"\x01" + varint(4_096)
"""A control stream: SETTINGS_QPACK_MAX_TABLE_CAPACITY 4,096."""


def frame(kind: int, payload: bytes) -> bytes:
    return varint(kind) + varint(len(payload)) + payload


def feed(
    connection: Http3Connection,
    stream: int,
    data: bytes,
    *,
    client: bool = True,
    offset: int = 0,
    fin: bool = False,
) -> list[Decrypted]:
    return list(connection.feed(5, stream, offset, data, from_client=client, fin=fin, keep=True))


def encoded() -> tuple[bytes, bytes]:
    """Instructions of the encoder stream, and a section that needs them."""
    encoder = pylsqpack.Encoder()
    instructions = encoder.apply_settings(4_096, 16)
    for number in range(3):  # it inserts what it has seen before
        more, section = encoder.encode(4 * number, REQUEST)
        instructions += more
    return instructions, section


def test_a_request_and_its_answer() -> None:
    connection = Http3Connection()
    _, section = pylsqpack.Encoder().encode(0, REQUEST)
    found = feed(connection, 0, frame(1, section) + frame(0, b"abc"), fin=True)
    assert isinstance(found[0], Head)
    assert (found[0].method, found[0].target, found[0].fields[":authority"]) == ("POST", b"/x", b"a.example")
    assert found[1:] == [Part(5, 0, True, 3, b"abc", end=False), Part(5, 0, True, 0, b"", end=True)]
    _, section = pylsqpack.Encoder().encode(0, ANSWER)
    (head,) = feed(connection, 0, frame(1, section), client=False)
    assert isinstance(head, Head)
    assert (head.status, head.method, head.version) == (200, None, "3")


def test_a_section_waits_for_what_it_needs() -> None:
    instructions, section = encoded()
    connection = Http3Connection()
    feed(connection, 3, SETTINGS, client=False)
    assert feed(connection, 0, frame(1, section)) == []
    found = feed(connection, 2, b"\x02" + instructions)
    assert [head.target for head in found if isinstance(head, Head)] == [b"/x"]
    assert connection.unread == 0


def test_streams_of_the_other_side_and_pushes_are_left_alone() -> None:
    connection = Http3Connection()
    assert feed(connection, 2, b"\x02", client=False) == []  # a stream of the client, sent on by the server
    assert feed(connection, 1, frame(1, b"\0\0\xd1")) == []
    assert feed(connection, 0, frame(1, b"\xff\xff")) == []
    assert connection.unread == 1


def test_what_waits_is_bounded() -> None:
    _, section = encoded()
    connection = Http3Connection()
    feed(connection, 3, SETTINGS, client=False)
    for number in range(MAX_WAITING + 3):
        feed(connection, 4 * number, frame(1, section))
    assert connection.unread == 3
    for number in range(MAX_STREAMS + 10):
        feed(connection, 4 * number, b"\x01")
    assert len(connection._streams) <= MAX_STREAMS


def test_trailers_are_no_head() -> None:
    assert head_of(1, 0, "3", ((b"x-checksum", b"1"),)) is None
    assert head_of(1, 0, "2", ((b":status", b"abc"),)) is None
