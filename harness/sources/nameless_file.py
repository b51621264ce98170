"""A temporary file without a name: octets that lie outside memory, one after the other.

It has no name, so nothing is left behind however the program ends. It is read with ``pread``,
not mapped: pages of a mapping count as memory of the process.

Blind spots: where the folder for temporary files lies in memory (tmpfs), so do the octets.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from typing import BinaryIO

from harness.errors import HarnessError


class NamelessFile:
    """Octets that are written at the end and read back from anywhere.

    Args:
        holds: What lies there and how much room it takes, for messages.

    Raises:
        HarnessError: There is no folder for temporary files.
    """

    def __init__(self, holds: str) -> None:
        self._holds = holds
        try:
            self._file: BinaryIO = tempfile.TemporaryFile(prefix="harness-", buffering=0)  # noqa: SIM115 - lives with this
        except OSError as error:
            raise self._fault(error.strerror or str(error)) from error
        self.octets = 0
        """Written so far."""
        weakref.finalize(self, self._file.close)

    def append(self, octets: bytes | memoryview) -> int:
        """Write octets behind those that are there; give the place of the first.

        Raises:
            HarnessError: The disk is full.
        """
        first, left = self.octets, memoryview(octets)
        try:
            while left.nbytes:
                written = os.pwrite(self._file.fileno(), left, self.octets)
                self.octets += written
                left = left[written:]
        except OSError as error:
            raise self._fault(error.strerror or str(error)) from error
        return first

    def read_into(self, octets: memoryview, place: int) -> None:
        """Fill ``octets``, which are of one octet each, with those from ``place`` on.

        Raises:
            HarnessError: The file cannot be read.
        """
        try:
            while octets.nbytes and (got := os.preadv(self._file.fileno(), [octets], place)):
                place += got
                octets = octets[got:]
        except OSError as error:
            raise self._fault(error.strerror or str(error)) from error
        if octets.nbytes:
            raise self._fault("it is shorter than what was written")

    def read(self, place: int, count: int) -> bytes:
        """As ``read_into``; gives the octets."""
        octets = bytearray(count)
        self.read_into(memoryview(octets), place)
        return bytes(octets)

    def close(self) -> None:
        """Throw the octets away."""
        self._file.close()

    def _fault(self, why: str) -> HarnessError:
        return HarnessError(
            f"temporary file: {why}; {self._holds}: set TMPDIR to a folder with room for them"
        )
