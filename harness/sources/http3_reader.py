"""Stream data of decrypted QUIC connections -> heads and bodies of HTTP/3.

tshark 4.0 decrypts QUIC and does not read header fields (QPACK), so they are read here, from whatever version.

Blind spots: connections that speak another protocol than HTTP/3 give what little looks like it, or nothing. Of a connection
whose first packets are missing, only what needs no dynamic table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.model.malformed import Malformed, Reason
from harness.sources.decrypted import Decrypted, Head, Part
from harness.wire.http3 import (
    CONTROL_STREAM,
    ENCODER_STREAM,
    HEADERS,
    Frames,
    Ordered,
    read_varint,
    stream_type,
)
from harness.wire.qpack import Field, Qpack

MAX_STREAMS: Final = 4_096
"""Streams of a connection that are read at one time."""
MAX_WAITING: Final = 64
"""Header sections that wait for the encoder stream."""
MAX_SETTINGS_OCTETS: Final = 1_024
_SETTINGS: Final = 0x04
_TABLE_CAPACITY: Final = 0x01
"""SETTINGS_QPACK_MAX_TABLE_CAPACITY (RFC 9204 §5)."""
_UNIDIRECTIONAL: Final = 2
_BY_SERVER: Final = 1


class _Stream:
    """One direction of a stream."""

    def __init__(self) -> None:
        self.ordered = Ordered()
        self.frames = Frames()
        self.kind: int | None = None
        """Of a unidirectional one, once it is known."""
        self.start = b""
        """Of a unidirectional one, until its kind is known; of a control stream its settings."""
        self.end: int | None = None


class Http3Connection:
    """Reads one connection."""

    def __init__(self) -> None:
        self._streams: dict[tuple[int, bool], _Stream] = {}
        self._capacity = {True: 0, False: 0}
        """What each side allows the other's table to have."""
        self._tables: dict[bool, Qpack] = {}
        self._waiting: list[tuple[int, int, bool, bytes]] = []
        self.unread = 0
        """Header sections that could not be read."""

    def feed(
        self, frame: int, stream: int, offset: int, data: bytes, *, from_client: bool, fin: bool, keep: bool
    ) -> Iterator[Decrypted]:
        """Take the data of a STREAM frame (RFC 9000 §19.8).

        Args:
            keep: Whether octets of bodies are wanted.
        """
        state = self._state(stream, from_client=from_client)
        if state is None:
            return
        if fin:
            state.end = offset + len(data)
        fresh = state.ordered.feed(offset, data)
        if stream & _UNIDIRECTIONAL:
            if bool(stream & _BY_SERVER) != from_client:
                yield from self._uni(state, fresh, from_client=from_client)
            return
        if stream & _BY_SERVER:
            return
        for kind, payload in state.frames.feed(fresh):
            if kind == HEADERS:
                yield from self._section(frame, stream, payload, from_client=from_client)
            else:
                yield Part(frame, stream, from_client, len(payload), payload if keep else None, end=False)
        if state.end is not None and state.ordered.at >= state.end:
            del self._streams[stream, from_client]
            yield Part(frame, stream, from_client, 0, b"" if keep else None, end=True)

    def _state(self, stream: int, *, from_client: bool) -> _Stream | None:
        state = self._streams.get((stream, from_client))
        if state is None:
            if len(self._streams) >= MAX_STREAMS:
                return None
            state = self._streams[stream, from_client] = _Stream()
        return state

    def _uni(self, state: _Stream, fresh: bytes, *, from_client: bool) -> Iterator[Decrypted]:
        if state.kind is None:
            state.start += fresh
            known = stream_type(state.start)
            if known is None:
                return
            state.kind, start = known
            fresh, state.start = state.start[start:], b""
        if state.kind == ENCODER_STREAM:
            self._table(from_client=from_client).feed_encoder(fresh)
            waiting, self._waiting = self._waiting, []
            for place, stream, side, section in waiting:
                yield from self._section(place, stream, section, from_client=side)
        elif state.kind == CONTROL_STREAM and len(state.start) < MAX_SETTINGS_OCTETS:
            state.start += fresh[:MAX_SETTINGS_OCTETS]
            self._capacity[from_client] = _table_capacity(state.start)

    def _table(self, *, from_client: bool) -> Qpack:
        """The table that one side fills; how large it may be is the other's to say."""
        table = self._tables.get(from_client)
        if table is None:
            table = self._tables[from_client] = Qpack(self._capacity[not from_client])
        return table

    def _section(self, frame: int, stream: int, section: bytes, *, from_client: bool) -> Iterator[Decrypted]:
        table = self._tables.get(from_client) or Qpack(self._capacity[not from_client])
        found = table.decode(section)
        if isinstance(found, Malformed):
            waits = found.reason is Reason.TRUNCATED and not found.offset and section
            if waits and len(self._waiting) < MAX_WAITING:
                self._waiting.append((frame, stream, from_client, section))
            else:
                self.unread += 1
            return
        head = head_of(frame, stream, "3", found)
        if head is not None:
            yield head


def head_of(frame: int, stream: int, version: str, fields: tuple[Field, ...]) -> Head | None:
    """The head that header fields make (RFC 9113 §8.3, RFC 9114 §4.3); None for trailers."""
    first: dict[str, bytes] = {}
    for name, value in fields:
        first.setdefault(name.decode("latin-1").lower(), value)
    method, status = first.get(":method"), first.get(":status", b"")
    if method is not None:
        words = method.decode("latin-1")
        return Head(frame, stream, version, words, first.get(":path", b""), None, first)
    if len(status) == 3 and status.isdigit():
        return Head(frame, stream, version, None, b"", int(status), first)
    return None


def _table_capacity(control: bytes) -> int:
    """The table capacity in the SETTINGS frame that a control stream begins with (RFC 9114 §7.2.4); 0: none is told."""
    kind = read_varint(control, 0)
    length = None if kind is None else read_varint(control, kind[1])
    if kind is None or length is None or kind[0] != _SETTINGS:
        return 0
    end = min(length[1] + length[0], len(control))
    at = length[1]
    while at < end:
        name = read_varint(control, at)
        value = None if name is None else read_varint(control, name[1])
        if name is None or value is None:
            return 0
        if name[0] == _TABLE_CAPACITY:
            return value[0]
        at = value[1]
    return 0
