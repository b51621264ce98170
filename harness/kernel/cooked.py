"""Links without a MAC header of their own: Linux cooked captures, BSD loopback, bare IP.

Functions as in harness.kernel.link.
"""

from __future__ import annotations

from harness.kernel.accessors import mac48, u8, u16, u16le, u32, u32le
from harness.kernel.codes import (
    BAD_HEADER,
    CUT,
    L_ETHERTYPE,
    L_IPV4,
    L_IPV6,
    L_LLC,
    L_MPLS,
    L_PPPOE,
    L_RAW,
    NO_IP,
    UNKNOWN_ETHERTYPE,
)
from harness.kernel.jit import layer
from harness.kernel.link import is_vlan, is_without_ip, stop


@layer
def sll(buf, p, end, packet):
    """Linux cooked capture v1: type, ARPHRD, address length, address, protocol (16 octets)."""
    if p + 16 > end:
        return stop(packet, CUT)
    if u16(buf, p + 4, end) == 6:
        packet["source_mac"] = mac48(buf, p + 6, end)
    return L_ETHERTYPE, p + 14


@layer
def sll2(buf, p, end, packet):
    """Linux cooked capture v2: the protocol stands first, the payload after 20 octets."""
    if p + 20 > end:
        return stop(packet, CUT)
    if u8(buf, p + 11, end) == 6:
        packet["source_mac"] = mac48(buf, p + 12, end)
    kind = u16(buf, p, end)
    if kind == 0x0800:
        return L_IPV4, p + 20
    if kind == 0x86DD:
        return L_IPV6, p + 20
    if is_vlan(kind):
        return L_ETHERTYPE, p + 22
    if kind == 0x8864:
        return L_PPPOE, p + 20
    if kind == 0x8847 or kind == 0x8848:
        return L_MPLS, p + 20
    if kind == 4:  # LINUX_SLL_P_802_2
        return L_LLC, p + 20
    return stop(packet, NO_IP if is_without_ip(kind) else UNKNOWN_ETHERTYPE)


@layer
def null(buf, p, end, packet):
    """BSD loopback: an address family in the writer's byte order (NULL) or big-endian (LOOP).

    AF_INET is 2 everywhere; AF_INET6 is 24, 28 or 30 on the BSDs and 10 on Linux. Either
    order is accepted, since the two can't be mistaken for one another. Some writers put an
    EtherType into the last two octets instead.
    """
    if p + 4 > end:
        return stop(packet, CUT)
    if u16(buf, p, end) != 0 and u16(buf, p + 2, end) >= 0x0800:
        return L_ETHERTYPE, p + 2
    family = min(u32(buf, p, end), u32le(buf, p, end))
    if family == 2:
        return L_IPV4, p + 4
    if family == 10 or family == 24 or family == 28 or family == 30:
        return L_IPV6, p + 4
    return stop(packet, UNKNOWN_ETHERTYPE)


@layer
def raw(buf, p, end, packet):
    """No link header: the version nibble tells IPv4 from IPv6."""
    first = u8(buf, p, end)
    if first < 0:
        return stop(packet, CUT)
    if first >> 4 == 4:
        return L_IPV4, p
    if first >> 4 == 6:
        return L_IPV6, p
    return stop(packet, BAD_HEADER)


@layer
def nflog(buf, p, end, packet):
    """Linux netfilter log: family, version, group, then attributes (linux/netfilter/nfnetlink_log.h).

    Lengths and types of the attributes are in the byte order of the capturing machine, which the
    file does not tell: the first length, read the wrong way round, exceeds any frame.
    """
    if p + 8 > end:
        return stop(packet, CUT)
    if u8(buf, p + 1, end) != 0:
        return stop(packet, BAD_HEADER)
    p += 4
    little = u16le(buf, p, end) < 256
    for _ in range(32):
        length = u16le(buf, p, end) if little else u16(buf, p, end)
        kind = u16le(buf, p + 2, end) if little else u16(buf, p + 2, end)
        if length < 0 or kind < 0:
            return stop(packet, CUT)
        if length < 4:
            return stop(packet, BAD_HEADER)
        if kind == 8 and u16(buf, p + 4, end) == 6:  # NFULA_HWADDR: length, reserved, address
            packet["source_mac"] = mac48(buf, p + 8, end)
        if kind == 9:  # NFULA_PAYLOAD
            return L_RAW, p + 4
        p += (length + 3) & ~3
    return stop(packet, BAD_HEADER)
