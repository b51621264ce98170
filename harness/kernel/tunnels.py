"""Tunnels that carry frames or packets of several protocols: GRE, ERSPAN, VXLAN, Geneve, EtherIP.

Each gives (next layer, position) of the packet inside; where that cannot be told, the outer
IP header has been read and stands. A frame inside whose protocol is known to carry no IP
(ARP, LLDP ...) gives NO_IP, as outside of tunnels.

The frame inside has the MAC that counts: a mirror's own MAC says nothing of who sent.

Blind spots: PPTP (GRE version 1, RFC 2637), GRE with source routing (RFC 1701) and what is
carried under other protocol numbers are not opened: they stay flows of transport ``gre``.
"""

from __future__ import annotations

from harness.kernel.accessors import mac48, u8, u16, u32
from harness.kernel.codes import L_DONE, L_IPV4, L_IPV6, NO_IP
from harness.kernel.jit import layer
from harness.kernel.link import is_vlan, is_without_ip

BRIDGED = 0x6558
"""Transparent Ethernet bridging (RFC 1701, RFC 7637 §3.2): an Ethernet frame."""


@layer
def holds_ip(buf, p, end, kind):
    """Whether an IP header that can be read begins here; asked before the outer one is given up."""
    first = u8(buf, p, end)
    if kind == 0x86DD:
        return first >> 4 == 6 and p + 40 <= end
    total = u16(buf, p + 2, end)
    header = (first & 15) * 4
    return first >> 4 == 4 and header >= 20 and p + 20 <= end and (total == 0 or total >= header)


@layer
def inner(buf, p, end, packet, kind):
    """What an EtherType in a tunnel leads to."""
    if kind == BRIDGED:
        return inner_frame(buf, p, end, packet)
    if (kind == 0x0800 or kind == 0x86DD) and holds_ip(buf, p, end, kind):
        return (L_IPV4 if kind == 0x0800 else L_IPV6), p
    return L_DONE, 0


@layer
def inner_frame(buf, p, end, packet):
    """An Ethernet frame in a tunnel, with up to four VLAN tags."""
    mac = mac48(buf, p + 6, end)
    p += 12
    kind = u16(buf, p, end)
    for _ in range(4):
        if not is_vlan(kind):
            break
        p += 4
        kind = u16(buf, p, end)
    if is_without_ip(kind):
        without_ip(packet)
        return L_DONE, 0
    code, p = L_DONE, p + 2
    if (kind == 0x0800 or kind == 0x86DD) and holds_ip(buf, p, end, kind):
        code = L_IPV4 if kind == 0x0800 else L_IPV6
        packet["source_mac"] = mac
    return code, p


@layer
def without_ip(packet):
    """The frame inside carries no IP: so does the packet; ``encapsulated`` tells that it lay in a tunnel."""
    packet["verdict"] = NO_IP
    packet["encapsulated"] += 1
    packet["family"] = 0
    packet["source_hi"] = 0
    packet["source_lo"] = 0
    packet["destination_hi"] = 0
    packet["destination_lo"] = 0
    packet["source_port"] = -1
    packet["destination_port"] = -1
    packet["protocol"] = -1
    packet["ttl"] = -1
    packet["ip_octets"] = 0
    packet["payload"] = 0
    packet["payload_octets"] = 0
    packet["payload_captured"] = 0


@layer
def gre(buf, p, end, packet):
    """GRE version 0 (RFC 2784 §2.1, RFC 2890 §2): flags, protocol; checksum, key, sequence where flagged."""
    flags = u16(buf, p, end)
    kind = u16(buf, p + 2, end)
    if flags < 0 or kind < 0 or flags & 0x4007:  # routing (RFC 1701), or another version
        return L_DONE, 0
    p += 4
    if flags & 0x8000:
        p += 4
    if flags & 0x2000:
        p += 4
    if flags & 0x1000:
        p += 4
    if kind == 0x88BE:  # ERSPAN: type I has no header and no sequence number, type II has both
        return inner_frame(buf, p + 8 if flags & 0x1000 else p, end, packet)
    if kind == 0x22EB:
        return erspan3(buf, p, end, packet)
    return inner(buf, p, end, packet, kind)


@layer
def erspan3(buf, p, end, packet):
    """ERSPAN type III (draft-foschiano-erspan §4.3): 12 octets, 8 more where the O bit is set; frame type 0 is Ethernet."""
    tail = u32(buf, p + 8, end)
    if u8(buf, p, end) >> 4 != 2 or tail < 0 or (tail >> 10) & 31:
        return L_DONE, 0
    return inner_frame(buf, p + 20 if tail & 1 else p + 12, end, packet)


@layer
def vxlan(buf, p, end, packet):
    """VXLAN (RFC 7348 §5): flags with only the I bit, reserved octets zero, network number; an Ethernet frame."""
    if u32(buf, p, end) != 0x08000000 or u8(buf, p + 7, end) != 0:
        return L_DONE, 0
    return inner_frame(buf, p + 8, end, packet)


@layer
def geneve(buf, p, end, packet):
    """Geneve (RFC 8926 §3.4): version 0, option length in units of 4 octets, protocol, network number."""
    head = u32(buf, p, end)
    if head < 0 or head >> 30 or u8(buf, p + 7, end) != 0:
        return L_DONE, 0
    return inner(buf, p + 8 + ((head >> 24) & 63) * 4, end, packet, head & 0xFFFF)


@layer
def etherip(buf, p, end, packet):
    """EtherIP (RFC 3378 §3): version 3 and reserved bits, then an Ethernet frame."""
    if u16(buf, p, end) != 0x3000:
        return L_DONE, 0
    return inner_frame(buf, p + 2, end, packet)
