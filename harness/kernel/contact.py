"""How far a flow got: handshakes told from application data by the headers in clear.

Memoryless on purpose: each payload is looked at alone and what it shows is summed or
OR-ed, so that partial flows can be joined (``harness.kernel.flows``). Records and packets
are counted where a payload *begins* with one; what begins later is left out.

Errs low: application data may be missed, a handshake is not taken for data. Except TLS 1.3
with a client certificate, which is sent encrypted and looks like data.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import u8, u16, u32
from harness.kernel.codes import P_TCP, P_UDP
from harness.kernel.jit import layer

MAX_RECORD: Final = 16_640
"""2^14 + 256, RFC 8446 §5.2."""
_APPLICATION_DATA: Final = 23
"""ContentType, RFC 8446 §5.1: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data."""
H_SEALED: Final = 1
"""Bits of FLOW.handshake: sent TLS or DTLS records or QUIC long headers."""
H_CLIENT_HELLO: Final = 2
"""The first payload begins with a TLS ClientHello ..."""
H_SERVER_HELLO: Final = 4
"""... a ServerHello ..."""
H_INITIAL: Final = 8
"""... or a QUIC Initial packet."""
QUIC_ACK_OCTETS: Final = 64
"""1-RTT packets up to this size are taken for acknowledgements and their like (RFC 9000 §19.3)."""


@layer
def starts_tls(buf, p, end):
    """Whether a payload begins with a TLS record of any kind (RFC 8446 §5.1)."""
    kind = u8(buf, p, end)
    length = u16(buf, p + 3, end)
    version = u16(buf, p + 1, end)
    return 20 <= kind <= 23 and version >> 8 == 3 and version & 0xFF <= 4 and 0 < length <= MAX_RECORD


@layer
def starts_dtls(buf, p, end):
    """Whether a datagram begins with a DTLS record (RFC 9147 §4, RFC 6347 §4.1): versions 1.0, 1.2, 1.3."""
    kind = u8(buf, p, end)
    version = u16(buf, p + 1, end)
    return 20 <= kind <= 26 and (version == 0xFEFF or version == 0xFEFD or version == 0xFEFC)


@layer
def tls_data_octets(buf, p, end):
    """Octets of the application-data records that begin here, one after the other."""
    octets = 0
    for _ in range(64):
        kind = u8(buf, p, end)
        length = u16(buf, p + 3, end)
        if kind < 20 or kind > 23 or u8(buf, p + 1, end) != 3 or length <= 0 or length > MAX_RECORD:
            break
        if kind == _APPLICATION_DATA:
            octets += length
        p += 5 + length
    return octets


@layer
def starts_quic(buf, p, end):
    """Whether a datagram has a long header of a known version (RFC 9000 §17.2, RFC 9369 §3.1)."""
    if u8(buf, p, end) & 0xC0 != 0xC0:
        return False
    version = u32(buf, p + 1, end)
    return version == 1 or version == 0x6B3343CF or version >> 8 == 0xFF0000


@layer
def first_message(buf, p, end, protocol):
    """Which message a first payload begins with: RFC 8446 §4 and §5.1, RFC 9000 §17.2.2, RFC 9369 §3.2."""
    if protocol == P_TCP:
        kind = u8(buf, p + 5, end) if u8(buf, p, end) == 22 else 0
        return H_CLIENT_HELLO if kind == 1 else H_SERVER_HELLO if kind == 2 else 0
    initial = 0x10 if u32(buf, p + 1, end) == 0x6B3343CF else 0
    return H_INITIAL if u8(buf, p, end) & 0x30 == initial else 0


@layer
def note_handshake(buf, packet, flow, side, p, end):
    """A handshake goes on here; if this is the side's first payload, with which message it began."""
    flow["handshake"][side] |= H_SEALED
    if flow["data_packet"][side] == packet["number"]:
        flow["handshake"][side] |= first_message(buf, p, end, packet["protocol"])


@layer
def note_contact(buf, packet, flow, side):
    """Note what a payload shows of handshakes and data."""
    p = packet["payload"]
    end = p + packet["payload_captured"]
    if packet["protocol"] == P_TCP:
        if starts_tls(buf, p, end):
            note_handshake(buf, packet, flow, side, p, end)
        flow["sealed_octets"][side] += tls_data_octets(buf, p, end)
    elif packet["protocol"] == P_UDP:
        if starts_quic(buf, p, end):
            note_handshake(buf, packet, flow, side, p, end)
        elif starts_dtls(buf, p, end):
            flow["handshake"][side] |= H_SEALED
            if u8(buf, p, end) == _APPLICATION_DATA:
                flow["sealed_octets"][side] += packet["payload_octets"]
        elif u8(buf, p, end) & 0xC0 == 0x40 and packet["payload_octets"] > QUIC_ACK_OCTETS:
            flow["sealed_octets"][side] += packet["payload_octets"]
