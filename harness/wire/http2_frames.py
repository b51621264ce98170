"""Frames of HTTP/2 from the preface on -> the header blocks that they carry (RFC 9113 §3.4, §4, §6).

Blind spots: frames of more than ``MAX_OCTETS`` octets, which a server may allow, end reading. Blocks are not decoded here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "http2"
MAX_OCTETS: Final = 16384
"""Octets of the stream looked at."""
MAX_FRAMES: Final = 256
"""Frames looked at. A stream is looked at again whenever more of it comes: of empty frames in tiny segments there could be too many."""
PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # §3.4

_HEADER_OCTETS: Final = 9  # §4.1
_DATA, _HEADERS, _SETTINGS, _CONTINUATION = 0, 1, 4, 9
_ACK, _END_HEADERS, _PADDED, _PRIORITY = 0x01, 0x04, 0x08, 0x20
_PRIORITY_OCTETS: Final = 5  # §6.2
_SETTING_OCTETS: Final = 6  # §6.5.1


class Block(NamedTuple):
    """A whole header block."""

    stream: int
    octets: bytes
    end: int
    """Where its last frame ends."""


class _Frame(NamedTuple):
    kind: int
    flags: int
    stream: int
    body: bytes


def read_blocks(data: bytes) -> Iterator[Block | Malformed | int]:
    """Put header blocks together, in the stream's order.

    Args:
        data: The client's stream, beginning with ``PREFACE``; octets behind ``MAX_OCTETS`` are not looked at.

    Yields:
        Blocks; last, where the stream is at fault, ``Malformed``; where it goes on, the octets of it that are needed at least.
    """
    data = data[:MAX_OCTETS]
    at, open_stream, parts = len(PREFACE), 0, b""
    for number in range(MAX_FRAMES):
        frame = _read_frame(data, at)
        if not isinstance(frame, _Frame):
            yield frame
            return
        fault = _objection(frame, first=number == 0, open_stream=open_stream)
        part = None if fault else _part(frame)
        if part is None:
            yield Malformed(fault or Reason.BAD_LENGTH, at, LAYER)
            return
        at += _HEADER_OCTETS + len(frame.body)
        if frame.kind not in (_HEADERS, _CONTINUATION):
            continue
        parts, open_stream = parts + part, frame.stream
        if frame.flags & _END_HEADERS:
            yield Block(open_stream, parts, at)
            open_stream, parts = 0, b""
    yield Malformed(Reason.TOO_LONG, at, LAYER)


def _read_frame(data: bytes, at: int) -> _Frame | Malformed | int:
    """Read the frame at ``at``; as a number, the octets that are needed at least."""
    body = at + _HEADER_OCTETS
    if body > len(data):
        return body if body <= MAX_OCTETS else Malformed(Reason.TOO_LONG, at, LAYER)
    end = body + int.from_bytes(data[at : at + 3], "big")
    if end > MAX_OCTETS:
        return Malformed(Reason.TOO_LONG, at, LAYER)
    if end > len(data):
        return end
    stream = int.from_bytes(data[at + 5 : body], "big") & 0x7FFFFFFF
    return _Frame(data[at + 3], data[at + 4], stream, data[body:end])


def _objection(frame: _Frame, *, first: bool, open_stream: int) -> Reason | None:
    """Say what forbids this frame in its place; None where nothing does."""
    if first and (frame.kind != _SETTINGS or frame.flags & _ACK):  # §3.4
        return Reason.BAD_VALUE
    if frame.kind == _SETTINGS and (frame.stream or len(frame.body) % _SETTING_OCTETS):  # §6.5
        return Reason.BAD_VALUE if frame.stream else Reason.BAD_LENGTH
    if frame.kind in (_DATA, _HEADERS, _CONTINUATION) and not frame.stream:  # §6.1, §6.2, §6.10
        return Reason.BAD_VALUE
    if frame.kind == _HEADERS and frame.stream % 2 == 0:  # §5.1.1: clients have the odd ones
        return Reason.BAD_VALUE
    if open_stream != (frame.stream if frame.kind == _CONTINUATION else 0):  # §4.3, §6.10
        return Reason.BAD_VALUE
    return None


def _part(frame: _Frame) -> bytes | None:
    """Take the part of a header block out of its frame; None where padding or priority do not fit (§6.2)."""
    start, padding = 0, 0
    if frame.kind == _HEADERS:
        if frame.flags & _PADDED:
            start, padding = 1, frame.body[0] if frame.body else 0
        start += _PRIORITY_OCTETS if frame.flags & _PRIORITY else 0
    end = len(frame.body) - padding
    return frame.body[start:end] if start <= end else None
