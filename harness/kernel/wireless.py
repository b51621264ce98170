"""802.11 frames and the headers that capturing puts before them.

Functions as in harness.kernel.link.
"""

from __future__ import annotations

from harness.kernel.accessors import mac48, u8, u16, u16le
from harness.kernel.codes import AGGREGATED, BAD_HEADER, CUT, ENCRYPTED, L_DOT11, L_LLC, NO_IP
from harness.kernel.jit import layer
from harness.kernel.link import stop


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
