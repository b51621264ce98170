"""Which payloads may hold a name: a cheap look at first octets, no decoding.

A message that one segment holds is handed over once. One that continues opens a *head*
on its flow and side: a window of sequence numbers, and every segment that begins in it
is handed over until the collector closes the head. QUIC has no such numbers: until then every
datagram of the side seen first is handed over that begins with an Initial packet. What begins
with nothing known here is handed over too, until the collector has seen enough of it.

Of a TLS server, only a hello behind which a certificate may come in clear is of interest: what servers of
TLS 1.3 choose, which is most of them, is not read, for speed.

A client's second hello begins a segment, or stands behind a record of ChangeCipherSpec that does (RFC 8446 §D.4).

Blind spots: of a TLS server, what came before the segment that its hello begins; of DNS over TCP, messages that do not begin with a segment, unless whole ones
stand before them, and answers whose first segment comes late; of HTTP, a request behind a
body in one segment. A body that looks like a request and begins a segment is taken for
one. Of QUIC, the hello of a client whose server was seen first, and that of a later connection between
the same ports. A message that begins in the middle of a segment is seen only where whole
messages of the same kind stand before it; HTTP after an upgrade or a STARTTLS-like change
is seen if it begins a segment.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import u8, u16, u32
from harness.kernel.codes import (
    K_CONTINUED,
    K_DNS,
    K_DNS_TCP,
    K_HTTP,
    K_LLMNR,
    K_MDNS,
    K_QUIC,
    K_TLS,
    K_TLS_SERVER,
    K_UNKNOWN,
    P_TCP,
    P_UDP,
)
from harness.kernel.contact import H_INITIAL, first_message, starts_quic
from harness.kernel.heads import HEAD_LIMIT, ONE_SEQUENCE, first_sequence, has_head, in_head, open_head
from harness.kernel.jit import layer
from harness.kernel.openings import DNS_PORT, LLMNR_PORT, MDNS_PORT, QUIC, other_datagram, other_stream

DNS_HEADER: Final = 12
"""RFC 1035 §4.1.1."""
_RESPONSE: Final = 0x8000
_NO_RESPONSE_TO_READ: Final = 0x780F
"""Opcode and response code: a response that has one of them is to be ignored (RFC 6762 §18.3, §18.11; RFC 4795 §2.1.1)."""
HELLO_LIMIT: Final = 65_536
"""Octets held of a ClientHello."""
FLIGHT_LIMIT: Final = 32_768
"""Octets held of a TLS server's first messages: the end of its own certificate, which may have 1,000 names, lies before."""
_TLS13_SUITES: Final = 0x13
"""First octet of the cipher suites of TLS 1.3 (RFC 8446 §B.4), behind which no certificate is in clear."""
_CHANGE_CIPHER_SPEC: Final = 0x14030300
_CHANGE_BODY: Final = 0x0101
"""Length and only value (RFC 5246 §7.1, RFC 8446 §5)."""
CHANGE_OCTETS: Final = 6
_NOTHING: Final = -1
_BLANK_LINE: Final = 0x0D0A0D0A

METHOD_STARTS: Final = (
    0x47455420,  # "GET "
    0x504F5354,  # "POST"
    0x48454144,  # "HEAD"
    0x50555420,  # "PUT "
    0x44454C45,  # "DELE"TE
    0x4F505449,  # "OPTI"ONS
    0x50415443,  # "PATC"H
    0x434F4E4E,  # "CONN"ECT
    0x54524143,  # "TRAC"E
    0x50524F50,  # "PROP"FIND, PROPPATCH
    0x4D4B434F,  # "MKCO"L
    0x434F5059,  # "COPY"
    0x4D4F5645,  # "MOVE"
    0x4C4F434B,  # "LOCK"
    0x554E4C4F,  # "UNLO"CK
    0x5245504F,  # "REPO"RT
    0x53454152,  # "SEAR"CH
    0x53554253,  # "SUBS"CRIBE
    0x554E5355,  # "UNSU"BSCRIBE
    0x4E4F5449,  # "NOTI"FY
    0x4D2D5345,  # "M-SE"ARCH
)
"""First four octets of HTTP request methods (RFC 9110 §9.3, RFC 5789, RFC 4918 §9, UPnP)."""


@layer
def hello_octets(buf, p, end):
    """Octets that a ClientHello needs at most, 0 where it is none (RFC 8446 §4, §5.1)."""
    record = u16(buf, p + 3, end)
    body = u32(buf, p + 5, end)
    if u8(buf, p, end) != 0x16 or u8(buf, p + 1, end) != 3:
        return 0
    if body < 0 or record < 0:
        return HEAD_LIMIT  # the first segment ends before the handshake header does
    if body >> 24 != 1 or record == 0:
        return 0
    length = (body & 0xFFFFFF) + 4
    records = 1 + length // record  # a record header before each part
    return min(length + 5 * records if length > record else length + 5, HELLO_LIMIT)


@layer
def is_second_hello(buf, p, end):
    """Whether a record of ChangeCipherSpec stands here, and behind it the client's answer to a HelloRetryRequest.

    After that record most clients send what is encrypted (RFC 5246 §7.1), under the same type of record: a ClientHello
    is known by its version, and by a length that fills its record.
    """
    if u32(buf, p, end) != _CHANGE_CIPHER_SPEC or u16(buf, p + 4, end) != _CHANGE_BODY:
        return False
    record = u16(buf, p + 9, end)
    message = u32(buf, p + 11, end)
    if u8(buf, p + 6, end) != 0x16 or message >> 24 != 1 or u16(buf, p + 15, end) != 0x0303:
        return False
    return (message & 0xFFFFFF) + 4 == record


@layer
def is_server_hello(buf, p, end):
    """Whether a TLS server's messages in clear may begin here, with more than a hello (RFC 5246 §7.4.1.3)."""
    version = u8(buf, p + 9, end)
    if u8(buf, p, end) != 0x16 or u8(buf, p + 1, end) != 3 or u8(buf, p + 5, end) != 2:
        return False
    if version >= 0 and version != 3:
        return False
    suite = u8(
        buf, p + 44 + max(u8(buf, p + 43, end), 0), end
    )  # behind headers, version, random and session id
    return suite != _TLS13_SUITES


@layer
def is_method(buf, p, end):
    """Whether an HTTP/1 request may begin here."""
    start = u32(buf, p, end)
    for method in METHOD_STARTS:
        if start == method:
            return True
    return False


@layer
def has_blank_line(buf, p, end):
    """Whether the request head ends in this segment (RFC 9112 §2.1)."""
    for q in range(p, end - 3):
        if u8(buf, q, end) == 0x0D and u32(buf, q, end) == _BLANK_LINE:
            return True
    return False


@layer
def may_become(buf, p, end):
    """Whether a first segment too short to tell could still begin a hello or a request."""
    first = u8(buf, p, end)
    return first == 0x16 or (0x43 <= first <= 0x55 and first != 0x51)  # C to U: methods of HTTP


@layer
def comes_early(packet, flow, side):
    """Whether the first payload seen of the opener is not the first it sent: the start may come later."""
    if flow["initiator"] != side or flow["data_packet"][side] != packet["number"]:
        return False
    ahead = (first_sequence(packet) - flow["isn"] - 1) & ONE_SEQUENCE
    return 0 < ahead < HEAD_LIMIT


@layer
def stream_start(buf, packet, flow, side):
    """Kind of message that may begin with this segment; opens a head where it continues."""
    p = packet["payload"]
    seen = packet["payload_captured"]
    end = p + seen
    if packet["source_port"] == DNS_PORT:
        length = u16(buf, p, end)
        if length < DNS_HEADER or (seen > 4 and u8(buf, p + 4, end) & 0x80 == 0):
            return _NOTHING
        if length + 2 > seen:
            open_head(flow, side, first_sequence(packet), length + 2)
        return K_DNS_TCP
    if comes_early(packet, flow, side):
        open_head(flow, side, (flow["isn"] + 1) & ONE_SEQUENCE, HEAD_LIMIT)
        return K_UNKNOWN
    if seen < 8 and flow["data_packet"][side] == packet["number"] and may_become(buf, p, end):
        open_head(flow, side, first_sequence(packet), HEAD_LIMIT)
        return K_UNKNOWN
    if is_server_hello(buf, p, end):
        open_head(flow, side, first_sequence(packet), FLIGHT_LIMIT)
        return K_TLS_SERVER
    behind = CHANGE_OCTETS if is_second_hello(buf, p, end) else 0
    needed = hello_octets(buf, p + behind, end)
    if needed > 0:
        needed += behind
        if needed > seen:
            open_head(flow, side, first_sequence(packet), needed)
        return K_TLS
    if is_method(buf, p, end):
        if not has_blank_line(buf, p, end):
            open_head(flow, side, first_sequence(packet), HEAD_LIMIT)
        return K_HTTP
    return other_stream(buf, packet, flow, side, p, end)


@layer
def starts_initial(buf, p, end):
    """Whether a datagram begins with a QUIC Initial packet; RTP, DTLS and most else fail at the first octet."""
    return starts_quic(buf, p, end) and first_message(buf, p, end, P_UDP) == H_INITIAL


@layer
def quic_start(flow, side):
    """Kind of event that a QUIC Initial makes: the opener's first begins a head, more are wanted until it is closed."""
    if flow["first_side"] != side:
        return _NOTHING
    if flow["head_from"][side] != QUIC:
        open_head(flow, side, QUIC, 1)
        return K_QUIC
    return K_CONTINUED if has_head(flow, side) else _NOTHING


@layer
def local_answer(buf, packet, p, end):
    """Kind of a response of multicast DNS or LLMNR, by its form and then its port; negative where it is none."""
    flags = u16(buf, p + 2, end)
    if flags < _RESPONSE or flags & _NO_RESPONSE_TO_READ:
        return _NOTHING
    if u16(buf, p + 6, end) <= 0 and u16(buf, p + 10, end) <= 0:  # answers and additional records
        return _NOTHING
    if packet["source_port"] == MDNS_PORT:
        return K_MDNS
    return K_LLMNR if packet["source_port"] == LLMNR_PORT else _NOTHING


@layer
def interest(buf, packet, flow, side):
    """Kind of event that this packet's payload makes; negative where it makes none.

    Call after the packet was added to its flow: a first segment is known by its number.
    """
    if packet["payload_captured"] <= 0:
        return _NOTHING
    p = packet["payload"]
    end = p + packet["payload_captured"]
    if packet["protocol"] == P_UDP:
        if packet["source_port"] == DNS_PORT and u8(buf, p + 2, end) >= 0x80:  # QR: a response
            return K_DNS
        if starts_initial(buf, p, end):
            return quic_start(flow, side)
        kind = local_answer(buf, packet, p, end)
        return kind if kind >= 0 else other_datagram(packet, flow, side)
    if packet["protocol"] != P_TCP or packet["seq"] < 0:
        return _NOTHING
    if in_head(flow, side, first_sequence(packet)):
        return K_CONTINUED
    return stream_start(buf, packet, flow, side)
