"""Compressed captures: the octets inside, found as a stream, with a bound on how far they may expand.

Forms: gzip (RFC 1952), zstd (RFC 8878), xz (tukaani.org/xz/xz-file-format.txt), lz4 (frame format 1.6),
bzip2; each also as several streams one behind the other, as rotating tools and parallel compressors
write them. What was found before a cut or damaged place counts; the place is told.

Blind spots: where a decompressor meets damage, what it held at that moment is lost: at most a
sixteenth of the compressed octets before it, and never more than 2 KiB of them; of zstd, lz4 and bzip2
the last block too, which comes out whole or not at all. A stream that asks for more than 256 MiB of
memory (zstd: 128) is refused. Captures compressed twice are not opened.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Final, Protocol

MAGIC_OCTETS: Final = 6
"""Octets that tell every form."""
FREE_OCTETS: Final = 64 * 1024 * 1024
"""Octets inside to which no ratio applies: little enough to read whatever the file says."""
MOST_RATIO: Final = 1_000
"""Octets inside for each octet of the file (decision 0082)."""
MEMORY_OCTETS: Final = 256 * 1024 * 1024
_STEP: Final = 2_048
_MAGIC: Final = {
    b"\x1f\x8b\x08": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\0": "xz",
    b"\x04\x22\x4d\x18": "lz4",
    b"BZh": "bzip2",
}
_SKIPPED: Final = b"\x2a\x4d\x18"
"""A skippable frame of zstd or lz4: one octet 0x50 to 0x5f, then these."""


class Readable(Protocol):
    """What is needed of a file opened for reading octets, unbuffered or not."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Read into a buffer; give the number of octets, 0 at the end."""
        ...


class _Decompressor(Protocol):
    """One compressed stream; the form of the standard library's classes, which the others keep to."""

    @property
    def eof(self) -> bool:
        """Its end was reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Nothing more comes out without further input."""
        ...

    @property
    def unused_data(self) -> bytes | None:
        """What stands behind its end."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Octets inside, at most so many at a time."""
        ...


class _Gzip:
    """zlib's class in that form."""

    def __init__(self) -> None:
        self._inside = zlib.decompressobj(wbits=31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inside.eof

    @property
    def unused_data(self) -> bytes:
        return self._inside.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._inside.decompress(self._inside.unconsumed_tail + data, max_length)
        self.needs_input = len(found) < max_length
        return found


# Each is imported where it is met: a plain capture pays for none of them.
def _gzip() -> tuple[_Decompressor, type[Exception]]:
    return _Gzip(), zlib.error


def _zstd() -> tuple[_Decompressor, type[Exception]]:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415
    else:
        from backports import zstd  # noqa: PLC0415
    # Without options it refuses windows of more than 128 MiB.
    return zstd.ZstdDecompressor(), zstd.ZstdError


def _xz() -> tuple[_Decompressor, type[Exception]]:
    import lzma  # noqa: PLC0415

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY_OCTETS), lzma.LZMAError


def _lz4() -> tuple[_Decompressor, type[Exception]]:
    from lz4.frame import LZ4FrameDecompressor  # noqa: PLC0415

    return LZ4FrameDecompressor(), RuntimeError


def _bzip2() -> tuple[_Decompressor, type[Exception]]:
    import bz2  # noqa: PLC0415

    return bz2.BZ2Decompressor(), OSError


_OPEN: Final[dict[str, Callable[[], tuple[_Decompressor, type[Exception]]]]] = {
    "gzip": _gzip,
    "zstd": _zstd,
    "xz": _xz,
    "lz4": _lz4,
    "bzip2": _bzip2,
}


def compression_of(start: bytes) -> str | None:
    """Form of a compressed file by its first octets; None for any other file.

    >>> compression_of(bytes.fromhex("1f8b0800")), compression_of(bytes.fromhex("d4c3b2a1"))
    ('gzip', None)
    """
    if start[1:4] == _SKIPPED and 0x50 <= start[0] <= 0x5F:
        return "zstd"  # pzstd begins so; lz4's own tools write no such frame first
    return next((form for magic, form in _MAGIC.items() if start.startswith(magic)), None)


class Inflated:
    """The octets inside a compressed stream, as a stream."""

    def __init__(self, raw: Readable, form: str, took: Callable[[bytes], object] | None = None) -> None:
        """Begin.

        Args:
            raw: The compressed octets.
            form: One that ``compression_of`` gives.
            took: Gets every octet of ``raw``, in order, also those behind damage.
        """
        self._raw, self._form = raw, form
        self._took = took
        self._piece = memoryview(bytearray(256 * 1024))
        self._waiting = b""
        self._given = 0
        self._one, self._fault = _OPEN[form]()
        self._began = False
        self._ended = False
        self.outer = 0
        """Octets of ``raw`` read so far."""
        self.octets = 0
        """Octets found inside so far."""
        self.problem: str | None = None
        """Why it ended before its time."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the start of a buffer; 0 at the end, when all of ``raw`` has been read too."""
        while not self._ended:
            if found := self._found(len(buffer)):
                buffer[: len(found)] = found
                self.octets += len(found)
                if self.octets > FREE_OCTETS and self.octets > MOST_RATIO * self._given:
                    self._end(
                        f"it expands to more than {MOST_RATIO:,} times its octets, as no capture does; "
                        "if it is one, decompress it and pass the result"
                    )
                return len(found)
        while self._more():
            pass
        return 0

    def _found(self, most: int) -> bytes:
        """What comes next; nothing where more input is needed, or at the end."""
        if self._one.eof:
            self._next_stream()
            return b""
        step = b""
        if self._one.needs_input:
            step = self._step()
            if not step:
                self._end("it ends before its time")
                return b""
        try:
            found = self._one.decompress(step, most)
        except (self._fault, EOFError, MemoryError, ValueError) as error:
            self._end(f"it is damaged at about octet {self._given:,} ({error})")
            return b""
        self._began = True
        return found

    def _step(self) -> bytes:
        """Compressed octets to go on with; few at first, so that damage costs little of what stands before it."""
        if not self._waiting:
            self._waiting = self._more()
        size = max(1, min(_STEP, self._given // 16))
        step, self._waiting = self._waiting[:size], self._waiting[size:]
        self._given += len(step)
        return step

    def _next_stream(self) -> None:
        """Go on with the stream behind one that has ended; padding with zeros is no fault (xz, tapes)."""
        rest = self._one.unused_data or b""  # lz4: None
        self._given -= len(rest)
        rest += self._waiting
        padding = 0
        while True:
            stripped = rest.lstrip(b"\0")
            padding += len(rest) - len(stripped)
            if stripped and (len(stripped) >= MAGIC_OCTETS or not (more := self._more())):
                break
            if not stripped and not (more := self._more()):
                self._ended = True
                return
            rest = stripped + more
        self._given += padding
        if compression_of(stripped) != self._form and stripped[1:4] != _SKIPPED:
            self._end(f"octets that are not {self._form} stand behind its end, at octet {self._given:,}")
            return
        self._waiting = stripped
        self._one, self._fault = _OPEN[self._form]()

    def _more(self) -> bytes:
        """The next octets of ``raw``."""
        count = self._raw.readinto(self._piece) or 0
        self.outer += count
        octets = bytes(self._piece[:count])
        if self._took is not None and octets:
            self._took(octets)
        return octets

    def _end(self, problem: str) -> None:
        self._ended, self.problem = True, f"the {self._form} stream cannot be read to its end: {problem}"
