"""TCP payload by sequence number: octets seen again, octets acknowledged but never seen.

One direction is a stretch of sequence numbers from ``low`` to ``edge`` less a few *holes*
(RFC 9293 §3.4: numbers wrap). A hole that finds no room, or lies more than WINDOW behind, is
*retired*: its octets count as missing for good. Keep-alives and zero-window probes repeat or
precede what follows, SYN and FIN are no payload, so numbers alone tell them from data.

Merging feeds the runs of the later part to the earlier one, and a union does not care for
order. So figures are equal however a capture was split, unless marked as bounds: UNSURE where
octets came again while holes were retired (they may have filled one), ODD where numbers
jump by more than WINDOW, contradict the SYN, or counters are full.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.codes import F_ACK, F_RST, F_SYN
from harness.kernel.heads import first_sequence
from harness.kernel.jit import layer
from harness.kernel.records import NONE

HOLES: Final = 3
"""Holes held of a flow, both directions together."""
WINDOW: Final = 2**30
"""Largest window (RFC 7323 §2.3): no honest segment is further away."""
CAP: Final = 0xFFFFFFFF
"""Largest value of the 32-bit counters."""
_MASK: Final = 0xFFFFFFFF
_HALF: Final = 2**31

SEQ_KNOWN: Final = 1
ACK_KNOWN: Final = 2
LONG: Final = 4
"""More than WINDOW lies between ``low`` and ``edge``."""
ODD: Final = 8
UNSURE: Final = 16
UNNAMED_ACK: Final = 32
"""Some sample of ``harness.kernel.round_trips`` rests on sequence numbers alone."""
OPENED: Final = 64
"""The SYN was seen: nothing comes before ``low``."""


@layer
def distance(x, y):
    """How far sequence number ``x`` is ahead of ``y``, signed."""
    return ((np.int64(x) - np.int64(y) + _HALF) & _MASK) - _HALF


@layer
def size(start, end):
    """Octets from one sequence number up to another."""
    return (np.int64(end) - np.int64(start)) & _MASK


@layer
def begin_stream(flow, s):
    """Nothing known of a direction."""
    flow["stream"][s] = 0
    flow["low"][s] = 0
    flow["edge"][s] = 0
    flow["acked"][s] = 0
    flow["acked_from"][s] = 0
    flow["repeated_octets"][s] = 0
    flow["retired_octets"][s] = 0


@layer
def retire(flow, i):
    """Give a hole up."""
    s = flow["hole_side"][i]
    octets = np.int64(flow["retired_octets"][s]) + size(flow["hole_from"][i], flow["hole_to"][i])
    if octets > CAP:
        flow["stream"][s] |= ODD
    flow["retired_octets"][s] = min(octets, CAP)
    flow["hole_side"][i] = NONE


@layer
def add_hole(flow, s, start, end):
    """Note a hole; where there is no room, the furthest behind of its side goes, or else any."""
    place, behind = -1, -1
    for i in range(HOLES):
        if flow["hole_side"][i] == NONE:
            place = i
            break
        if flow["hole_side"][i] == s and size(flow["hole_from"][i], flow["edge"][s]) > behind:
            place, behind = i, size(flow["hole_from"][i], flow["edge"][s])
    place = max(place, 0)
    if flow["hole_side"][place] != NONE:
        retire(flow, place)
    flow["hole_side"][place] = s
    flow["hole_from"][place] = start & _MASK
    flow["hole_to"][place] = end & _MASK


@layer
def fill_holes(flow, s, x0, x1):
    """Fill holes with octets ``x0`` to ``x1``, counted from the edge; give how many there were."""
    edge = np.int64(flow["edge"][s])
    filled = 0
    for i in range(HOLES):
        if flow["hole_side"][i] != s:
            continue
        end = np.int64(flow["hole_to"][i])
        a, b = -size(flow["hole_from"][i], edge), -size(end, edge)
        start, stop = max(a, x0), min(b, x1)
        if start >= stop:
            continue
        filled += stop - start
        if start > a and stop < b:  # inside one hole: there is no other to fill
            flow["hole_to"][i] = (edge + start) & _MASK
            add_hole(flow, s, edge + stop, end)
            break
        if start > a:
            flow["hole_to"][i] = (edge + start) & _MASK
        elif stop < b:
            flow["hole_from"][i] = (edge + stop) & _MASK
        else:
            flow["hole_side"][i] = NONE
    return filled


@layer
def cover_behind(flow, s, x0, x1):
    """Octets that begin behind the edge: seen again, in a hole, or from before the first one seen."""
    edge, low = np.int64(flow["edge"][s]), np.int64(flow["low"][s])
    lowest = -WINDOW if flow["stream"][s] & LONG else -size(low, edge)
    again = max(min(x1, 0) - max(x0, lowest), 0)
    again -= fill_holes(flow, s, x0, x1)
    if x0 < lowest and flow["stream"][s] & OPENED:
        before = min(x1, lowest) - x0
        again += before
        if before > 1:  # one octet is a keep-alive's (RFC 9293 §3.8.4)
            flow["stream"][s] |= ODD
    elif x0 < lowest:
        if x1 < lowest:
            add_hole(flow, s, edge + x1, low)
        flow["low"][s] = (edge + x0) & _MASK
    if again > 0:
        octets = np.int64(flow["repeated_octets"][s]) + again
        if octets > CAP:
            flow["stream"][s] |= ODD
        flow["repeated_octets"][s] = min(octets, CAP)
        if flow["retired_octets"][s] > 0:
            flow["stream"][s] |= UNSURE


@layer
def retire_old(flow, s):
    """Retire holes that numbers would soon mistake; note that the direction is long."""
    edge = flow["edge"][s]
    if size(flow["low"][s], edge) > WINDOW:
        flow["stream"][s] |= LONG
    for i in range(HOLES):
        if flow["hole_side"][i] == s and size(flow["hole_from"][i], edge) > WINDOW:
            retire(flow, i)


@layer
def cover(flow, s, start, octets):
    """Count ``octets`` from sequence number ``start`` on as seen."""
    if flow["stream"][s] & SEQ_KNOWN == 0:
        flow["stream"][s] |= SEQ_KNOWN
        flow["low"][s] = start & _MASK
        flow["edge"][s] = (start + octets) & _MASK
        return
    x0 = distance(start, flow["edge"][s])
    x1 = x0 + octets
    if x0 > WINDOW or x0 < -WINDOW:
        flow["stream"][s] |= ODD
        return
    if x0 > 0:
        add_hole(flow, s, np.int64(flow["edge"][s]), start)
    elif x0 < 0:
        cover_behind(flow, s, x0, x1)
    if x1 > 0:
        flow["edge"][s] = (start + octets) & _MASK
    retire_old(flow, s)


@layer
def note_acknowledged(flow, s, ack):
    """The other side has everything of side ``s`` up to ``ack``."""
    if flow["stream"][s] & ACK_KNOWN == 0:
        flow["stream"][s] |= ACK_KNOWN
        flow["acked_from"][s] = ack
        flow["acked"][s] = ack
        return
    ahead = distance(ack, flow["acked"][s])
    if ahead > WINDOW or ahead < -WINDOW:
        flow["stream"][s] |= ODD
        return
    if ahead > 0:
        flow["acked"][s] = ack
    known = flow["edge"][s] if flow["stream"][s] & SEQ_KNOWN else flow["acked_from"][s]
    if distance(flow["acked"][s], known) > WINDOW:
        flow["stream"][s] |= ODD


@layer
def add_segment(flow, packet, s):
    """Note what a TCP segment of side ``s`` holds and acknowledges; a reset tells neither."""
    if packet["seq"] < 0 or packet["flags"] & F_RST:
        return
    if packet["flags"] & F_SYN:
        start = first_sequence(packet)
        if flow["stream"][s] & SEQ_KNOWN and distance(start, flow["low"][s]) != 0:
            flow["stream"][s] |= ODD
        cover(flow, s, start, np.int64(packet["payload_octets"]))
        flow["stream"][s] |= OPENED
    elif packet["payload_octets"] > 0:
        cover(flow, s, packet["seq"], np.int64(packet["payload_octets"]))
    if packet["flags"] & F_ACK and packet["ack"] >= 0:
        note_acknowledged(flow, 1 - s, packet["ack"])


@layer
def take_holes(flow, later, s):
    """Take over the holes of a later part."""
    for i in range(HOLES):
        if later["hole_side"][i] == s:
            add_hole(flow, s, np.int64(later["hole_from"][i]), np.int64(later["hole_to"][i]))


@layer
def absorb_runs(flow, later, s):
    """Cover what a later part covers, run by run."""
    low = np.int64(later["low"][s])
    total = size(low, later["edge"][s])
    at = np.int64(0)
    for _ in range(HOLES + 1):
        stop, resume = total, total
        for i in range(HOLES):
            if later["hole_side"][i] == s and at <= size(low, later["hole_from"][i]) < stop:
                stop, resume = size(low, later["hole_from"][i]), size(low, later["hole_to"][i])
        cover(flow, s, (low + at) & _MASK, stop - at)
        if stop == total:
            return
        at = resume


@layer
def absorb_long(flow, later, s):
    """A later part so long that only its beginning can be compared: it goes on from there."""
    cover(flow, s, np.int64(later["low"][s]), WINDOW // 2)
    for i in range(HOLES):
        if flow["hole_side"][i] == s:
            retire(flow, i)
    flow["edge"][s] = later["edge"][s]
    flow["stream"][s] |= LONG
    take_holes(flow, later, s)


@layer
def absorb_acknowledged(flow, later, s):
    """Join what was acknowledged."""
    if flow["stream"][s] & ACK_KNOWN == 0:
        flow["acked_from"][s] = later["acked_from"][s]
        flow["acked"][s] = later["acked"][s]
        flow["stream"][s] |= ACK_KNOWN
    elif later["stream"][s] & LONG:
        flow["acked"][s] = later["acked"][s]
    else:
        note_acknowledged(flow, s, np.int64(later["acked"][s]))


@layer
def absorb_stream(flow, later, s):
    """Join one direction of a later part."""
    octets = np.int64(flow["retired_octets"][s]) + np.int64(later["retired_octets"][s])
    again = np.int64(flow["repeated_octets"][s]) + np.int64(later["repeated_octets"][s])
    if max(octets, again) > CAP:
        flow["stream"][s] |= ODD
    flow["retired_octets"][s] = min(octets, CAP)
    flow["repeated_octets"][s] = min(again, CAP)
    if later["stream"][s] & SEQ_KNOWN:
        if flow["stream"][s] & SEQ_KNOWN == 0:
            flow["low"][s] = later["low"][s]
            flow["edge"][s] = later["edge"][s]
            take_holes(flow, later, s)
        elif later["stream"][s] & LONG:
            absorb_long(flow, later, s)
        else:
            absorb_runs(flow, later, s)
    if later["stream"][s] & ACK_KNOWN:
        absorb_acknowledged(flow, later, s)
    flow["stream"][s] |= later["stream"][s]
