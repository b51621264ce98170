"""TCP (RFC 9293 §3.1), UDP (RFC 768), and tunnels that begin where they do.

Each gives (next layer, position). Tunnels are opened and the innermost IP header counts;
those that carry frames are in ``harness.kernel.tunnels``. The outer ends are not lost:
``harness.sources.outer_ends`` decodes such packets again without opening them.

Blind spots: octets of a header that was cut by the snap length are null, not guessed.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import u8, u16, u32
from harness.kernel.codes import (
    L_DONE,
    L_ETHERIP,
    L_GENEVE,
    L_GRE,
    L_GTPU,
    L_IPV4,
    L_IPV6,
    L_L2TP,
    L_PPP,
    L_VXLAN,
    P_ETHERIP,
    P_GRE,
    P_IPIP,
    P_IPV6,
    P_TCP,
    P_UDP,
)
from harness.kernel.jit import layer

GTPU_PORT: Final = 2152
"""3GPP TS 29.281 §4.4.2."""
L2TP_PORT: Final = 1701
"""RFC 2661 §8.1."""
VXLAN_PORT: Final = 4789
"""RFC 7348 §5, as destination; the source port is made up for spreading load."""
GENEVE_PORT: Final = 6081
"""RFC 8926 §3.3, as destination."""


@layer
def set_payload(packet, p, end, header):
    """Note the payload behind a transport header of ``header`` octets that starts at ``p``."""
    octets = max(packet["payload_octets"] - header, 0)
    packet["payload_octets"] = octets
    packet["payload"] = p + header
    packet["payload_captured"] = max(min(octets, end - p - header), 0)


@layer
def timestamps(buf, p, end, packet):
    """TCP options from ``p`` to ``end``: keep the timestamps (RFC 7323 §3, kind 8)."""
    for _ in range(40):
        kind = u8(buf, p, end)
        if kind <= 0:  # end of options, or cut
            return
        if kind == 1:
            p += 1
            continue
        size = u8(buf, p + 1, end)
        if size < 2:
            return
        if kind == 8 and size == 10 and p + 10 <= end:
            packet["tsval"] = u32(buf, p + 2, end)
            packet["tsecr"] = u32(buf, p + 6, end)
            return
        p += size


@layer
def tcp(buf, p, end, packet):
    """Ports, sequence numbers, flags, options, payload."""
    packet["source_port"] = u16(buf, p, end)
    packet["destination_port"] = u16(buf, p + 2, end)
    packet["seq"] = u32(buf, p + 4, end)
    packet["ack"] = u32(buf, p + 8, end)
    packet["flags"] = u8(buf, p + 13, end)
    # A header that the snap length cut still tells what stands before the cut; absent fields are -1.
    header = (u8(buf, p + 12, end) >> 4) * 4
    if header < 20:
        packet["payload_octets"] = 0
        return L_DONE, 0
    timestamps(buf, p + 20, min(p + header, end), packet)
    set_payload(packet, p, end, header)
    return L_DONE, 0


@layer
def udp(buf, p, end, packet):
    """Ports, payload, and tunnels by their port; a fragment is not looked into."""
    packet["source_port"] = u16(buf, p, end)
    packet["destination_port"] = u16(buf, p + 2, end)
    length = u16(buf, p + 4, end)
    if packet["fragment"] == 0 and 8 <= length < packet["payload_octets"]:
        packet["payload_octets"] = length  # what follows is padding; 0 leaves the length to IP (RFC 2675 §4)
    set_payload(packet, p, min(end, p + packet["payload_octets"]), 8)
    if packet["fragment"]:
        return L_DONE, 0
    if packet["source_port"] == GTPU_PORT or packet["destination_port"] == GTPU_PORT:
        return L_GTPU, p + 8
    if packet["source_port"] == L2TP_PORT or packet["destination_port"] == L2TP_PORT:
        return L_L2TP, p + 8
    if packet["destination_port"] == VXLAN_PORT:
        return L_VXLAN, p + 8
    if packet["destination_port"] == GENEVE_PORT:
        return L_GENEVE, p + 8
    return L_DONE, 0


@layer
def transport(buf, p, end, packet):
    """Choose by protocol number; a fragment's inner headers are read for ports only."""
    protocol = packet["protocol"]
    if protocol == P_TCP:
        return tcp(buf, p, end, packet)
    if protocol == P_UDP:
        return udp(buf, p, end, packet)
    if packet["fragment"] == 0:
        if protocol == P_IPIP and u8(buf, p, end) >> 4 == 4:
            return L_IPV4, p
        if protocol == P_IPV6 and u8(buf, p, end) >> 4 == 6:
            return L_IPV6, p
        if protocol == P_GRE:
            return L_GRE, p
        if protocol == P_ETHERIP:
            return L_ETHERIP, p
    return L_DONE, 0


@layer
def gtpu(buf, p, end, packet):
    """GTP-U (3GPP TS 29.281 §5.1): version 1, a G-PDU carries IP; else it stays a UDP flow."""
    first = u8(buf, p, end)
    if first < 0 or first >> 4 != 3 or u8(buf, p + 1, end) != 255:
        return L_DONE, 0
    if not first & 7:
        q = p + 8
    else:  # sequence number, N-PDU number, next extension type
        q = p + 12
        kind = u8(buf, q - 1, end)
        for _ in range(8):
            if kind <= 0 or not first & 4:
                break
            size = u8(buf, q, end) * 4
            if size <= 0:
                return L_DONE, 0
            q += size
            kind = u8(buf, q - 1, end)
    version = u8(buf, q, end) >> 4
    if version == 4:
        return L_IPV4, q
    if version == 6:
        return L_IPV6, q
    return L_DONE, 0


@layer
def l2tp(buf, p, end, packet):
    """L2TPv2 data message (RFC 2661 §3.1): optional length, sequence and offset, then PPP."""
    flags = u16(buf, p, end)
    if flags < 0 or flags & 0x800F != 2:  # control message, or another version: stays a UDP flow
        return L_DONE, 0
    p += 6
    if flags & 0x4000:
        p += 2
    if flags & 0x0800:
        p += 4
    if flags & 0x0200:
        p += 2 + max(u16(buf, p, end), 0)
    return L_PPP, p
