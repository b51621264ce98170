"""802.11 frames and the headers that capturing puts before them.

Functions as in harness.kernel.link.
"""

from __future__ import annotations

import numpy as np

from harness.kernel.accessors import mac48, u8, u16, u16le, u32, u32le
from harness.kernel.codes import (
    AGGREGATED,
    BAD_FCS,
    BAD_HEADER,
    CUT,
    ENCRYPTED,
    L_DONE,
    L_DOT11,
    L_DOT11_PADDED,
    L_LLC,
    NO_IP,
    UNKNOWN_LINK,
)
from harness.kernel.jit import layer
from harness.kernel.link import first_layer, stop
from harness.kernel.remote_id import may_hold_remote_id, note_remote_id


@layer
def radiotap_flags(buf, p, end):
    """The flags field of a radiotap header (bit 1 of the presence words), 0 where it has none."""
    present = u32le(buf, p + 4, end)
    at = p + 8
    word = present
    for _ in range(16):
        if word < 0 or word & 0x80000000 == 0:
            break
        word = u32le(buf, at, end)
        at += 4
    if present < 0 or present & 2 == 0:
        return np.int64(0)
    if present & 1:  # TSFT: eight octets, aligned to eight from the header's start
        at = p + ((at - p + 7) & ~7) + 8
    return max(u8(buf, at, end), 0)


@layer
def radiotap(buf, p, end, packet):
    """Radiotap header: version 0, length (little-endian), presence words, then the 802.11 frame."""
    length = u16le(buf, p + 2, end)
    if length < 0:
        return stop(packet, CUT)
    if u8(buf, p, end) != 0 or length < 8:
        return stop(packet, BAD_HEADER)
    flags = radiotap_flags(buf, p, min(end, p + length))
    if flags & 0x40:
        return stop(packet, BAD_FCS)
    return L_DOT11_PADDED if flags & 0x20 else L_DOT11, p + length


@layer
def prism(buf, p, end, packet):
    """Prism header of old drivers: message code, length of the whole header in the machine's byte order."""
    if p + 8 > end:
        return stop(packet, CUT)
    length = min(u32le(buf, p + 4, end), u32(buf, p + 4, end))
    if length < 24 or length > 1024:
        return stop(packet, BAD_HEADER)
    return L_DOT11, p + length


@layer
def ppi_bad_fcs(buf, p, end):
    """Whether an 802.11-Common field (PPI 1.0.10 §4.1.2) says that the checksum failed."""
    for _ in range(32):
        kind = u16le(buf, p, end)
        if kind < 0:
            return False
        if kind == 2:
            return u16le(buf, p + 12, end) & 4 != 0
        p += 4 + max(u16le(buf, p + 2, end), 0)
    return False


@layer
def ppi(buf, p, end, packet):
    """Per-Packet Information 1.0.10 §3.1: version 0, flags, length, link type of what follows the fields."""
    if p + 8 > end:
        return stop(packet, CUT)
    length = u16le(buf, p + 2, end)
    if u8(buf, p, end) != 0 or length < 8:
        return stop(packet, BAD_HEADER)
    dlt = u32le(buf, p + 4, end)
    if dlt == 105 and ppi_bad_fcs(buf, p + 8, min(end, p + length)):
        return stop(packet, BAD_FCS)
    code = first_layer(dlt)
    if code == L_DONE:
        return stop(packet, UNKNOWN_LINK)
    return code, p + length


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
def dot11(buf, p, end, packet, padded):
    """802.11 frame (IEEE 802.11 §9.2): data frames lead to LLC, the rest carry no IP, some of it Remote ID.

    Where ``padded``, the header is followed by octets that fill it to a multiple of four.
    """
    control = u16(buf, p, end)  # first octet: subtype, type, version; second: flags
    if control < 0:
        return stop(packet, CUT)
    if (control >> 8) & 3 != 0:
        return stop(packet, BAD_HEADER)
    if (control >> 10) & 3 != 2 or control & 0x4000:  # not data, or a null-data subtype
        if may_hold_remote_id(buf, p, end, control):
            note_remote_id(buf, p, end, packet)
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
    return L_LLC, p + ((length + 3) & ~3 if padded else length)
