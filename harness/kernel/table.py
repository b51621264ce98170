"""FlowTable: the arrays that the flow kernels work on, and their growth.

Rows lie in one array in the order of their first packets. It grows by ``realloc``, which
for large arrays moves page tables instead of octets, so there is never a second copy.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.absorb import absorb_rows, fill_slots
from harness.kernel.flows import add_packets
from harness.kernel.keys import EMPTY
from harness.kernel.minutes import MINUTE
from harness.kernel.records import EVENT, FLOW, PACKET

PACKETS_AT_ONCE: Final = 4096
"""Records per batch: with them in the second-level cache, decoding and counting run from it."""
CHUNK_ROWS: Final = 65_536
"""Rows per chunk of a finished table."""
_FIRST_ROWS: Final = 1024


class FlowTable:
    """Flows of one vantage point, fed with packets in capture order.

    Args:
        idle_timeout_s: Gap that ends a flow.
        seed: Of the hash; any value gives the same rows.
        minutes: Whether to note octets per minute; memory grows with flows and the minutes that they last.
    """

    def __init__(self, idle_timeout_s: int, seed: int = 0, *, minutes: bool = False) -> None:
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

    @property
    def rows(self) -> NDArray[np.void]:
        """The flows so far; a view that the next call may invalidate."""
        return self._rows[: self.used]

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
        first, self.used, noted, self.clock_ns, self._turned = add_packets(
            buf, packets, first, len(packets), self._rows, self.used, self._slots, self.seed, self._key,
            self.idle_ns, capture, self.clock_ns, self._events, self._minutes, self._turned,
        )  # fmt: skip
        return first, self._events[:noted]

    def close_head(self, row: int, side: int) -> None:
        """Stop handing over segments of a message that is complete or given up."""
        self._rows["head_open"][row, side] = 0

    def absorb(self, later: NDArray[np.void]) -> NDArray[np.int64]:
        """Join a partial table whose packets all come later; give the row that each of its became."""
        self._make_room(len(later))
        became = np.empty(len(later), dtype=np.int64)
        self.used = absorb_rows(self._rows, self.used, self._slots, self.seed, later, became, self.idle_ns)
        return became

    def take_chunks(self) -> list[NDArray[np.void]]:
        """Give the rows away in arrays of at most CHUNK_ROWS; the table is empty afterwards.

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

    def _make_room(self, more: int) -> None:
        needed = self.used + more
        if needed > len(self._rows):
            self._rows.resize(max(needed, len(self._rows) * 5 // 4), refcheck=False)
        if 2 * needed > len(self._slots):
            size = 1 << (4 * needed - 1).bit_length()
            self._slots = np.empty(size, dtype=np.int32)
            fill_slots(self._rows, self.used, self._slots, self.seed)
