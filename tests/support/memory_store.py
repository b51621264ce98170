"""A store for flow records in memory, to see what the table does with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import FLOW


class MemoryStore:
    """See ``harness.kernel.stored_rows.RowStore``."""

    def __init__(self) -> None:
        self.rows: NDArray[np.void] = np.zeros(0, dtype=FLOW)
        self.closed = False

    def append(self, rows: NDArray[np.void]) -> None:
        self.rows = np.concatenate([self.rows, rows])

    def read(self, first: int, count: int) -> NDArray[np.void]:
        return self.rows[first : first + count].copy()

    def close(self) -> None:
        self.closed = True
