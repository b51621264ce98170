"""Octets of QUIC streams -> frames of HTTP/3 (RFC 9114 §6.2, §7), whatever order they come in.

``Ordered`` puts the parts of one stream in order; ``Frames`` reads those of a request stream, ``stream_type`` the start of a
unidirectional one.

Blind spots: octets past the limits here are not waited for. Frames of a control stream, and pushed responses, are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "http3"
DATA: Final = 0x00
HEADERS: Final = 0x01
CONTROL_STREAM: Final = 0x00
ENCODER_STREAM: Final = 0x02
"""QPACK's (RFC 9204 §4.2)."""
MAX_SECTION_OCTETS: Final = 65_536
"""Of one HEADERS frame."""
MAX_AHEAD_OCTETS: Final = 1_048_576
"""Octets kept of a stream that wait for what comes before them."""
MAX_AHEAD_PARTS: Final = 1_024


class Frame(NamedTuple):
    """A HEADERS frame whole, or a part of a DATA frame."""

    kind: int
    payload: bytes


class Ordered:
    """One direction of a QUIC stream, put in order (RFC 9000 §2.2)."""

    def __init__(self) -> None:
        self._ahead: dict[int, bytes] = {}
        self._octets = 0
        self.at = 0
        """Octets given."""
        self.cut = False
        """Parts were given up: what lies behind them is never given."""

    def feed(self, offset: int, data: bytes) -> bytes:
        """Take a part; give what is now known without a gap and was not given before."""
        if offset > self.at:
            self._keep(offset, data)
            return b""
        fresh = data[self.at - offset :]
        if not fresh:
            return b""
        self.at += len(fresh)
        if not self._ahead:
            return fresh
        parts = [fresh]
        for start in sorted(self._ahead):
            if start > self.at:
                break
            piece = self._ahead.pop(start)
            self._octets -= len(piece)
            piece = piece[self.at - start :]
            self.at += len(piece)
            parts.append(piece)
        return b"".join(parts)

    def _keep(self, offset: int, data: bytes) -> None:
        if len(self._ahead.get(offset, b"")) >= len(data):
            return
        if self._octets + len(data) > MAX_AHEAD_OCTETS or len(self._ahead) >= MAX_AHEAD_PARTS:
            self.cut = True
            return
        self._octets += len(data) - len(self._ahead.get(offset, b""))
        self._ahead[offset] = data


class Frames:
    """Reads the frames of one direction of a request stream (RFC 9114 §7.1)."""

    def __init__(self) -> None:
        self._held = b""
        self._kind = self._left = 0
        """Of a frame that is not held whole: its type, and octets that are still to come."""
        self.fault: Malformed | None = None

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take the next octets; give frames as they become whole, and octets of DATA as they come."""
        data, at = self._held + data, 0
        self._held = b""
        while at < len(data) and self.fault is None:
            if self._left:
                part = data[at : at + self._left]
                at += len(part)
                self._left -= len(part)
                if self._kind == DATA:
                    yield Frame(DATA, part)
                continue
            head = _frame_head(data, at)
            if head is None:
                self._held = data[at:]
                return
            kind, octets, start = head
            if kind != HEADERS:
                self._kind, self._left, at = kind, octets, start
            elif octets > MAX_SECTION_OCTETS:
                self.fault = Malformed(Reason.TOO_LONG, 0, LAYER)
            elif start + octets > len(data):
                self._held = data[at:]
                return
            else:
                yield Frame(HEADERS, data[start : start + octets])
                at = start + octets


def stream_type(data: bytes) -> tuple[int, int] | None:
    """Type of a unidirectional stream and where its octets begin (RFC 9114 §6.2); None where more is needed."""
    return read_varint(data, 0)


def _frame_head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Type, length and start of the payload; None where more is needed."""
    kind = read_varint(data, at)
    if kind is None:
        return None
    length = read_varint(data, kind[1])
    return None if length is None else (kind[0], *length)


def read_varint(data: bytes, at: int) -> tuple[int, int] | None:
    """A variable-length integer and what follows it (RFC 9000 §16); None where it is not all there.

    >>> read_varint(bytes.fromhex("7bbd"), 0), read_varint(b"", 0)
    ((15293, 2), None)
    """
    if at >= len(data):
        return None
    octets = 1 << (data[at] >> 6)
    end = at + octets
    if end > len(data):
        return None
    return int.from_bytes(data[at:end], "big") & (1 << (8 * octets - 2)) - 1, end
