"""FLOW rows outside memory: those that the table gave away, and finished tables read back in order.

A store holds rows one after the other; what is kept of each in memory is a GONE record
(``harness.kernel.gone``), 16 octets, and a hash table once a row is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from harness.kernel.gone import GONE, MARK_BITS, NOT_FOUND, note_gone
from harness.kernel.keys import EMPTY
from harness.kernel.minutes import flow_numbers
from harness.kernel.records import NO_TIME, NONE

STORED_CHUNK_ROWS: Final = 4_096
"""Rows read back at once."""
_LATEST: Final = np.iinfo(np.int64).max


class RowStore(Protocol):
    """Where rows lie that are not in memory."""

    def append(self, rows: NDArray[np.void]) -> None:
        """Write rows behind those that are there."""
        ...

    def read(self, first: int, count: int) -> NDArray[np.void]:
        """Give rows back, by their place in the order of writing."""
        ...

    def close(self) -> None:
        """Throw everything away."""
        ...


class GoneRows:
    """Rows that a flow table gave away, and the index to find them by."""

    def __init__(self, store: RowStore) -> None:
        self.store = store
        self.index: NDArray[np.void] = np.zeros(0, dtype=GONE)
        """GONE records; those behind ``used`` mean nothing."""
        self.used = 0
        self.slots = np.full(1, EMPTY, dtype=np.int32)
        self.until_ns = NO_TIME
        """No packet of this time or later joins any of them."""

    def add(self, rows: NDArray[np.void], records: NDArray[np.void], idle_ns: int) -> None:
        """Take rows in order of their marks, with their GONE records."""
        needed = self.used + len(rows)
        if needed > len(self.index):
            self.index.resize(max(needed, len(self.index) * 17 // 16), refcheck=False)
        self.store.append(rows)
        self.index[self.used : needed] = records
        if needed * 3 > len(self.slots) * 2:
            self.slots = np.full(1 << (2 * needed - 1).bit_length(), EMPTY, dtype=np.int32)
            note_gone(self.index, 0, needed, self.slots)
        else:
            note_gone(self.index, self.used, needed, self.slots)
        self.used = needed
        until_ns = int(rows["end_ns"].max()) + idle_ns + 1
        self.until_ns = max(self.until_ns, min(until_ns, _LATEST))

    def take(self, place: int) -> NDArray[np.void]:
        """Give one row back; it is gone no longer."""
        self.index[place] = (NOT_FOUND, NONE)
        return self.store.read(place, 1)

    def so_far(self) -> list[NDArray[np.void]]:
        """Read all rows, in order of their marks; they stay where they are."""
        return list(StoredRows(self.store, self.index["mark"][: self.used].copy()))

    def finish(self) -> StoredRows:
        """Give all rows back, in order of their marks; nothing may be added any more."""
        self.slots = self.slots[:0].copy()
        marks = self.index["mark"][: self.used].copy()
        self.index = self.index[:0].copy()
        return StoredRows(self.store, marks)


class StoredRows:
    """A finished table that is read back in chunks, in order of marks; like a list of arrays, for one reading.

    Args:
        store: Holds the rows; closed when the last chunk was popped.
        marks: Mark of each row in the store, NONE where it is not part of the table.
    """

    def __init__(self, store: RowStore, marks: NDArray[np.int64]) -> None:
        self._store = store
        order = np.argsort(marks, kind="stable")
        self._order = order[np.searchsorted(marks, NONE, side="right", sorter=order) :]
        self.marks = marks[self._order]
        """Marks in order."""
        self._next = 0

    def __len__(self) -> int:
        """Chunks that are left."""
        return len(range(self._next, len(self._order), STORED_CHUNK_ROWS))

    def __iter__(self) -> Iterator[NDArray[np.void]]:
        """Read the chunks that are left, leaving them there."""
        for start in range(self._next, len(self._order), STORED_CHUNK_ROWS):
            yield self._read(start)

    def __getitem__(self, index: int) -> NDArray[np.void]:
        """Read one of the chunks that are left."""
        return self._read(self._next + index * STORED_CHUNK_ROWS)

    def pop(self, _first: int) -> NDArray[np.void]:
        """Read the first chunk that is left, and leave it out from now on; its records may be changed."""
        chunk = self._read(self._next)
        self._next += STORED_CHUNK_ROWS
        if not len(self):
            self._store.close()
        return chunk

    def _read(self, start: int) -> NDArray[np.void]:
        """Rows lie in stretches that are in order each, so few reads give a chunk."""
        wanted = self._order[start : start + STORED_CHUNK_ROWS]
        places = np.sort(wanted)
        borders = np.flatnonzero(np.diff(places) != 1) + 1
        stretches = [self._store.read(int(part[0]), len(part)) for part in np.split(places, borders)]
        rows = stretches[0] if len(stretches) == 1 else np.concatenate(stretches)
        return rows[np.searchsorted(places, wanted)]


Chunks = list[NDArray[np.void]] | StoredRows
"""A finished table: FLOW rows in chunks."""


def marks_of(chunks: Chunks) -> NDArray[np.int64]:
    """Marks of all rows of a finished table, in order."""
    if isinstance(chunks, StoredRows):
        return chunks.marks
    marks = [np.empty(0, dtype=np.int64)]
    marks += [chunk["capture"].astype(np.int64) << MARK_BITS | flow_numbers(chunk) for chunk in chunks]
    return np.concatenate(marks)
