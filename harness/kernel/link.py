"""Link layers: from the first octet of a frame to its IP header.

Each function takes (buf, p, end, packet) with ``end`` one past the last captured octet,
and gives (next layer, position). Where the way ends it sets the packet's verdict and
gives L_DONE. DLT numbers: tcpdump.org/linktypes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import mac48, u8, u16, u16le, u32, u32le
from harness.kernel.codes import (
    AGGREGATED,
    BAD_HEADER,
    CUT,
    ENCRYPTED,
    L_DONE,
    L_DOT11,
    L_ETHERNET,
    L_ETHERTYPE,
    L_IPV4,
    L_IPV6,
    L_LLC,
    L_NULL,
    L_PPP,
    L_PPPOE,
    L_RADIOTAP,
    L_RAW,
    L_SLL,
    L_SLL2,
    NO_IP,
    UNKNOWN_ETHERTYPE,
)
from harness.kernel.jit import layer

DLT_LAYERS: Final = {
    0: ("NULL", L_NULL),
    1: ("ETHERNET", L_ETHERNET),
    12: ("RAW", L_RAW),
    14: ("RAW", L_RAW),
    101: ("RAW", L_RAW),
    108: ("LOOP", L_NULL),
    113: ("LINUX_SLL", L_SLL),
    127: ("IEEE802_11_RADIOTAP", L_RADIOTAP),
    228: ("IPV4", L_RAW),
    229: ("IPV6", L_RAW),
    276: ("LINUX_SLL2", L_SLL2),
}
"""Name and first layer of every link type that is read, by DLT number."""

_FIRST_LAYER: Final = np.array([DLT_LAYERS.get(dlt, ("", L_DONE))[1] for dlt in range(512)], dtype=np.int64)


@layer
def first_layer(dlt):
    """The layer that a frame of this link type begins with; L_DONE where it is not read."""
    if dlt < 0 or dlt >= 512:
        return np.int64(L_DONE)
    return _FIRST_LAYER[dlt]


@layer
def stop(packet, verdict):
    """End a packet with a verdict; inside a tunnel the outer IP header has been read and stands."""
    if packet["family"] == 0:
        packet["verdict"] = verdict
    return L_DONE, 0


@layer
def ethernet(buf, p, end, packet):
    """Ethernet II and 802.3 (IEEE 802.3 §3.2): destination, source, type or length."""
    if p + 14 > end:
        return stop(packet, CUT)
    packet["source_mac"] = mac48(buf, p + 6, end)
    if u16(buf, p + 12, end) <= 1500:
        return L_LLC, p + 14
    return L_ETHERTYPE, p + 12


@layer
def is_vlan(ethertype):
    """802.1Q, 802.1ad, and the tag used for the outer VLAN before 802.1ad."""
    return ethertype == 0x8100 or ethertype == 0x88A8 or ethertype == 0x9100


@layer
def is_without_ip(ethertype):
    """EtherTypes whose frames carry no IP: ARP, RARP, WoL, IPX, PPPoE discovery, EAPOL, AoE, LLDP,
    PTP, HomePlug, CFM, loopback tests, Realtek, LLTD, 1905.1, EDP/ESRP and AVTP.
    """
    return (
        ethertype == 0x0806
        or ethertype == 0x8035
        or ethertype == 0x0842
        or ethertype == 0x8137
        or ethertype == 0x8863
        or ethertype == 0x888E
        or ethertype == 0x88A2
        or ethertype == 0x88CC
        or ethertype == 0x88F7
        or ethertype == 0x88E1
        or ethertype == 0x887B
        or ethertype == 0x8912
        or ethertype == 0x8902
        or ethertype == 0x9000
        or ethertype == 0x8899
        or ethertype == 0x88D9
        or ethertype == 0x893A
        or ethertype == 0x22F0
    )


@layer
def ethertype(buf, p, end, packet):
    """An EtherType and, behind it, up to four VLAN tags (802.1Q; QinQ stacks them)."""
    for _ in range(5):
        kind = u16(buf, p, end)
        if kind < 0:
            return stop(packet, CUT)
        if not is_vlan(kind):
            break
        p += 4
    if kind == 0x0800:
        return L_IPV4, p + 2
    if kind == 0x86DD:
        return L_IPV6, p + 2
    if kind == 0x8864:
        return L_PPPOE, p + 2
    if kind <= 1500:
        return L_LLC, p + 2
    return stop(packet, NO_IP if is_without_ip(kind) else UNKNOWN_ETHERTYPE)


@layer
def llc(buf, p, end, packet):
    """802.2 LLC: SNAP (RFC 1042) leads to an EtherType.

    STP, IPX (also without LLC), NetBIOS and OSI carry no IP; any other SAP is not known to
    carry none, 0 among them: that is also what padding looks like.
    """
    saps = u16(buf, p, end)
    if saps < 0:
        return stop(packet, CUT)
    if saps == 0xAAAA:
        return L_ETHERTYPE, p + 6
    sap = saps >> 8
    known = sap == 0x42 or sap == 0xE0 or sap == 0xF0 or sap == 0xFE or saps == 0xFFFF
    return stop(packet, NO_IP if known else UNKNOWN_ETHERTYPE)


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
def pppoe(buf, p, end, packet):
    """PPPoE session (RFC 2516 §4): version and type 1, code 0, session, length, PPP."""
    if p + 6 > end:
        return stop(packet, CUT)
    if u8(buf, p, end) != 0x11 or u8(buf, p + 1, end) != 0:
        return stop(packet, BAD_HEADER)
    return L_PPP, p + 6


@layer
def ppp(buf, p, end, packet):
    """PPP protocol field (RFC 1661 §2), one octet where it was compressed."""
    if u16(buf, p, end) == 0xFF03:  # address and control field (RFC 1662 §3.1)
        p += 2
    first = u8(buf, p, end)
    if first < 0:
        return stop(packet, CUT)
    if first & 1:
        kind, p = first, p + 1
    else:
        kind, p = u16(buf, p, end), p + 2
    if kind == 0x21:
        return L_IPV4, p
    if kind == 0x57:
        return L_IPV6, p
    if kind < 0:
        return stop(packet, CUT)
    # RFC 1661 §2: 0x8000 and up are control protocols; below that, data this does not read.
    return stop(packet, NO_IP if kind >= 0x8000 else UNKNOWN_ETHERTYPE)


@layer
def radiotap(buf, p, end, packet):
    """Radiotap header: version 0, length (little-endian), presence words, then the 802.11 frame."""
    length = u16le(buf, p + 2, end)
    if length < 0:
        return stop(packet, CUT)
    if u8(buf, p, end) != 0 or length < 8:
        return stop(packet, BAD_HEADER)
    return L_DOT11, p + length


@layer
def dot11_header(control):
    """Length of an 802.11 data header: 24, address 4 where between APs, QoS, HT control."""
    length = 24
    if control & 0x0003 == 0x0003:  # ToDS and FromDS, in the low octet of this order
        length += 6
    if control & 0x8000:  # subtype bit QoS
        length += 2
        if control & 0x0080:  # order bit: HT control follows
            length += 4
    return length


@layer
def dot11(buf, p, end, packet):
    """802.11 frame (IEEE 802.11 §9.2): data frames lead to LLC, the rest carry no IP."""
    control = u16(buf, p, end)  # first octet: subtype, type, version; second: flags
    if control < 0:
        return stop(packet, CUT)
    if (control >> 10) & 3 != 2 or control & 0x4000:  # not data, or a null-data subtype
        return stop(packet, NO_IP)
    if control & 0x0040:
        return stop(packet, ENCRYPTED)
    length = dot11_header(control)
    if p + length > end:
        return stop(packet, CUT)
    to_and_from = control & 0x0003
    where = 24 if to_and_from == 3 else 16 if to_and_from == 2 else 10
    packet["source_mac"] = mac48(buf, p + where, end)
    if control & 0x8000 and u8(buf, p + (30 if to_and_from == 3 else 24), end) & 0x80:
        return stop(packet, AGGREGATED)
    return L_LLC, p + length
