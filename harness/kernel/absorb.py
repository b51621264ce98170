"""A later partial flow table joined to an earlier one, by the rule of ``harness.kernel.flows``."""

from __future__ import annotations

import numpy as np

from harness.kernel.apps import join_app
from harness.kernel.contact import H_SEALED
from harness.kernel.flows import end_flow, joins
from harness.kernel.gone import GONE, find_gone, mark_of
from harness.kernel.jit import entry, layer
from harness.kernel.keys import EMPTY, slot_of
from harness.kernel.records import FLOW, NONE
from harness.kernel.round_trips import absorb_times
from harness.kernel.streams import absorb_stream


@layer
def absorb_side(flow, later, s):
    """Sums, and the first of each, for one direction."""
    if flow["packets"][s] == 0:
        flow["mac"][s] = later["mac"][s]
        flow["ttl"][s] = later["ttl"][s]
    flow["packets"][s] += later["packets"][s]
    flow["ip_octets"][s] += later["ip_octets"][s]
    flow["payload_octets"][s] += later["payload_octets"][s]
    flow["sealed_octets"][s] += later["sealed_octets"][s]
    flow["handshake"][s] |= later["handshake"][s] & H_SEALED
    if flow["data_packet"][s] == NONE:
        flow["handshake"][s] |= later["handshake"][s]
        flow["data_packet"][s] = later["data_packet"][s]
        flow["data_ns"][s] = later["data_ns"][s]
        flow["data_capture"][s] = later["data_capture"][s]
    if later["flags"][s] >= 0:
        flow["flags"][s] = max(flow["flags"][s], 0) | later["flags"][s]
    flow["head_to"][s] = flow["head_from"][s]
    absorb_stream(flow, later, s)


@layer
def absorb_flow(flow, later):
    """Join a later part of the same flow to it."""
    flow["start_ns"] = min(flow["start_ns"], later["start_ns"])
    flow["end_ns"] = max(flow["end_ns"], later["end_ns"])
    absorb_side(flow, later, 0)
    absorb_side(flow, later, 1)
    if flow["syns"] == 0:
        flow["syn_ns"] = later["syn_ns"]
        flow["syn_packet"] = later["syn_packet"]
        flow["opening_capture"][0] = later["opening_capture"][0]
        flow["syn_tsval"] = later["syn_tsval"]
    if flow["synacks"] == 0:
        flow["synack_ns"] = later["synack_ns"]
        flow["synack_packet"] = later["synack_packet"]
        flow["opening_capture"][1] = later["opening_capture"][1]
        flow["synack_tsecr"] = later["synack_tsecr"]
    join_app(flow, later["app_id"], later["app_mixed"])
    flow["syns"] += later["syns"]
    flow["synacks"] += later["synacks"]
    flow["ended"] = later["ended"]
    flow["minute"] = later["minute"]
    absorb_times(flow, later)


@entry(FLOW, int, np.int32, int, FLOW, int, np.int64, int, GONE, np.int32, int)
def absorb_rows(rows, used, slots, seed, later, first, became, idle_ns, gone, gone_slots, gone_until_ns):
    """Join a later partial table to this one; there is room for all its rows. Stop where a row is needed that was given away.

    Args:
        later: FLOW rows whose packets all come after those of ``rows``, in order.
        first: Row of it to go on with.
        became: int64 array as long as ``later``; filled with the mark of the flow that each became.
        gone, gone_slots, gone_until_ns: Rows given away, see ``harness.kernel.gone``.

    Returns:
        Next row, used rows, and the place of the row that it needs (NONE: none).
    """
    for i in range(first, later.shape[0]):
        newcomer = later[i]
        slot = slot_of(rows, slots, seed, newcomer)
        row = np.int64(slots[slot])
        if row == EMPTY:
            place = find_gone((gone, gone_slots, gone_until_ns), seed, newcomer, newcomer["head_ns"])
            if place != NONE:
                return i, used, place
        if row != EMPTY and joins(rows[row], newcomer, newcomer["head_ns"], idle_ns):
            absorb_flow(rows[row], newcomer)
        else:
            if row != EMPTY:
                end_flow(rows[row], newcomer["head_ns"], idle_ns)
            row = used
            used += 1
            slots[slot] = row
            rows[row] = newcomer
        became[i] = mark_of(rows[row])
    return later.shape[0], used, NONE


@entry(FLOW, int, int, np.int32, int)
def fill_slots(rows, used, first, slots, seed):
    """Enter rows from ``first`` on into the hash table; a key's newest flow wins."""
    for row in range(first, used):
        slots[slot_of(rows, slots, seed, rows[row])] = row
