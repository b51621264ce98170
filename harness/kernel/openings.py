"""First payloads that begin nothing the kernel knows: handed over until the collector has seen enough to tell.

Blind spots: TLS in the middle, QUIC that goes on, and DNS are known and left out. Of other flows only what each
side sent first is looked at, of TCP as far as a head reaches.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.codes import K_CONTINUED, K_DATAGRAM, K_MIDSTREAM, K_STREAM
from harness.kernel.contact import H_INITIAL, starts_tls
from harness.kernel.heads import HEAD_LIMIT, ONE_SEQUENCE, first_sequence, has_head, open_head
from harness.kernel.jit import layer

DNS_PORT: Final = 53
MDNS_PORT: Final = 5353
"""Responses come from it (RFC 6762 §6)."""
LLMNR_PORT: Final = 5355
"""Likewise (RFC 4795 §2.5)."""
DATAGRAMS: Final = 1
"""Where the head of a UDP flow begins, which has no sequence numbers: anything but the 0 of one never opened."""
QUIC: Final = 2
"""Likewise, of QUIC's: it takes the place of the other, as something may be sent before a client's Initial packets."""
_NOTHING: Final = -1


@layer
def other_stream(buf, packet, flow, side, p, end):
    """Kind of a side's first payload that begins nothing known here: whoever reads it tells what it is."""
    if flow["data_packet"][side] != packet["number"] or packet["destination_port"] == DNS_PORT:
        return _NOTHING
    if starts_tls(buf, p, end):
        return _NOTHING
    seq = first_sequence(packet)
    open_head(flow, side, seq, HEAD_LIMIT)
    begins = flow["initiator"] == side and (seq - flow["isn"] - 1) & ONE_SEQUENCE == 0
    return K_STREAM if begins else K_MIDSTREAM


@layer
def other_datagram(packet, flow, side):
    """Kind of a datagram that is nothing known here: a side's first begins a head, more are wanted until it is closed."""
    for port in (packet["source_port"], packet["destination_port"]):
        if port == DNS_PORT or port == MDNS_PORT or port == LLMNR_PORT:
            return _NOTHING
    if (flow["handshake"][0] | flow["handshake"][1]) & H_INITIAL:
        return _NOTHING  # QUIC goes on
    if flow["head_from"][side] == 0:
        open_head(flow, side, DATAGRAMS, 1)
        return K_DATAGRAM
    return K_CONTINUED if flow["head_from"][side] == DATAGRAMS and has_head(flow, side) else _NOTHING
