"""SightingTable: the arrays that the sighting kernel works on, and their growth."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.keys import EMPTY
from harness.kernel.records import PACKET, SIGHTING
from harness.kernel.sightings import add_sightings, fill_sighting_slots

_FIRST_ROWS: Final = 1024


class SightingTable:
    """Sightings of one capture, fed with packets.

    Memory: a row for each sender and span, so never more rows than packets, whatever a hostile
    capture does; about 80 octets at most for each (a row of 48, with a quarter to spare, and hash
    slots). A sender that never pauses costs 0.7 MB in a day.

    Args:
        seed: Of the hash; any value gives the same rows, but in captures that others made only
            a random one keeps them from choosing senders that collide.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.used = 0
        self._rows, self._slots = _empty()

    def add(self, packets: NDArray[np.void]) -> None:
        """Note who sent these packets; batches may come in any order."""
        if packets.dtype != PACKET:
            raise TypeError("packets are not PACKET records")
        first = 0
        while first < len(packets):
            self._make_room()
            first, self.used = add_sightings(packets, first, self._rows, self.used, self._slots, self.seed)

    def so_far(self) -> NDArray[np.void]:
        """Copy the SIGHTING rows, in the order in which they came."""
        return self._rows[: self.used].copy()

    def take(self) -> NDArray[np.void]:
        """Give the SIGHTING rows away, in the order in which they came; the table is empty afterwards."""
        rows, used = self._rows, self.used
        self.used = 0
        self._rows, self._slots = _empty()
        rows.resize(used, refcheck=False)
        return rows

    def _make_room(self) -> None:
        needed = self.used + 1
        if needed > len(self._rows):
            self._rows.resize(max(needed, len(self._rows) * 5 // 4), refcheck=False)
        if 2 * needed > len(self._slots):
            self._slots = np.empty(2 * len(self._slots), dtype=np.int32)
            fill_sighting_slots(self._rows, self.used, self._slots, self.seed)


def _empty() -> tuple[NDArray[np.void], NDArray[np.int32]]:
    """Rows and hash table of no sightings."""
    return np.zeros(_FIRST_ROWS, dtype=SIGHTING), np.full(2 * _FIRST_ROWS, EMPTY, dtype=np.int32)
