"""A temporary file that holds flow records outside memory.

It has no name, so nothing is left behind however the program ends. It is read with ``pread``,
not mapped: pages of a mapping count as memory of the process.

Blind spots: where the folder for temporary files lies in memory (tmpfs), so do the records.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from harness.errors import HarnessError
from harness.kernel.records import FLOW


class RowFile:
    """FLOW records one after the other; see ``harness.kernel.stored_rows.RowStore``.

    Raises:
        HarnessError: There is no folder for temporary files.
    """

    def __init__(self) -> None:
        try:
            self._file: BinaryIO = tempfile.TemporaryFile(prefix="harness-", buffering=0)  # noqa: SIM115 - lives with this
        except OSError as error:
            raise _fault(error) from error
        self._octets = 0
        weakref.finalize(self, self._file.close)

    def append(self, rows: NDArray[np.void]) -> None:
        """Write records behind those that are there.

        Raises:
            HarnessError: The disk is full.
        """
        left = memoryview(np.ascontiguousarray(rows).view(np.uint8).data)
        try:
            while left.nbytes:
                written = os.pwrite(self._file.fileno(), left, self._octets)
                self._octets += written
                left = left[written:]
        except OSError as error:
            raise _fault(error) from error

    def read(self, first: int, count: int) -> NDArray[np.void]:
        """Give records back.

        Raises:
            HarnessError: The file cannot be read.
        """
        rows = np.empty(count, dtype=FLOW)
        left = memoryview(rows.view(np.uint8).data)
        at = first * FLOW.itemsize
        try:
            while left.nbytes and (got := os.preadv(self._file.fileno(), [left], at)):
                at += got
                left = left[got:]
        except OSError as error:
            raise _fault(error) from error
        if left.nbytes:
            raise _fault(OSError(0, "it is shorter than what was written"))
        return rows

    def close(self) -> None:
        """Throw the records away."""
        self._file.close()


def _fault(error: OSError) -> HarnessError:
    why = error.strerror or str(error)
    return HarnessError(
        f"temporary file: {why}; flows beyond those in memory need about {FLOW.itemsize} octets each: "
        "set TMPDIR to a folder with room for them"
    )
