"""Both ends of HTTP/2 over a socket, by hand and no more than is needed (RFC 9113): several requests at once, answered in another order than asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.support.stream_messages import PREFACE
from tests.support.tls_sessions import hpack, http2_frame

DATA, HEADERS, SETTINGS, GOAWAY = 0, 1, 4, 7
ACK = END_STREAM = 1
END_HEADERS = 4
HOLD = b"hold"
"""A body that begins so is answered after the next request."""


class Frame(NamedTuple):
    """One frame."""

    kind: int
    flags: int
    stream: int
    payload: bytes


def frames(connection: socket.socket) -> Iterator[Frame]:
    """What the other side sends, until it ends; its settings are taken."""
    stream = connection.makefile("rb")
    while len(head := stream.read(9)) == 9:
        payload = stream.read(int.from_bytes(head[:3], "big"))
        found = Frame(head[3], head[4], int.from_bytes(head[5:], "big"), payload)
        if found.kind == SETTINGS and not found.flags & ACK:
            connection.sendall(http2_frame(SETTINGS, ACK, 0, b""))
        yield found


def ask(connection: socket.socket, host: str, asked: Mapping[str, bytes]) -> dict[str, int]:
    """Send a body to each path before any answer is read: path -> status."""
    said = PREFACE + http2_frame(SETTINGS, 0, 0, b"")
    streams = {}
    for number, (path, body) in enumerate(asked.items()):
        stream = 2 * number + 1
        streams[stream] = path
        fields = ((":method", "POST"), (":scheme", "https"), (":authority", host), (":path", path))
        said += http2_frame(
            HEADERS, END_HEADERS, stream, hpack(*fields, ("user-agent", "Skylark/2"))
        ) + http2_frame(DATA, END_STREAM, stream, body)
    connection.sendall(said)
    found: dict[str, int] = {}
    said_back: dict[int, bytes] = {}
    for frame in frames(connection):
        if frame.kind == DATA:  # a proxy ends a body with a frame of its own
            said_back[frame.stream] = said_back.get(frame.stream, b"") + frame.payload
        if frame.kind == DATA and frame.flags & END_STREAM:
            found[streams[frame.stream]] = int(said_back[frame.stream])
        if len(found) == len(asked):
            break
    return found


def answer(connection: socket.socket) -> None:
    """Answer requests: 200, and 202 to one that was held; the body says the same."""
    got = b""
    while len(got) < len(PREFACE):
        more = connection.recv(len(PREFACE) - len(got))
        if not more:
            return
        got += more
    connection.sendall(http2_frame(SETTINGS, 0, 0, b""))
    bodies: dict[int, bytes] = {}
    held: list[int] = []
    for frame in frames(connection):
        if frame.kind in (HEADERS, DATA):
            bodies[frame.stream] = bodies.get(frame.stream, b"") + (
                frame.payload if frame.kind == DATA else b""
            )
        if frame.kind not in (HEADERS, DATA) or not frame.flags & END_STREAM:
            continue
        if bodies[frame.stream].startswith(HOLD):
            held.append(frame.stream)
            continue
        _say(connection, frame.stream, "200")
        while held:
            _say(connection, held.pop(), "202")


def _say(connection: socket.socket, stream: int, status: str) -> None:
    head = http2_frame(HEADERS, END_HEADERS, stream, hpack((":status", status)))
    connection.sendall(head + http2_frame(DATA, END_STREAM, stream, status.encode()))
