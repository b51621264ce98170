"""Packet records to flows, and partial flow tables to one.

A flow is a run of packets with one 5-tuple. The newcomer, a packet or a partial flow,
joins the flow before it unless

- the gap between its first packet and the flow's latest time exceeds the idle timeout, or
- it opens a connection (SYN or SYN-ACK) that is not the flow's.

A connection is known by who opened it and the initial sequence number, which SYN and
SYN-ACK (acknowledgement - 1) both tell. The rule looks only at the newcomer's first
packet and at what the flow knows, and a flow that did not begin with an opening never
takes one. So it makes no difference how a capture was split: absorbing partial tables
in order gives the rows of one pass.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.codes import F_ACK, F_RST, F_SYN, IP
from harness.kernel.interest import first_sequence, interest
from harness.kernel.jit import entry, layer
from harness.kernel.records import NO_TIME, NONE

_SIGN: Final = np.int64(-(2**63))
_MASK32: Final = 0xFFFFFFFF
EMPTY: Final = -1
"""A slot of the hash table without a flow."""


@layer
def below(x_hi, x_lo, x_port, y_hi, y_lo, y_port):  # type: ignore[no-untyped-def]
    """Order of (address, port), addresses as unsigned numbers."""
    if x_hi != y_hi:
        return (x_hi ^ _SIGN) < (y_hi ^ _SIGN)
    if x_lo != y_lo:
        return (x_lo ^ _SIGN) < (y_lo ^ _SIGN)
    return x_port < y_port


@layer
def mix(state, value):  # type: ignore[no-untyped-def]
    """One round of a multiply-xorshift hash over 64 bits."""
    state = (state ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15)
    return state ^ (state >> np.uint64(29))


@layer
def slot_of(rows, slots, seed, key):  # type: ignore[no-untyped-def]
    """Slot that holds this row's key, or the empty one where it belongs (linear probing)."""
    state = mix(np.uint64(seed), key["a_lo"])
    state = mix(state, key["b_lo"])
    if key["family"] == 6:
        state = mix(mix(state, key["a_hi"]), key["b_hi"])
    ports = (np.int64(key["a_port"]) + 1) << 20 | (np.int64(key["b_port"]) + 1)
    state = mix(state, ports << 8 | np.int64(key["protocol"]) & 0xFF)
    mask = slots.shape[0] - 1
    slot = np.int64(state >> np.uint64(24)) & mask
    while slots[slot] != EMPTY and not same_key(rows[slots[slot]], key):
        slot = (slot + 1) & mask
    return slot


@layer
def same_key(x, y):  # type: ignore[no-untyped-def]
    """Whether two rows have one 5-tuple."""
    return (
        x["a_lo"] == y["a_lo"]
        and x["b_lo"] == y["b_lo"]
        and x["a_port"] == y["a_port"]
        and x["b_port"] == y["b_port"]
        and x["a_hi"] == y["a_hi"]
        and x["b_hi"] == y["b_hi"]
        and x["protocol"] == y["protocol"]
        and x["family"] == y["family"]
    )


@layer
def set_key(key, packet):  # type: ignore[no-untyped-def]
    """Write a packet's canonical 5-tuple; give the side that sent it."""
    key["family"] = packet["family"]
    key["protocol"] = packet["protocol"]
    sent_by_b = below(
        packet["destination_hi"],
        packet["destination_lo"],
        packet["destination_port"],
        packet["source_hi"],
        packet["source_lo"],
        packet["source_port"],
    )
    if sent_by_b:
        key["a_hi"] = packet["destination_hi"]
        key["a_lo"] = packet["destination_lo"]
        key["a_port"] = packet["destination_port"]
        key["b_hi"] = packet["source_hi"]
        key["b_lo"] = packet["source_lo"]
        key["b_port"] = packet["source_port"]
        return 1
    key["a_hi"] = packet["source_hi"]
    key["a_lo"] = packet["source_lo"]
    key["a_port"] = packet["source_port"]
    key["b_hi"] = packet["destination_hi"]
    key["b_lo"] = packet["destination_lo"]
    key["b_port"] = packet["destination_port"]
    return 0


@layer
def set_opening(key, packet, side):  # type: ignore[no-untyped-def]
    """Write which connection the packet opens; initiator NONE where it opens none."""
    key["initiator"] = NONE
    key["isn"] = NONE
    flags = packet["flags"]
    if flags < 0 or flags & F_SYN == 0 or flags & F_RST:
        return
    if flags & F_ACK:
        key["initiator"] = 1 - side
        key["isn"] = (packet["ack"] - 1) & _MASK32
    else:
        key["initiator"] = side
        key["isn"] = packet["seq"]


@layer
def joins(flow, newcomer, head_ns, idle_ns):  # type: ignore[no-untyped-def]
    """The rule of this module."""
    if head_ns - flow["end_ns"] > idle_ns:
        return False
    if newcomer["initiator"] == NONE:
        return True
    return newcomer["initiator"] == flow["initiator"] and newcomer["isn"] == flow["isn"]


@layer
def copy_key(flow, key):  # type: ignore[no-untyped-def]
    """Key and connection of a new flow."""
    flow["a_hi"] = key["a_hi"]
    flow["a_lo"] = key["a_lo"]
    flow["b_hi"] = key["b_hi"]
    flow["b_lo"] = key["b_lo"]
    flow["a_port"] = key["a_port"]
    flow["b_port"] = key["b_port"]
    flow["protocol"] = key["protocol"]
    flow["family"] = key["family"]
    flow["initiator"] = key["initiator"]
    flow["isn"] = key["isn"]


@layer
def begin_flow(flow, key, packet, side, time_ns, capture):  # type: ignore[no-untyped-def]
    """A flow with nothing counted yet; the packet is added next."""
    copy_key(flow, key)
    flow["head_ns"] = time_ns
    flow["start_ns"] = time_ns
    flow["end_ns"] = time_ns
    flow["first_packet"] = packet["number"]
    flow["capture"] = capture
    flow["first_side"] = side
    flow["syns"] = 0
    flow["synacks"] = 0
    flow["syn_ns"] = NO_TIME
    flow["synack_ns"] = NO_TIME
    flow["syn_packet"] = NONE
    flow["synack_packet"] = NONE
    flow["syn_tsval"] = NONE
    flow["synack_tsecr"] = NONE
    for s in range(2):
        flow["packets"][s] = 0
        flow["ip_octets"][s] = 0
        flow["payload_octets"][s] = 0
        flow["data_packet"][s] = NONE
        flow["data_capture"][s] = NONE
        flow["mac"][s] = NONE
        flow["flags"][s] = NONE
        flow["head_open"][s] = 0
        flow["head_from"][s] = 0
        flow["head_to"][s] = 0


@layer
def add_handshake(flow, packet, key, side, time_ns):  # type: ignore[no-untyped-def]
    """Count a SYN or SYN-ACK; keep the first of each."""
    if key["initiator"] == side:
        if flow["syns"] == 0:
            flow["syn_ns"] = time_ns
            flow["syn_packet"] = packet["number"]
            flow["syn_tsval"] = packet["tsval"]
        flow["syns"] += 1
    else:
        if flow["synacks"] == 0:
            flow["synack_ns"] = time_ns
            flow["synack_packet"] = packet["number"]
            flow["synack_tsecr"] = packet["tsecr"]
        flow["synacks"] += 1


@layer
def add_packet(flow, packet, key, side, time_ns, capture):  # type: ignore[no-untyped-def]
    """Count one packet sent by ``side``."""
    flow["start_ns"] = min(flow["start_ns"], time_ns)
    flow["end_ns"] = max(flow["end_ns"], time_ns)
    if flow["packets"][side] == 0:
        flow["mac"][side] = packet["source_mac"]
    flow["packets"][side] += 1
    flow["ip_octets"][side] += packet["ip_octets"]
    if packet["payload_octets"] > 0:
        flow["payload_octets"][side] += packet["payload_octets"]
        if flow["data_packet"][side] == NONE:
            flow["data_packet"][side] = packet["number"]
            flow["data_capture"][side] = capture
    if packet["flags"] >= 0:
        flow["flags"][side] = max(flow["flags"][side], 0) | packet["flags"]
    if key["initiator"] != NONE:
        add_handshake(flow, packet, key, side, time_ns)


@layer
def note_event(event, packet, row, side, kind, time_ns):  # type: ignore[no-untyped-def]
    """Hand a payload to the decoders of names."""
    event["row"] = row
    event["time_ns"] = time_ns
    event["number"] = packet["number"]
    event["offset"] = packet["payload"]
    event["seq"] = first_sequence(packet)
    event["octets"] = packet["payload_captured"]
    event["kind"] = kind
    event["side"] = side


@entry
def add_packets(  # type: ignore[no-untyped-def]
    buf, packets, first, count, rows, used, slots, seed, key, idle_ns, capture, clock_ns, events
):
    """Add packet records to the flow table; stop early where it is full.

    Args:
        buf: Buffer that the records' payloads lie in.
        packets: PACKET records ``first`` to ``count``.
        rows: FLOW array; the first ``used`` rows are flows, in order of first packet.
        slots: Hash table of row numbers, a power of two in size; newest flow of each key.
        seed: Of the hash, so that no capture can be made to collide.
        key: FLOW array of one row, scratch.
        clock_ns: Time of the last timed packet; packets without a time count at it.
        events: EVENT array, at least as long as ``packets``.

    Returns:
        Next packet (``count`` when all were added), used rows, events noted, clock.
    """
    noted = 0
    wanted = key[0]
    for i in range(first, count):
        packet = packets[i]
        if packet["time_ns"] != NO_TIME:
            clock_ns = packet["time_ns"]
        if packet["verdict"] != IP:
            continue
        if used >= rows.shape[0] or 2 * used >= slots.shape[0]:
            return i, used, noted, clock_ns
        side = set_key(wanted, packet)
        set_opening(wanted, packet, side)
        slot = slot_of(rows, slots, seed, wanted)
        row = np.int64(slots[slot])
        if row == EMPTY or not joins(rows[row], wanted, clock_ns, idle_ns):
            row = used
            used += 1
            slots[slot] = row
            begin_flow(rows[row], wanted, packet, side, clock_ns, capture)
        add_packet(rows[row], packet, wanted, side, clock_ns, capture)
        kind = interest(buf, packet, rows[row], side)
        if kind >= 0:
            note_event(events[noted], packet, row, side, kind, clock_ns)
            noted += 1
    return count, used, noted, clock_ns


@layer
def absorb_side(flow, later, s):  # type: ignore[no-untyped-def]
    """Sums, and the first of each, for one direction."""
    if flow["packets"][s] == 0:
        flow["mac"][s] = later["mac"][s]
    flow["packets"][s] += later["packets"][s]
    flow["ip_octets"][s] += later["ip_octets"][s]
    flow["payload_octets"][s] += later["payload_octets"][s]
    if flow["data_packet"][s] == NONE:
        flow["data_packet"][s] = later["data_packet"][s]
        flow["data_capture"][s] = later["data_capture"][s]
    if later["flags"][s] >= 0:
        flow["flags"][s] = max(flow["flags"][s], 0) | later["flags"][s]
    flow["head_open"][s] = 0


@layer
def absorb_flow(flow, later):  # type: ignore[no-untyped-def]
    """Join a later part of the same flow to it."""
    flow["start_ns"] = min(flow["start_ns"], later["start_ns"])
    flow["end_ns"] = max(flow["end_ns"], later["end_ns"])
    absorb_side(flow, later, 0)
    absorb_side(flow, later, 1)
    if flow["syns"] == 0:
        flow["syn_ns"] = later["syn_ns"]
        flow["syn_packet"] = later["syn_packet"]
        flow["syn_tsval"] = later["syn_tsval"]
    if flow["synacks"] == 0:
        flow["synack_ns"] = later["synack_ns"]
        flow["synack_packet"] = later["synack_packet"]
        flow["synack_tsecr"] = later["synack_tsecr"]
    flow["syns"] += later["syns"]
    flow["synacks"] += later["synacks"]


@entry
def absorb_rows(rows, used, slots, seed, later, became, idle_ns):  # type: ignore[no-untyped-def]
    """Join a later partial table to this one; there is room for all its rows.

    Args:
        later: FLOW rows whose packets all come after those of ``rows``, in order.
        became: int64 array as long as ``later``; filled with the row that each became.

    Returns:
        Used rows.
    """
    for i in range(later.shape[0]):
        newcomer = later[i]
        slot = slot_of(rows, slots, seed, newcomer)
        row = np.int64(slots[slot])
        if row != EMPTY and joins(rows[row], newcomer, newcomer["head_ns"], idle_ns):
            absorb_flow(rows[row], newcomer)
        else:
            row = used
            used += 1
            slots[slot] = row
            rows[row] = newcomer
        became[i] = row
    return used


@entry
def fill_slots(rows, used, slots, seed):  # type: ignore[no-untyped-def]
    """Build the hash table anew; a key's newest flow wins."""
    slots[:] = EMPTY
    for row in range(used):
        slots[slot_of(rows, slots, seed, rows[row])] = row
