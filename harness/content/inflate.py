"""Octets -> the compressed streams in them, unpacked: gzip (RFC 1952), zlib (RFC 1950), zstd (RFC 8878), ZIP (raw deflate).

Streams are found by their first octets wherever they stand: behind a length of the application, in a part of a
multipart body (RFC 2046 §5.1), in a joined layer. Two octets are too few to tell zlib from chance, so a zlib stream counts if it
ends with its checksum, or has given 64 octets when the data end.

Blind spots: raw deflate where nothing declares it; brotli; zstd with a dictionary; what no checksum covers.
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from harness.content.budget import STREAM_WORK, Budget
from harness.content.layers import Layer, run_end
from harness.model.content import WhyUndecoded

_MAGIC: Final = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]|\x28\xb5\x2f\xfd|PK\x03\x04", re.DOTALL)
_GZIP, _ZLIB, _RAW = 31, 15, -15
_STEP: Final = 16_384
_FIRST_STEP: Final = 512
"""Most octets that are no stream show it here."""
_MOST_FAILURES: Final = 1_024
"""Places of one layer that turn out to be no stream; random octets have 64 in a megabyte."""
_MOST_AT_ONCE: Final = 1_048_576
_ENOUGH: Final = 64
_ZIP: Final = struct.Struct("<4x2xHH8xI4xHH")
"""Flags, method, compressed size, lengths of name and extra field (APPNOTE 4.3.7)."""
_ZIP_OCTETS: Final = 30
_GZIP_RESERVED: Final = 0xE0  # RFC 1952 §2.3.1.2: reserved bits must be zero
_GZIP_OCTETS: Final = 10
_GZIP_EXTRA: Final = 0x04
_GZIP_TEXTS: Final = (0x08, 0x10)
"""Name and comment, each ended by a zero."""


class Opened(NamedTuple):
    """A stream that was found and unpacked, or the reason why not."""

    form: str
    start: int
    """Its first octet."""
    begin: int
    """Behind its header, as far as that can hold a name."""
    end: int
    """Behind its last."""
    data: bytes
    problem: WhyUndecoded | None
    """None: to its end, and its checksum is right."""


class _Place(NamedTuple):
    """Where a stream may begin."""

    data: bytes
    start: int
    limit: int
    """Where it ends at the latest."""


class _Inside(Protocol):
    """A decompressor of the standard library's form."""

    @property
    def eof(self) -> bool:
        """Its end was reached."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What stands behind its end."""
        ...


class _Stream(NamedTuple):
    """A decompressor, and how it is fed."""

    inside: _Inside
    more: Callable[[bytes | memoryview, int], bytes]
    """Octets in, octets out, so many at most; raises zlib.error where they are none of its form."""
    tail: Callable[[], bytes]
    """Input that it gave back for want of room."""


def find_streams(layer: Layer, budget: Budget) -> list[Opened]:
    """Unpack every stream that is not inside another; in order of place.

    Args:
        layer: Where they are looked for; none goes beyond the run of it in which it begins.
        budget: Pays for every octet unpacked, those of failures too, and for every try.
    """
    data = layer.data
    found: list[Opened] = []
    end = failures = 0
    for match in _MAGIC.finditer(data):
        if match.start() < end:
            continue
        if failures > _MOST_FAILURES or not budget.take(STREAM_WORK):
            budget.give_up(len(data) - match.start())
            break
        place = _Place(data, match.start(), run_end(layer, match.start()))
        opened = _open_at(place, match[0], budget)
        if opened is not None:
            found.append(opened)
            end = opened.end
        else:
            failures += 1
    return found


def open_declared(data: bytes, coding: str, budget: Budget) -> Opened | None:
    """Undo a content coding (RFC 9110 §8.4.1); None for one that is not known here.

    ``deflate`` is zlib by RFC 9110 §8.4.1.2, and raw deflate as some send it.
    """
    place = _Place(data, 0, len(data))
    if coding in ("gzip", "x-gzip"):
        return _of_zlib(place, 0, _GZIP, "gzip", budget) or _damaged("gzip", data)
    if coding == "deflate":
        opened = _of_zlib(place, 0, _ZLIB, "deflate", budget) if data[:1] == b"x" else None
        return opened or _of_zlib(place, 0, _RAW, "deflate", budget) or _damaged("deflate", data)
    if coding == "zstd":
        return _of_zstd(place, budget) or _damaged("zstd", data)
    return None


def _damaged(form: str, data: bytes) -> Opened:
    return Opened(form, 0, 0, len(data), b"", WhyUndecoded.DAMAGED)


def _open_at(place: _Place, magic: bytes, budget: Budget) -> Opened | None:
    data, start, _ = place
    if magic == b"\x1f\x8b\x08":
        if data[start + 3 : start + 4] and data[start + 3] & _GZIP_RESERVED:
            return None
        opened = _of_zlib(place, start, _GZIP, "gzip", budget)
        return opened and opened._replace(begin=min(opened.end, _behind_gzip_header(data, start)))
    if magic == b"PK\x03\x04":
        return _of_zip(place, budget)
    if magic == b"\x28\xb5\x2f\xfd":
        return _of_zstd(place, budget)
    opened = _of_zlib(place, start, _ZLIB, "zlib", budget)
    # Two octets are too few: a stream that breaks off must have given something, or it is chance.
    return None if opened is not None and opened.problem and len(opened.data) < _ENOUGH else opened


def _behind_gzip_header(data: bytes, start: int) -> int:
    """Where deflate begins in a member (RFC 1952 §2.3); its header is right, as it was opened."""
    flags, at = data[start + 3], start + _GZIP_OCTETS
    if flags & _GZIP_EXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for text in _GZIP_TEXTS:
        if flags & text:
            at = max(at, data.find(b"\0", at) + 1)
    return at


def _of_zip(place: _Place, budget: Budget) -> Opened | None:
    """One member by its local header; a stored one needs no unpacking."""
    data, start, limit = place
    if limit < start + _ZIP_OCTETS:
        return None
    flags, method, size, name, extra = _ZIP.unpack_from(data, start)
    begin = start + _ZIP_OCTETS + name + extra
    if begin > limit or (method == 0 and not flags & 1):
        return None
    end = min(limit, begin + size)
    if flags & 1:
        return Opened("zip", start, begin, end, b"", WhyUndecoded.ENCRYPTED_ZIP)
    if method != zlib.DEFLATED:
        return Opened("zip", start, begin, end, b"", WhyUndecoded.UNKNOWN_CODING)
    return _of_zlib(place, begin, _RAW, "zip", budget)


def _of_zlib(place: _Place, begin: int, wbits: int, form: str, budget: Budget) -> Opened | None:
    """Inflate from a place; None where it is no such stream at all."""
    inside = zlib.decompressobj(wbits)

    def more(octets: bytes | memoryview, most: int) -> bytes:
        return inside.decompress(octets, most)

    return _unpacked(place, begin, form, budget, _Stream(inside, more, lambda: inside.unconsumed_tail))


def _of_zstd(place: _Place, budget: Budget) -> Opened | None:
    """Unpack one zstd frame; None where it is none."""
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - met rarely
    else:
        from backports import zstd  # noqa: PLC0415 - likewise
    inside = zstd.ZstdDecompressor()

    def more(octets: bytes | memoryview, most: int) -> bytes:
        try:
            return inside.decompress(octets, most)
        except (zstd.ZstdError, MemoryError, ValueError) as error:
            raise zlib.error(str(error)) from error

    # It keeps its own tail: an empty step asks for the rest.
    return _unpacked(place, place.start, "zstd", budget, _Stream(inside, more, lambda: b""))


def _unpacked(place: _Place, begin: int, form: str, budget: Budget, stream: _Stream) -> Opened | None:
    """Feed a stream step by step; input is paid for too, so that streams of nothing cost no more than others."""
    limit = place.limit
    view, at, pieces, octets = memoryview(place.data), begin, list[bytes](), 0
    step, problem = _FIRST_STEP, WhyUndecoded.INCOMPLETE
    waiting: bytes | memoryview = b""
    full = False
    while not stream.inside.eof and (waiting or full or at < limit):
        if not waiting and not full:
            waiting = view[at : min(at + step, limit)]
            at, step = at + len(waiting), _STEP
        most = max(1, min(budget.left, _MOST_AT_ONCE))
        try:
            piece = stream.more(waiting, most)
        except zlib.error:
            if octets < _ENOUGH:
                budget.spend(at - begin)
                return None
            problem = WhyUndecoded.DAMAGED
            break
        waiting, full = stream.tail(), len(piece) == most
        pieces.append(piece)
        octets += len(piece)
        budget.spend(len(piece))
        if not budget.left and not stream.inside.eof:
            problem = WhyUndecoded.TOO_LARGE
            break
    end = at - len(stream.inside.unused_data) - len(waiting)
    budget.spend(end - begin)
    return Opened(form, place.start, begin, end, b"".join(pieces), None if stream.inside.eof else problem)
