"""IPv4 (RFC 791) and IPv6 (RFC 8200) with extension headers.

Both give (next layer, position, end): ``end`` shrinks to the datagram's own length, so
that link padding is never taken for payload.

Fragments are only noted here: ``harness.sources.fragments`` puts them together.

Blind spots: octets behind the 16th extension header are not looked at.
"""

from __future__ import annotations

from harness.kernel.accessors import bits64, u8, u16, u32
from harness.kernel.codes import (
    BAD_HEADER,
    CUT,
    IP,
    L_DONE,
    L_TRANSPORT,
    P_AH,
    P_DESTINATION,
    P_FRAGMENT,
    P_HIP,
    P_HOPOPT,
    P_MOBILITY,
    P_ROUTING,
    P_SHIM6,
)
from harness.kernel.jit import layer


@layer
def no_ip_header(packet, verdict):
    """A header that cannot be read: the packet's verdict, unless an outer IP header was read."""
    if packet["family"] == 0:
        packet["verdict"] = verdict
    return L_DONE, 0, 0


@layer
def begin_ip(packet, family, octets, ttl, protocol):
    """Note an IP header; the innermost one stays."""
    if packet["family"] != 0:
        packet["encapsulated"] += 1
    packet["verdict"] = IP
    packet["family"] = family
    packet["ip_octets"] = octets
    packet["ttl"] = ttl
    packet["protocol"] = protocol
    packet["source_port"] = -1
    packet["destination_port"] = -1
    packet["payload"] = 0
    packet["payload_octets"] = 0
    packet["payload_captured"] = 0
    packet["fragment"] = 0
    packet["flags"] = -1


@layer
def note_fragment(packet, more, at, identification, following, data, octets):
    """Note a part of a datagram (RFC 791 §3.1, RFC 8200 §4.5) for the reassembler."""
    packet["fragment"] = more | (2 if at else 0)
    packet["fragment_id"] = identification
    packet["fragment_next"] = following
    packet["fragment_at"] = at
    packet["fragment_data"] = data
    packet["fragment_octets"] = octets


@layer
def ipv4(buf, p, end, packet):
    """RFC 791 §3.1: version, IHL, total length, fragment, TTL, protocol, addresses."""
    if p + 20 > end:
        return no_ip_header(packet, CUT)
    header = (u8(buf, p, end) & 15) * 4
    if u8(buf, p, end) >> 4 != 4 or header < 20:
        return no_ip_header(packet, BAD_HEADER)
    total = u16(buf, p + 2, end)
    if total == 0:  # segmentation offload leaves it to the card: the frame's own length counts
        total = packet["wire"] - (p - packet["offset"])
    if total < header:
        return no_ip_header(packet, BAD_HEADER)
    begin_ip(packet, 4, total, u8(buf, p + 8, end), u8(buf, p + 9, end))
    packet["source_hi"] = 0
    packet["source_lo"] = u32(buf, p + 12, end)
    packet["destination_hi"] = 0
    packet["destination_lo"] = u32(buf, p + 16, end)
    packet["payload_octets"] = total - header
    fragment = u16(buf, p + 6, end) & 0x3FFF  # more-fragments bit and offset in units of 8 octets
    if fragment:
        more, at = fragment >> 13, (fragment & 0x1FFF) * 8
        note_fragment(packet, more, at, u16(buf, p + 4, end), packet["protocol"], p + header, total - header)
        if at:
            return L_DONE, 0, 0
    if packet["protocol"] == P_AH:
        return extensions(buf, p + header, min(end, p + total), packet, total - header)
    return L_TRANSPORT, p + header, min(end, p + total)


@layer
def is_extension(header):
    """IPv6 extension headers of the common form (RFC 6564, RFC 7045 §4), fragment and AH apart."""
    return (
        header == P_HOPOPT
        or header == P_ROUTING
        or header == P_DESTINATION
        or header == P_MOBILITY
        or header == P_HIP
        or header == P_SHIM6
    )


@layer
def long_length(buf, p, end, header, seen):
    """Payload length of a datagram whose length field is 0: the jumbo option's (RFC 2675 §2), which stands among
    the hop-by-hop options at ``p``, if it is one; else no payload, or offload: the ``seen`` octets are all there is
    to go by.
    """
    seen = max(seen, 0)
    if header != P_HOPOPT:
        return seen
    stop = min(p + (u8(buf, p + 1, end) + 1) * 8, end)
    p += 2
    for _ in range(64):
        kind = u8(buf, p, stop)
        if kind < 0:
            break
        if kind == 0xC2:
            length = u32(buf, p + 2, stop)
            return length if 0xFFFF < length <= seen else seen
        p += 1 if kind == 0 else 2 + max(u8(buf, p + 1, stop), 0)
    return seen


@layer
def ipv6(buf, p, end, packet):
    """RFC 8200 §3: payload length, next header, hop limit, addresses, extension headers."""
    if p + 40 > end:
        return no_ip_header(packet, CUT)
    if u8(buf, p, end) >> 4 != 6:
        return no_ip_header(packet, BAD_HEADER)
    length = u16(buf, p + 4, end)
    if length == 0:
        length = long_length(
            buf, p + 40, end, u8(buf, p + 6, end), packet["wire"] - (p - packet["offset"]) - 40
        )
    begin_ip(packet, 6, length + 40, u8(buf, p + 7, end), u8(buf, p + 6, end))
    packet["source_hi"] = bits64(buf, p + 8, end)
    packet["source_lo"] = bits64(buf, p + 16, end)
    packet["destination_hi"] = bits64(buf, p + 24, end)
    packet["destination_lo"] = bits64(buf, p + 32, end)
    return extensions(buf, p + 40, min(end, p + 40 + length), packet, length)


@layer
def extensions(buf, p, end, packet, left):
    """Walk the extension headers; ``left`` is the payload length that the header declares."""
    header = packet["protocol"]
    for _ in range(16):
        if header == P_FRAGMENT:
            size = 8
        elif header == P_AH:  # RFC 4302 §2.2: length in 4-octet units, minus 2
            size = (u8(buf, p + 1, end) + 2) * 4
        elif is_extension(header):
            size = (u8(buf, p + 1, end) + 1) * 8
        else:
            break
        if p + 8 > end:
            break
        place = u16(buf, p + 2, end) if header == P_FRAGMENT else 0
        if place & 0xFFF9:  # not an atomic fragment (RFC 6946), which is a whole datagram
            note_fragment(
                packet, place & 1, place & 0xFFF8, u32(buf, p + 4, end), u8(buf, p, end), p + 8, left - 8
            )
        header = u8(buf, p, end)
        packet["protocol"] = header
        p += size
        left -= size
        if place & 0xFFF8:
            packet["payload_octets"] = max(left, 0)
            return L_DONE, 0, 0
    packet["payload_octets"] = max(left, 0)
    return L_TRANSPORT, p, end
