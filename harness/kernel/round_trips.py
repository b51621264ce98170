"""Data to acknowledgement: the time from a TCP segment to the answer that names it.

One segment at a time is awaited, the newest of the flow, and only where it carries on from
the last octet sent before it: what is sent again, or after a gap, is not timed (Karn). The
acknowledgement must end where the segment does, or a FIN behind it. Which transmission is
answered is certain where TSecr names the segment's TSval (RFC 7323 §4.1). Without timestamps
the flow's opening must have been seen, and no packet may have been lost: noted apart.

Each sample is an upper bound on the distance. Which samples are taken depends on where a
capture was split, so their least is a bound only: parts never give one that is not a sample.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.codes import F_ACK, F_RST, F_SYN
from harness.kernel.jit import layer
from harness.kernel.records import NONE
from harness.kernel.streams import CAP, SEQ_KNOWN, UNNAMED_ACK, distance

UNNAMED: Final = 2
"""Added to the side in ``timed``: the segment has no TSval."""
MANY: Final = 0xFFFF
"""Largest count of samples."""


@layer
def begin_times(flow):
    """No sample yet."""
    flow["timed"] = NONE
    flow["timed_ns"] = 0
    flow["timed_tsval"] = 0
    for s in range(2):
        flow["ack_rtt"][s] = CAP
        flow["ack_rtts"][s] = 0


@layer
def time_segment(flow, packet, s, time_ns):
    """Await the answer to new payload; payload that is not new ends the wait of its side."""
    fresh = flow["stream"][s] & SEQ_KNOWN and distance(packet["seq"], flow["edge"][s]) == 0
    if fresh and packet["tsval"] >= 0:
        flow["timed"] = s
        flow["timed_ns"] = time_ns
        flow["timed_tsval"] = packet["tsval"]
    elif fresh and flow["initiator"] != NONE:
        flow["timed"] = s + UNNAMED
        flow["timed_ns"] = time_ns
    elif flow["timed"] != NONE and flow["timed"] & 1 == s:
        flow["timed"] = NONE


@layer
def time_answer(flow, packet, s, time_ns):
    """Take a sample where side ``s`` acknowledges the awaited segment of the other."""
    timed, far = flow["timed"], 1 - s
    if timed == NONE or timed & 1 != far:
        return
    ahead = distance(packet["ack"], flow["edge"][far])
    if ahead < 0:
        return
    flow["timed"] = NONE
    named = timed == far
    elapsed = time_ns - np.int64(flow["timed_ns"])
    if ahead > 1 or elapsed <= 0 or elapsed >= CAP:  # 0: below the clock's resolution
        return
    if named and packet["tsecr"] != np.int64(flow["timed_tsval"]):
        return
    flow["ack_rtt"][far] = min(np.int64(flow["ack_rtt"][far]), elapsed)
    flow["ack_rtts"][far] = min(np.int64(flow["ack_rtts"][far]) + 1, MANY)
    if not named:
        flow["stream"][far] |= UNNAMED_ACK


@layer
def add_times(flow, packet, s, time_ns):
    """What a TCP segment tells of round trips; call before its payload is counted as seen."""
    if packet["seq"] < 0 or packet["flags"] & (F_RST | F_SYN):
        return
    if packet["flags"] & F_ACK and packet["ack"] >= 0:
        time_answer(flow, packet, s, time_ns)
    if packet["payload_octets"] > 0:
        time_segment(flow, packet, s, time_ns)


@layer
def absorb_times(flow, later):
    """Join the samples of a later part; what the earlier one awaited is given up."""
    flow["timed"] = later["timed"]
    flow["timed_ns"] = later["timed_ns"]
    flow["timed_tsval"] = later["timed_tsval"]
    for s in range(2):
        flow["ack_rtt"][s] = min(flow["ack_rtt"][s], later["ack_rtt"][s])
        flow["ack_rtts"][s] = min(np.int64(flow["ack_rtts"][s]) + np.int64(later["ack_rtts"][s]), MANY)
