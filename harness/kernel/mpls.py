"""MPLS: labels, then IP or the Ethernet frame of a pseudo-wire. Nothing in the labels says which.

Functions as in harness.kernel.link.

Blind spots: a pseudo-wire without control word whose destination MAC begins with 4 or 6 is taken for
IP (RFC 4928 §2), and counts as a header that contradicts itself.
"""

from __future__ import annotations

from harness.kernel.accessors import u8, u16, u32
from harness.kernel.codes import CUT, L_ETHERNET, L_IPV4, L_IPV6, NO_IP, UNKNOWN_ETHERTYPE
from harness.kernel.jit import layer
from harness.kernel.link import is_vlan, is_without_ip, stop


@layer
def looks_like_ethernet(buf, p, end):
    """Whether a known EtherType stands where a frame that begins here has it."""
    kind = u16(buf, p + 12, end)
    return kind == 0x0800 or kind == 0x86DD or is_vlan(kind) or is_without_ip(kind)


@layer
def mpls(buf, p, end, packet):
    """Label stack (RFC 3032 §2.1): label, class, bottom of stack, TTL; at most 16 are read.

    Behind the last: IP by its version nibble; 0000 begins a control word, 0001 an associated channel
    (RFC 4385 §3, §5); a pseudo-wire may also go without (RFC 4448 §4.6).
    """
    for _ in range(16):
        entry = u32(buf, p, end)
        if entry < 0:
            return stop(packet, CUT)
        p += 4
        if entry & 0x100:
            break
    first = u8(buf, p, end)
    if first < 0:
        return stop(packet, CUT)
    if first >> 4 == 4:
        return L_IPV4, p
    if first >> 4 == 6:
        return L_IPV6, p
    if first >> 4 == 0 and looks_like_ethernet(buf, p + 4, end):
        return L_ETHERNET, p + 4
    if looks_like_ethernet(buf, p, end):
        return L_ETHERNET, p
    return stop(packet, NO_IP if first >> 4 == 1 else UNKNOWN_ETHERTYPE)
