"""Packet records to sightings: who sent in which span of 10 s, and the first packet that shows it.

A sighting is the least (time, packet number) over all timed IP packets of one sender
(address and MAC) in one span. Taking the least is associative and commutative, so it makes
no difference how packets were split into batches, or which batch came first. Every packet
is looked at: flows do not matter here, and a clock that goes back loses nothing.

Blind spots: of a tunnelled packet the inner address is noted with the frame's MAC, as in
flows, and not the tunnel's end. Packets that are not read to the IP header's end, or that
have no time, give nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.codes import IP
from harness.kernel.jit import entry, layer
from harness.kernel.keys import EMPTY, mix
from harness.kernel.records import NO_TIME, PACKET, SIGHTING

SPAN_NS: Final = 10_000_000_000
"""Spans begin at whole multiples of this since the Unix epoch, by the capture's clock."""


@layer
def same_sighting(row, packet, span):
    """Whether a row is of this packet's sender and span."""
    return (
        row["source_lo"] == packet["source_lo"]
        and row["source_mac"] == packet["source_mac"]
        and row["source_hi"] == packet["source_hi"]
        and row["family"] == packet["family"]
        and row["time_ns"] // SPAN_NS == span
    )


@layer
def sighting_slot(rows, slots, seed, packet):
    """Slot that holds the sighting of this packet or row, or the empty one where it belongs."""
    span = packet["time_ns"] // SPAN_NS
    state = mix(np.uint64(seed), packet["source_lo"])
    state = mix(mix(state, packet["source_mac"]), span)
    if packet["family"] == 6:
        state = mix(state, packet["source_hi"])
    mask = slots.shape[0] - 1
    slot = np.int64(state >> np.uint64(24)) & mask
    while slots[slot] != EMPTY and not same_sighting(rows[slots[slot]], packet, span):
        slot = (slot + 1) & mask
    return slot


@layer
def begin_sighting(row, packet):
    """A sighting by its first packet."""
    row["source_hi"] = packet["source_hi"]
    row["source_lo"] = packet["source_lo"]
    row["source_mac"] = packet["source_mac"]
    row["family"] = packet["family"]
    row["time_ns"] = packet["time_ns"]
    row["number"] = packet["number"]


@layer
def note_earlier(row, packet):
    """Keep the packet that is first by time, then by number."""
    time_ns, number = packet["time_ns"], packet["number"]
    if time_ns < row["time_ns"] or (time_ns == row["time_ns"] and number < row["number"]):
        row["time_ns"] = time_ns
        row["number"] = number


@entry(PACKET, int, SIGHTING, int, np.int32, int)
def add_sightings(packets, first, rows, used, slots, seed):
    """Note who sent the packets from ``first`` on; stop early where the table is full.

    Args:
        packets: PACKET records; those without IP or without a time give nothing.
        rows: SIGHTING array; the first ``used`` rows are sightings.
        slots: Hash table of row numbers, a power of two in size.
        seed: Of the hash.

    Returns:
        Next packet (the number of packets when all were noted), used rows.
    """
    for i in range(first, packets.shape[0]):
        packet = packets[i]
        if packet["verdict"] != IP or packet["time_ns"] == NO_TIME:
            continue
        if used >= rows.shape[0] or 2 * used >= slots.shape[0]:
            return i, used
        slot = sighting_slot(rows, slots, seed, packet)
        row = np.int64(slots[slot])
        if row == EMPTY:
            slots[slot] = used
            begin_sighting(rows[used], packet)
            used += 1
        else:
            note_earlier(rows[row], packet)
    return packets.shape[0], used


@entry(SIGHTING, int, np.int32, int)
def fill_sighting_slots(rows, used, slots, seed):
    """Build the hash table anew."""
    slots[:] = EMPTY
    for row in range(used):
        slots[sighting_slot(rows, slots, seed, rows[row])] = row
