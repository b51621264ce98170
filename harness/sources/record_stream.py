"""A record file as lines, as values of known length, or as one text; hashed as it is read.

Of a compressed file the octets as they lie there are hashed, and those inside are read. The whole file is read,
also behind damage, because the digest is that of the whole file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from harness.sources.compression import MAGIC_OCTETS, Inflated, Readable, compression_of
from harness.sources.hashed_stream import Resumed
from harness.sources.stopping import Stop, Stoppable

_STEP: Final = 256 * 1024


class RecordStream:
    """Octets of one file, in order.

    Args:
        raw: Opened for reading octets.
        progress: Called with the number of octets read since the last call.
        stop: Ends reading early when asked to.
    """

    def __init__(self, raw: Readable, progress: Callable[[int], None] | None, stop: Stop | None) -> None:
        self._source = Stoppable(raw, stop or Stop())
        self._progress = progress
        self._digest, self._inside_digest = hashlib.sha256(), hashlib.sha256()
        resumed = Resumed(self._source, MAGIC_OCTETS)
        self.compression = compression_of(resumed.head)
        """Form of a compressed file; None for any other."""
        self._inside = (
            None if self.compression is None else Inflated(resumed, self.compression, self._digest.update)
        )
        self._raw: Readable = self._inside or resumed
        self._piece = memoryview(bytearray(_STEP))
        self._held = bytearray()
        self._read = self._told = 0
        self.position = 0
        """Octets taken so far; of a compressed file those inside."""

    @property
    def cut(self) -> bool:
        """Whether reading was stopped before the end."""
        return self._source.cut

    @property
    def octets(self) -> int:
        """Octets of the file read so far, as it lies there."""
        return self._read if self._inside is None else self._inside.outer

    @property
    def problem(self) -> str | None:
        """Why the source or a compressed file cannot be read to its end; None where nothing is wrong."""
        return self._source.problem or (None if self._inside is None else self._inside.problem)

    def sha256(self) -> str:
        """Digest of everything read so far, as it lies in the file, lower-case hex."""
        return (self._inside_digest if self._inside is None else self._digest).hexdigest()

    def inside_sha256(self) -> str | None:
        """Digest of the octets inside a compressed file; None for any other."""
        return None if self._inside is None else self._inside_digest.hexdigest()

    def lines(self, most: int) -> Iterator[tuple[bytes, bool]]:
        """Give each line without its end (LF or CR LF), and whether it had one.

        Args:
            most: Octets of a line that are given; what follows them is left out.
        """
        kept, length = bytearray(), 0
        while piece := self._more():
            *ended, rest = piece.split(b"\n")
            for part in ended:
                line = bytes(kept + part[: max(most - len(kept), 0)]) if length else part[:most]
                self.position += length + len(part) + 1
                kept, length = bytearray(), 0
                yield line.removesuffix(b"\r"), True
            kept += rest[: max(most - len(kept), 0)]
            length += len(rest)
        if length:
            self.position += length
            yield bytes(kept), False

    def look(self, octets: int) -> bytes:
        """The next octets, which stay to be taken; fewer at the end."""
        while len(self._held) < octets and (piece := self._more()):
            self._held += piece
        return bytes(self._held[:octets])

    def take(self, octets: int) -> bytes:
        """Take the next octets; fewer at the end."""
        found = self.look(octets)
        del self._held[: len(found)]
        self.position += len(found)
        return found

    def skip(self, octets: int) -> int:
        """Step over octets; gives how many there were."""
        left = octets
        while left and (found := len(self.take(min(left, _STEP)))):
            left -= found
        return octets - left

    def drain(self) -> None:
        """Read what is left, for the digest."""
        self.position += len(self._held)
        self._held.clear()
        while piece := self._more():
            self.position += len(piece)

    def _more(self) -> bytes:
        count = self._raw.readinto(self._piece) or 0
        piece = bytes(self._piece[:count])
        self._inside_digest.update(piece)
        self._read += count
        if self._progress is not None and self.octets > self._told:
            self._progress(self.octets - self._told)
            self._told = self.octets
        return piece
