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

from harness.kernel.apps import join_app
from harness.kernel.codes import IP, P_TCP
from harness.kernel.contact import note_contact
from harness.kernel.gone import GONE, find_gone, mark_of
from harness.kernel.heads import first_sequence, has_head
from harness.kernel.interest import interest
from harness.kernel.jit import entry, layer
from harness.kernel.keys import EMPTY, set_key, set_opening, slot_of
from harness.kernel.minutes import MINUTE, MINUTE_NS, note_minute
from harness.kernel.records import EVENT, FLOW, NO_TIME, NONE, PACKET
from harness.kernel.round_trips import add_times, begin_times
from harness.kernel.streams import HOLES, add_segment, begin_stream

E_OPEN: Final = 0
"""No flow with the same key followed within the idle timeout; whether it ended tells its last time."""
E_REUSED: Final = 2
"""A SYN or SYN-ACK of another connection with its key came within the idle timeout."""


@layer
def joins(flow, newcomer, head_ns, idle_ns):
    """The rule of this module."""
    if head_ns - flow["end_ns"] > idle_ns:
        return False
    if newcomer["initiator"] == NONE:
        return True
    return newcomer["initiator"] == flow["initiator"] and newcomer["isn"] == flow["isn"]


@layer
def end_flow(flow, head_ns, idle_ns):
    """Note what ended a flow that the newcomer at ``head_ns`` does not join."""
    if head_ns - flow["end_ns"] <= idle_ns:
        flow["ended"] = E_REUSED


@layer
def copy_key(flow, key):
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
def begin_flow(flow, key, packet, side, time_ns, capture):
    """A flow with nothing counted yet; the packet is added next."""
    copy_key(flow, key)
    flow["head_ns"] = time_ns
    flow["start_ns"] = time_ns
    flow["end_ns"] = time_ns
    flow["minute"] = time_ns // MINUTE_NS
    flow["first_packet"] = packet["number"]
    flow["first_depth"] = packet["encapsulated"]
    flow["capture"] = capture
    flow["first_side"] = side
    flow["syns"] = 0
    flow["synacks"] = 0
    flow["syn_ns"] = NO_TIME
    flow["synack_ns"] = NO_TIME
    flow["syn_packet"] = NONE
    flow["synack_packet"] = NONE
    flow["opening_capture"][0] = NONE
    flow["opening_capture"][1] = NONE
    flow["syn_tsval"] = NONE
    flow["synack_tsecr"] = NONE
    flow["app_id"] = NONE
    flow["app_mixed"] = 0
    flow["ended"] = E_OPEN
    begin_times(flow)
    for i in range(HOLES):
        flow["hole_side"][i] = NONE
    for s in range(2):
        begin_stream(flow, s)
        flow["ttl"][s] = 0
        flow["packets"][s] = 0
        flow["ip_octets"][s] = 0
        flow["payload_octets"][s] = 0
        flow["data_packet"][s] = NONE
        flow["data_ns"][s] = NO_TIME
        flow["data_capture"][s] = NONE
        flow["sealed_octets"][s] = 0
        flow["handshake"][s] = 0
        flow["mac"][s] = NONE
        flow["flags"][s] = NONE
        flow["head_from"][s] = 0
        flow["head_to"][s] = 0


@layer
def add_handshake(flow, packet, key, side, time_ns, capture):
    """Count a SYN or SYN-ACK; keep the first of each."""
    if key["initiator"] == side:
        if flow["syns"] == 0:
            flow["syn_ns"] = time_ns
            flow["syn_packet"] = packet["number"]
            flow["opening_capture"][0] = capture
            flow["syn_tsval"] = packet["tsval"]
        flow["syns"] += 1
    else:
        if flow["synacks"] == 0:
            flow["synack_ns"] = time_ns
            flow["synack_packet"] = packet["number"]
            flow["opening_capture"][1] = capture
            flow["synack_tsecr"] = packet["tsecr"]
        flow["synacks"] += 1


@layer
def add_packet(flow, packet, key, side, time_ns, capture):
    """Count one packet sent by ``side``."""
    flow["start_ns"] = min(flow["start_ns"], time_ns)
    flow["end_ns"] = max(flow["end_ns"], time_ns)
    if flow["packets"][side] == 0:
        flow["mac"][side] = packet["source_mac"]
        flow["ttl"][side] = packet["ttl"]
    flow["packets"][side] += 1
    join_app(flow, packet["app_id"], 0)
    flow["ip_octets"][side] += packet["ip_octets"]
    if packet["payload_octets"] > 0:
        flow["payload_octets"][side] += packet["payload_octets"]
        if flow["data_packet"][side] == NONE:
            flow["data_packet"][side] = packet["number"]
            flow["data_ns"][side] = time_ns
            flow["data_capture"][side] = capture
    if packet["flags"] >= 0:
        flow["flags"][side] = max(flow["flags"][side], 0) | packet["flags"]
    if key["initiator"] != NONE:
        add_handshake(flow, packet, key, side, time_ns, capture)
    if packet["protocol"] == P_TCP and packet["flags"] >= 0:
        add_times(flow, packet, side, time_ns)
        add_segment(flow, packet, side)


@layer
def note_event(event, packet, flow, row, side, kind, time_ns):
    """Hand a payload to the decoders of names."""
    event["row"] = row
    event["flow"] = mark_of(flow)
    event["time_ns"] = time_ns
    event["number"] = packet["number"]
    event["offset"] = packet["payload"]
    event["seq"] = first_sequence(packet)
    event["start"] = flow["head_from"][side] if has_head(flow, side) else event["seq"]
    event["octets"] = packet["payload_captured"]
    event["kind"] = kind
    event["side"] = side


@layer
def note_payload(buf, packet, flow, row, side, time_ns, events, noted):
    """Say what a packet's payload tells: the contact that it made, and where a name may be; records in ``events`` now."""
    if packet["payload_captured"] > 0:
        note_contact(buf, packet, flow, side)
    kind = interest(buf, packet, flow, side)
    if kind >= 0:
        note_event(events[noted], packet, flow, row, side, kind, time_ns)
        noted += 1
    return noted


@entry(
    np.uint8, PACKET, int, int, FLOW, int, np.int32, int, FLOW, int, int, int, EVENT, MINUTE, int, GONE, np.int32, int
)  # fmt: skip
def add_packets(
    buf, packets, first, count, rows, used, slots, seed, key, idle_ns, capture, clock_ns, events, minutes, turned,
    gone, gone_slots, gone_until_ns,
):  # fmt: skip
    """Add packet records to the flow table; stop where it is full, or needs a row that was given away.

    Args:
        buf: Buffer that the records' payloads lie in.
        packets: PACKET records ``first`` to ``count``.
        rows: FLOW array; the first ``used`` rows are flows, in order of first packet.
        slots: Hash table of row numbers, a power of two in size; newest flow of each key.
        seed: Of the hash, so that no capture can be made to collide.
        key: FLOW array of one row, scratch.
        clock_ns: Time of the last timed packet; packets without a time count at it.
        events: EVENT array, at least as long as ``packets``.
        minutes: MINUTE array with room for a record of each packet behind the first ``turned``; or of no length.
        gone, gone_slots, gone_until_ns: Rows given away, see ``harness.kernel.gone``.

    Returns:
        Next packet (or ``count``), used rows, events noted, clock, records in ``minutes``, place of a row needed or NONE.
    """
    noted, wanted = 0, key[0]
    for i in range(first, count):
        packet = packets[i]
        if packet["time_ns"] != NO_TIME:
            clock_ns = packet["time_ns"]
        if packet["verdict"] != IP:
            continue
        if used >= rows.shape[0] or 2 * used >= slots.shape[0]:
            return i, used, noted, clock_ns, turned, NONE
        side = set_key(wanted, packet)
        set_opening(wanted, packet, side)
        slot = slot_of(rows, slots, seed, wanted)
        row = np.int64(slots[slot])
        if row == EMPTY:
            place = find_gone((gone, gone_slots, gone_until_ns), seed, wanted, clock_ns)
            if place != NONE:
                return i, used, noted, clock_ns, turned, place
        if row == EMPTY or not joins(rows[row], wanted, clock_ns, idle_ns):
            if row != EMPTY:
                end_flow(rows[row], clock_ns, idle_ns)
            row = used
            used += 1
            slots[slot] = row
            begin_flow(rows[row], wanted, packet, side, clock_ns, capture)
        turned = note_minute(rows[row], clock_ns, minutes, turned)
        add_packet(rows[row], packet, wanted, side, clock_ns, capture)
        noted = note_payload(buf, packet, rows[row], row, side, clock_ns, events, noted)
    return count, used, noted, clock_ns, turned, NONE
