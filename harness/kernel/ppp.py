"""PPP, what carries it, and Cisco HDLC, which serial links carry in its place.

Functions as in harness.kernel.link.
"""

from __future__ import annotations

from harness.kernel.accessors import u8, u16
from harness.kernel.codes import (
    BAD_HEADER,
    CUT,
    L_CISCO_HDLC,
    L_ETHERTYPE,
    L_IPV4,
    L_IPV6,
    L_PPP,
    NO_IP,
    UNKNOWN_ETHERTYPE,
)
from harness.kernel.jit import layer
from harness.kernel.link import stop


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
def ppp_direction(buf, p, end, packet):
    """PPP behind one octet that tells sent from received."""
    if p + 1 > end:
        return stop(packet, CUT)
    return L_PPP, p + 1


@layer
def ppp_serial(buf, p, end, packet):
    """PPP in HDLC-like framing (RFC 1662 §3.1), or Cisco HDLC, by the address octet (RFC 1547 §4.3.1)."""
    address = u8(buf, p, end)
    if address == 0x0F or address == 0x8F:
        return L_CISCO_HDLC, p
    return L_PPP, p


@layer
def cisco_hdlc(buf, p, end, packet):
    """Cisco HDLC (RFC 1547 §4.3.1): address, control, EtherType; CDP and OSI carry no IP."""
    if p + 4 > end:
        return stop(packet, CUT)
    kind = u16(buf, p + 2, end)
    if kind == 0x2000 or kind == 0xFEFE:
        return stop(packet, NO_IP)
    return L_ETHERTYPE, p + 2
