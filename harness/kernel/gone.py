"""Rows that the flow table gave away: which stay, how the others are found again, and the order of all.

Any row may be given away at any time: before a packet begins a flow, its key is looked for
among the rows that are gone, and the newest of that key comes back as it was. So what is given away,
and when, changes nothing. Two things keep that cheap. A packet that comes later than any of them could
wait for is not looked up; and older flows of a key, which nothing joins
any more, can't be found. What kernels need of this is ``past``: GONE records, a hash table of their
places, and that time.

Of each row there is a GONE record: 16 octets. Keys are compared by a seeded hash of 63 bits.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.jit import entry, layer
from harness.kernel.keys import EMPTY, key_hash, slot_of
from harness.kernel.records import NONE

GONE: Final = np.dtype([("hash", "i8"), ("mark", "i8")])
"""A row given away: NOT_FOUND or hash of its key; its mark, NONE once it came back."""
NOT_FOUND: Final = 0
MARK_BITS: Final = 48
"""A mark is the capture's number above these bits; below, the first packet's, and which of its IP headers: the order of rows."""
DEPTH_BITS: Final = 5
"""A packet out of a tunnel begins a flow for each IP header (``harness.sources.outer_ends``), the outer first."""
NEWEST: Final = 1
STAYS: Final = 2


@layer
def mark_of(flow):
    """What a flow is known by: its capture, its first packet, and which of that packet's IP headers it is of."""
    packet = np.int64(flow["first_packet"]) << DEPTH_BITS | np.int64(flow["depth"])
    return np.int64(flow["capture"]) << MARK_BITS | packet


@layer
def find_gone(past, seed, key, time_ns):
    """Place of the newest row with this key that a packet at ``time_ns`` may join; NONE where there is none."""
    gone, gone_slots, until_ns = past
    if time_ns >= until_ns:
        return np.int64(NONE)
    wanted = np.int64(key_hash(seed, key) >> np.uint64(1))
    mask = gone_slots.shape[0] - 1
    slot = (wanted >> 20) & mask
    while gone_slots[slot] != EMPTY:
        place = np.int64(gone_slots[slot])
        if gone[place]["hash"] == wanted:
            return place if gone[place]["mark"] != NONE else np.int64(NONE)
        slot = (slot + 1) & mask
    return np.int64(NONE)


@entry
def note_gone(gone, first, used, gone_slots):
    """Enter rows ``first`` to ``used`` into the hash table, a power of two in size; the newest of a key wins."""
    mask = gone_slots.shape[0] - 1
    for place in range(first, used):
        hashed = gone[place]["hash"]
        if hashed == NOT_FOUND or gone[place]["mark"] == NONE:
            continue
        slot = (hashed >> 20) & mask
        while gone_slots[slot] != EMPTY and gone[gone_slots[slot]]["hash"] != hashed:
            slot = (slot + 1) & mask
        gone_slots[slot] = place


@entry
def choose_staying(rows, slots, seed, held, quiet_ns, standing):
    """Say of each row whether it is the newest of its key, and whether it stays.

    Args:
        held: Rows that stay in any case, and with them the newest of their keys: so the newest
            of the rows with one key is always the one that packets may join.
        quiet_ns: Others stay if their last packet came later.
        standing: uint8 array of zeros, one for each row; filled with NEWEST and STAYS.
    """
    for slot in range(slots.shape[0]):
        row = np.int64(slots[slot])
        if row != EMPTY:
            standing[row] |= NEWEST
            if rows[row]["end_ns"] > quiet_ns:
                standing[row] |= STAYS
    for row in held:
        standing[row] |= STAYS
        newest = np.int64(slots[slot_of(rows, slots, seed, rows[row])])
        if newest != EMPTY:
            standing[newest] |= STAYS


@entry
def describe_rows(rows, seed, chosen, standing, gone):
    """GONE records of rows about to be given away, in the order of ``chosen``."""
    for i in range(chosen.shape[0]):
        row = chosen[i]
        findable = standing[row] & NEWEST != 0
        gone[i]["hash"] = (
            np.int64(key_hash(seed, rows[row]) >> np.uint64(1)) if findable else np.int64(NOT_FOUND)
        )
        gone[i]["mark"] = mark_of(rows[row])


@entry
def close_ranks(rows, used, standing, became):
    """Move the rows that stay together, in order; give how many they are.

    Args:
        became: int64 array; filled with the new place of each row, NONE where it does not stay.
    """
    kept = 0
    for row in range(used):
        became[row] = NONE
        if standing[row] & STAYS:
            if kept != row:
                rows[kept] = rows[row]
            became[row] = kept
            kept += 1
    return kept
