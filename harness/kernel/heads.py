"""Heads: which octets of a flow's side are being collected, as a window of TCP sequence numbers on its record."""

from __future__ import annotations

from typing import Final

from harness.kernel.codes import F_SYN
from harness.kernel.jit import layer

HEAD_LIMIT: Final = 16_384
"""Octets held of a message that does not say how long it is; servers refuse longer HTTP heads."""
ONE_SEQUENCE: Final = 0xFFFFFFFF


@layer
def open_head(flow, side, seq, octets):
    """Collect ``octets`` from sequence number ``seq`` on."""
    flow["head_from"][side] = seq
    flow["head_to"][side] = (seq + octets) & ONE_SEQUENCE


@layer
def has_head(flow, side):
    """Whether a head is open."""
    return flow["head_from"][side] != flow["head_to"][side]


@layer
def in_head(flow, side, seq):
    """Whether a segment begins inside the open head (sequence numbers wrap, RFC 9293 §3.4)."""
    start = unsigned(flow["head_from"][side])
    size = (unsigned(flow["head_to"][side]) - start) & ONE_SEQUENCE
    return ((seq - start) & ONE_SEQUENCE) < size


@layer
def unsigned(value):
    """A sequence number as int64, so that differences keep their sign."""
    return value & 0xFFFFFFFF if value < 0 else value + 0


@layer
def first_sequence(packet):
    """Sequence number of the payload's first octet: a SYN takes one itself (RFC 9293 §3.4)."""
    return (packet["seq"] + 1) & ONE_SEQUENCE if packet["flags"] & F_SYN else packet["seq"]
