"""Link layers: from the first octet of a frame to its IP header.

Each function takes (buf, p, end, packet) with ``end`` one past the last captured octet,
and gives (next layer, position). Where the way ends it sets the packet's verdict and
gives L_DONE. DLT numbers: tcpdump.org/linktypes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import mac48, u16
from harness.kernel.codes import (
    CUT,
    L_CISCO_HDLC,
    L_DONE,
    L_DOT11,
    L_ETHERNET,
    L_ETHERTYPE,
    L_IPV4,
    L_IPV6,
    L_LLC,
    L_MPLS,
    L_NFLOG,
    L_NULL,
    L_PKTAP,
    L_PPI,
    L_PPP,
    L_PPP_DIRECTION,
    L_PPP_SERIAL,
    L_PPPOE,
    L_PRISM,
    L_RADIOTAP,
    L_RAW,
    L_SLL,
    L_SLL2,
    L_USB,
    L_USB_MMAPPED,
    NO_IP,
    UNKNOWN_ETHERTYPE,
)
from harness.kernel.jit import layer

DLT_LAYERS: Final = {
    0: ("NULL", L_NULL),
    1: ("ETHERNET", L_ETHERNET),
    9: ("PPP", L_PPP),
    12: ("RAW", L_RAW),
    14: ("RAW", L_RAW),
    50: ("PPP_HDLC", L_PPP_SERIAL),
    51: ("PPP_ETHER", L_PPPOE),
    101: ("RAW", L_RAW),
    104: ("C_HDLC", L_CISCO_HDLC),
    105: ("IEEE802_11", L_DOT11),
    108: ("LOOP", L_NULL),
    113: ("LINUX_SLL", L_SLL),
    119: ("IEEE802_11_PRISM", L_PRISM),
    127: ("IEEE802_11_RADIOTAP", L_RADIOTAP),
    149: ("USER2", L_PKTAP),
    189: ("USB_LINUX", L_USB),
    192: ("PPI", L_PPI),
    204: ("PPP_WITH_DIR", L_PPP_DIRECTION),
    220: ("USB_LINUX_MMAPPED", L_USB_MMAPPED),
    228: ("IPV4", L_RAW),
    229: ("IPV6", L_RAW),
    239: ("NFLOG", L_NFLOG),
    258: ("PKTAP", L_PKTAP),
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
    if kind == 0x8847 or kind == 0x8848:
        return L_MPLS, p + 2
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
