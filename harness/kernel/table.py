"""FlowTable: the arrays that the flow kernels work on, their growth, and what is given away of them.

Rows lie in one array in the order of their first packets. It grows by ``realloc``, which
for large arrays moves page tables instead of octets, so there is never a second copy.

With a store, memory is bounded by the flows that are alive: where rows become many, those that were
quiet longest are given away, and come back if a packet may join them. If many come back, more are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.absorb import absorb_rows, fill_slots
from harness.kernel.flows import add_packets
from harness.kernel.gone import GONE, STAYS, choose_staying, close_ranks, describe_rows
from harness.kernel.keys import EMPTY
from harness.kernel.minutes import MINUTE
from harness.kernel.records import EVENT, FLOW, NO_TIME, NONE, PACKET
from harness.kernel.stored_rows import Chunks, GoneRows, RowStore, marks_of

PACKETS_AT_ONCE: Final = 4096
"""Records per batch: with them in the second-level cache, decoding and counting run from it."""
CHUNK_ROWS: Final = 8_192
"""Rows per chunk of a finished table."""
MOST_ROWS: Final = 4_096
"""Rows held before some are given away for the first time."""
_FIRST_ROWS: Final = 1024
_ROWS_AT_ONCE: Final = 4096
_FEW: Final = 16
"""One in so many that come back is borne; if more do, twice as many are kept."""


class FlowTable:
    """Flows of one vantage point, fed with packets in capture order.

    Args:
        idle_timeout_s: Gap that ends a flow.
        seed: Of the hash; any value gives the same rows.
        store: Makes the place for rows that are given away; None: all stay in memory.
        minutes: Whether to note octets per minute; memory grows with flows and the minutes that they last.
    """

    def __init__(
        self,
        idle_timeout_s: int,
        seed: int = 0,
        *,
        store: Callable[[], RowStore] | None = None,
        minutes: bool = False,
    ) -> None:
        self.idle_ns = idle_timeout_s * 1_000_000_000
        self.seed = seed
        self.used = 0
        self.clock_ns = 0
        self._rows: NDArray[np.void] = np.zeros(_FIRST_ROWS, dtype=FLOW)
        self._slots = np.full(4 * _FIRST_ROWS, EMPTY, dtype=np.int32)
        self._key = np.zeros(1, dtype=FLOW)
        self._events: NDArray[np.void] = np.zeros(PACKETS_AT_ONCE, dtype=EVENT)
        self._minutes: NDArray[np.void] = np.zeros(PACKETS_AT_ONCE if minutes else 0, dtype=MINUTE)
        self._turned = 0
        self._store = store
        self._gone: GoneRows | None = None
        self._most = MOST_ROWS
        self._given = 0
        """Rows given away last time."""
        self._back = 0
        """Rows that came back since."""

    @property
    def rows(self) -> NDArray[np.void]:
        """The flows held; a view that the next call may invalidate."""
        return self._rows[: self.used]

    @property
    def crowded(self) -> bool:
        """Whether it is time to give rows away."""
        return self._store is not None and self.used >= self._most

    def add(
        self, buf: NDArray[np.uint8], packets: NDArray[np.void], first: int, capture: int
    ) -> tuple[int, NDArray[np.void]]:
        """Add decoded packets from ``first`` on, as many as there is room for.

        Returns:
            The next packet to add, and the EVENT rows that these made; valid until the next call.
        """
        if packets.dtype != PACKET:
            raise TypeError("packets are not PACKET records")
        self._make_room(1)
        self._make_room_for_minutes(len(packets) - first)
        first, self.used, noted, self.clock_ns, self._turned, place = add_packets(
            buf, packets, first, len(packets), self._rows, self.used, self._slots, self.seed, self._key,
            self.idle_ns, capture, self.clock_ns, self._events, self._minutes, self._turned, *self._past(),
        )  # fmt: skip
        self._bring_back(place)
        return first, self._events[:noted]

    def close_head(self, row: int, side: int) -> None:
        """Stop handing over segments of a message that is complete or given up."""
        self._rows["head_to"][row, side] = self._rows["head_from"][row, side]

    def absorb(self, later: NDArray[np.void]) -> NDArray[np.int64]:
        """Join a partial table whose packets all come later; give the mark of the flow that each became."""
        became = np.empty(len(later), dtype=np.int64)
        first = 0
        while first < len(later):
            self._make_room(len(later) - first)
            first, self.used, place = absorb_rows(
                self._rows,
                self.used,
                self._slots,
                self.seed,
                later,
                first,
                became,
                self.idle_ns,
                *self._past(),
            )
            self._bring_back(place)
        return became

    def give_away(self, held: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give away the half of the rows that was quiet longest.

        Args:
            held: Rows that stay in any case.

        Returns:
            The new place of each row, NONE where it is gone.
        """
        if self._back * _FEW > self._given:
            self._most *= 2
        ends_ns = self.rows["end_ns"].copy()
        ends_ns.partition(len(ends_ns) // 2)
        became = self._give(held, int(ends_ns[len(ends_ns) // 2]))
        self._most = max(self._most, 2 * self.used)
        return became

    def so_far(self) -> list[NDArray[np.void]]:
        """Copy all rows, in order of their first packets; the table goes on as if nothing had been asked."""
        copies = [self.rows.copy()]
        if self._gone is not None:
            copies = [*self._gone.so_far(), *copies]
        rows = np.concatenate(copies)
        marks = marks_of([rows])
        return [rows[np.argsort(marks, kind="stable")]]

    def take(self) -> Chunks:
        """Give all rows, in order of their first packets; the table is empty afterwards."""
        if self._gone is None:
            return self.take_chunks()
        self._give(np.empty(0, dtype=np.int64), np.iinfo(np.int64).max)
        self.take_chunks()
        gone, self._gone = self._gone, None
        return gone.finish()

    def take_chunks(self) -> list[NDArray[np.void]]:
        """Give the rows held away in arrays of at most CHUNK_ROWS; none is held afterwards.

        Copied from the end, giving memory back after each chunk, so that a table and its
        copy are never held at once.
        """
        chunks = []
        for start in range((self.used - 1) // CHUNK_ROWS * CHUNK_ROWS, -1, -CHUNK_ROWS):
            chunks.append(self._rows[start : self.used].copy())
            self.used = start
            self._rows.resize(start, refcheck=False)
        self.used = 0
        self._rows = np.zeros(_FIRST_ROWS, dtype=FLOW)
        self._slots = np.full(4 * _FIRST_ROWS, EMPTY, dtype=np.int32)
        return chunks[::-1]

    def take_minutes(self) -> NDArray[np.void]:
        """Give the MINUTE records away, in the order noted; those noted later continue their sums."""
        taken = self._minutes[: self._turned].copy()
        self._turned = 0
        return taken

    def _make_room_for_minutes(self, more: int) -> None:
        needed = self._turned + more
        if 0 < len(self._minutes) < needed:
            self._minutes.resize(max(needed, len(self._minutes) * 5 // 4), refcheck=False)

    def _past(self) -> tuple[NDArray[np.void], NDArray[np.int32], int]:
        if self._gone is None:
            return _NOTHING_GONE
        return self._gone.index, self._gone.slots, self._gone.until_ns

    def _bring_back(self, place: int) -> None:
        """Hold a row again that was given away; NONE: nothing to do."""
        if place == NONE or self._gone is None:
            return
        self._make_room(1)
        self._rows[self.used] = self._gone.take(place)[0]
        self.used += 1
        self._back += 1
        fill_slots(self._rows, self.used, self.used - 1, self._slots, self.seed)

    def _give(self, held: NDArray[np.int64], quiet_ns: int) -> NDArray[np.int64]:
        """Give away the rows that are not held, whose last packet is not later, or which nothing can join."""
        if self._gone is None:
            if self._store is None:
                raise RuntimeError("a table without a store gives nothing away")
            self._gone = GoneRows(self._store())
        standing = np.zeros(self.used, dtype=np.uint8)
        choose_staying(self._rows, self._slots, self.seed, held, quiet_ns, standing)
        going = np.flatnonzero((standing & STAYS) == 0)
        marks = describe(self._rows, self.seed, going, standing)
        order = np.argsort(marks["mark"], kind="stable")  # rows that came back stand behind
        for start in range(0, len(order), _ROWS_AT_ONCE):
            some = order[start : start + _ROWS_AT_ONCE]
            self._gone.add(self._rows[going[some]], marks[some], self.idle_ns)
        became = np.empty(self.used, dtype=np.int64)
        self._given, self._back = len(going), 0
        self.used = int(close_ranks(self._rows, self.used, standing, became))
        self._rows[self.used : len(standing)] = np.zeros(1, dtype=FLOW)  # as in a new table
        self._slots[:] = EMPTY
        fill_slots(self._rows, self.used, 0, self._slots, self.seed)
        return became

    def _make_room(self, more: int) -> None:
        needed = self.used + more
        if needed > len(self._rows):
            self._rows.resize(max(needed, len(self._rows) * 5 // 4), refcheck=False)
        if 2 * needed > len(self._slots):
            size = 1 << (4 * needed - 1).bit_length()
            self._slots = np.full(size, EMPTY, dtype=np.int32)
            fill_slots(self._rows, self.used, 0, self._slots, self.seed)


def describe(
    rows: NDArray[np.void], seed: int, chosen: NDArray[np.int64], standing: NDArray[np.uint8]
) -> NDArray[np.void]:
    """GONE records of rows that are given away."""
    records = np.zeros(len(chosen), dtype=GONE)
    describe_rows(rows, seed, chosen, standing, records)
    return records


_NOTHING_GONE: Final = (np.zeros(0, dtype=GONE), np.full(1, EMPTY, dtype=np.int32), NO_TIME)
