"""The chunk stream of RTMP -> its messages (Adobe RTMP 1.0 §5.3, §5.4).

Messages are cut into chunks of a size that the sender may change, those of several chunk streams mixed; a chunk leaves out
of its header what is as in the one before it.

Blind spots: senders that leave the extended timestamp out of a chunk of type 3, against §5.3.1.3, are misread.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "rtmp"
MAX_OCTETS: Final = 16384
"""Octets of the stream looked at."""
MAX_CHUNKS: Final = 256
"""Chunks looked at; twice as many as that many octets have where the size is left at 128. A stream is looked at again
whenever more of it comes: of tiny chunks in tiny segments there could be too many."""
SET_CHUNK_SIZE, ABORT = 1, 2
AMF3_COMMAND, AMF0_COMMAND = 17, 20

_CHUNK_SIZE: Final = 128  # §5.4.1
_KINDS: Final = frozenset((1, 2, 3, 4, 5, 6, 8, 9, 15, 16, 17, 18, 19, 20, 22))  # §5.4, §7.1
_HEADER_OCTETS: Final = (11, 7, 3, 0)  # §5.3.1.2
_EXTENDED: Final = 0xFFFFFF  # §5.3.1.3
_EXTENDED_OCTETS: Final = 4


class Message(NamedTuple):
    """A whole message."""

    kind: int
    body: bytes
    end: int
    """Where its last chunk ends."""


class _Chunk(NamedTuple):
    """The header of a chunk."""

    stream: int
    """Chunk stream id."""
    starts: bool
    """It has a header of its own, so a message begins."""
    length: int
    kind: int
    extended: bool
    body: int
    """Where its octets begin."""


class _More(NamedTuple):
    """Octets of the stream that are needed at least."""

    octets: int


def read_messages(data: bytes, at: int) -> Iterator[Message | Malformed | int]:
    """Put messages together, in the order that they end.

    Args:
        data: The sender's stream, the handshake included; octets behind ``MAX_OCTETS`` are not looked at.
        at: Where the first chunk begins.

    Yields:
        Messages; last, where the stream is at fault, ``Malformed``; where it goes on, the octets of it that are needed at least.
    """
    data = data[:MAX_OCTETS]
    size = _CHUNK_SIZE
    lasts: dict[int, _Chunk] = {}
    parts: dict[int, bytes] = {}
    for _ in range(MAX_CHUNKS):
        chunk = _read_chunk(data, at, lasts)
        if not isinstance(chunk, _Chunk):
            yield chunk.octets if isinstance(chunk, _More) else chunk
            return
        part = parts.pop(chunk.stream, b"")
        if part and chunk.starts:
            yield Malformed(Reason.BAD_VALUE, at, LAYER)
            return
        end = chunk.body + min(size, chunk.length - len(part))
        if end > len(data):
            yield end if end <= MAX_OCTETS else Malformed(Reason.TOO_LONG, at, LAYER)
            return
        lasts[chunk.stream] = chunk
        part += data[chunk.body : end]
        at = end
        if len(part) < chunk.length:
            parts[chunk.stream] = part
            continue
        if chunk.kind == SET_CHUNK_SIZE:
            size = int.from_bytes(part, "big")
            if len(part) != 4 or not 0 < size < 1 << 31:  # §5.4.1
                yield Malformed(Reason.BAD_VALUE, at - len(part), LAYER)
                return
        if chunk.kind == ABORT:
            parts.pop(int.from_bytes(part, "big"), None)
        yield Message(chunk.kind, part, at)
    yield Malformed(Reason.TOO_LONG, at, LAYER)


def _read_chunk(data: bytes, at: int, lasts: dict[int, _Chunk]) -> _Chunk | _More | Malformed:
    """Read the headers of the chunk at ``at``; what they leave out is as in the last of the same stream."""
    if at >= len(data):
        return _more(at, at + 1)
    form, stream, body = data[at] >> 6, data[at] & 0x3F, at + 1
    if stream < 2:  # §5.3.1.1: one or two octets more
        body += 1 + stream
        if body > len(data):
            return _more(at, body)
        stream = 64 + int.from_bytes(data[at + 1 : body], "little")
    last = lasts.get(stream)
    if last is None and form > 1:  # some senders begin with the second form
        return Malformed(Reason.BAD_VALUE, at, LAYER)
    after = body + _HEADER_OCTETS[form]
    if after > len(data):
        return _more(at, after)
    length, kind, extended = (0, 0, False) if last is None else (last.length, last.kind, last.extended)
    if form < 3:
        extended = int.from_bytes(data[body : body + 3], "big") == _EXTENDED
    if form < 2:
        length, kind = int.from_bytes(data[body + 3 : body + 6], "big"), data[body + 6]
    if kind not in _KINDS:
        return Malformed(Reason.NOT_THIS, at, LAYER)
    after += _EXTENDED_OCTETS if extended else 0
    return _Chunk(stream, form < 3, length, kind, extended, after)


def _more(at: int, octets: int) -> _More | Malformed:
    return Malformed(Reason.TOO_LONG, at, LAYER) if octets > MAX_OCTETS else _More(octets)
