"""A temporary file that holds flow records outside memory."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import FLOW
from harness.sources.nameless_file import NamelessFile

_HOLDS: Final = f"flows beyond those in memory need about {FLOW.itemsize} octets each"


class RowFile:
    """FLOW records one after the other; see ``harness.kernel.stored_rows.RowStore``.

    Every method raises HarnessError where the file cannot be made, written or read.
    """

    def __init__(self) -> None:
        self._file = NamelessFile(_HOLDS)

    def append(self, rows: NDArray[np.void]) -> None:
        """Write records behind those that are there."""
        self._file.append(np.ascontiguousarray(rows).view(np.uint8).data)

    def read(self, first: int, count: int) -> NDArray[np.void]:
        """Give records back."""
        rows = np.empty(count, dtype=FLOW)
        self._file.read_into(rows.view(np.uint8).data, first * FLOW.itemsize)
        return rows

    def close(self) -> None:
        """Throw the records away."""
        self._file.close()
