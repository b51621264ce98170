"""Datagrams of DTLS -> what their records tell, and the client's ClientHello (RFC 6347, RFC 9147).

Records of DTLS 1.0, 1.2 and 1.3 begin alike as long as nothing is encrypted (RFC 9147 §4): type, version, epoch,
number, length. A handshake message is cut into fragments, each with the message's length and its own place, which come
in any order, several in a record, or spread over datagrams (RFC 6347 §4.2.3). A server may answer the first ClientHello
with a cookie, which the client repeats in a second one (RFC 6347 §4.2.1; since DTLS 1.3 in an extension).

Certainty: one datagram whose records begin with such a header and fill it to its last octet; random octets do so once
in 10^11. An encrypted record of DTLS 1.3 has a header of its own with three fixed bits (RFC 9147 §4): it is taken
only behind another record.

Blind spots: datagrams of encrypted DTLS 1.3 records only. Versions before 1.0, as some VPNs use them. A ClientHello
whose first fragment was not captured.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.heads import Head
from harness.wire.tls import MAX_HELLO_OCTETS, ClientHello, read_hello_message

LAYER: Final = "dtls"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
MAX_DATAGRAMS: Final = 16
"""Of one client. A hello fills one to three; the rest is for those sent again."""
MAX_RECORDS: Final = 32
"""Looked at in one datagram."""
MAX_FRAGMENTS: Final = 64
"""Looked at in one datagram."""
MAX_MESSAGES: Final = 3
"""Hellos of one client that are gathered: the first, one with a cookie, one more."""
MAX_FRAGMENT_OCTETS: Final = 2**14 + 2048
"""Content of one record (RFC 6347 §4.1 as RFC 5246 §6.2.3)."""

VERSIONS: Final = frozenset((0xFEFF, 0xFEFD))
"""1.0 and 1.2 (RFC 6347 §4.1); 1.3 writes 1.2 here (RFC 9147 §4)."""
HANDSHAKE: Final = 22
CLIENT_HELLO: Final = 1
HELLO_VERIFY_REQUEST: Final = 3
_CONTENT_TYPES: Final = frozenset(range(20, 27))
"""From change_cipher_spec to ACK (IANA TLS ContentType)."""
_HEADER: Final = 13
_MESSAGE_HEADER: Final = 12
_BARE_HEADER: Final = 4
_UNIFIED_MASK: Final = 0xE0
_UNIFIED: Final = 0x20
"""First octet of an encrypted record of DTLS 1.3 (RFC 9147 §4)."""
_SEALED: Final = frozenset((b"", *(bytes((octet,)) for octet in range(_UNIFIED, 0x40))))
"""What may stand behind records with a plain header: nothing, or such a record."""
_BY_CLIENT: Final = frozenset((CLIENT_HELLO, 15, 16))
"""CertificateVerify and ClientKeyExchange, in clear before DTLS 1.3 (RFC 5246 §7.4)."""
_BY_SERVER: Final = frozenset((0, 2, HELLO_VERIFY_REQUEST, 4, 12, 13, 14))
"""HelloRequest, ServerHello, HelloVerifyRequest, NewSessionTicket, ServerKeyExchange, CertificateRequest, ServerHelloDone."""
_RANDOM_END: Final = 34
"""Version and random of a hello."""

_record = struct.Struct("!BHHHIH").unpack_from


class Record(NamedTuple):
    """One record with a plain header."""

    kind: int
    """Content type."""
    version: int
    epoch: int
    """0 = not encrypted."""
    start: int
    """Where its content begins in the datagram."""
    end: int
    """And ends; past the datagram where this was cut short."""


class Fragment(NamedTuple):
    """A part of a handshake message."""

    kind: int
    message_octets: int
    """Of the whole message, header left out."""
    sequence: int
    """Number of the message within its direction."""
    offset: int
    content: bytes


class DtlsDatagram(NamedTuple):
    """What one datagram tells."""

    version: int
    """Of its first record."""
    kinds: tuple[int, ...]
    """Content types of the records with a plain header, in order."""
    handshakes: tuple[int, ...]
    """Types of the handshake messages that have a fragment in clear here, in order, each once."""
    cookie_octets: int | None
    """Length of the cookie that a HelloVerifyRequest gives; None = there is none."""
    from_client: bool | None
    """Who speaks, where a message in clear tells."""


class DtlsHello(NamedTuple):
    """A ClientHello, and the cookie in it."""

    hello: ClientHello
    cookie_octets: int
    """0 = the first hello of a client, or DTLS 1.3."""


def read_records(datagram: bytes) -> list[Record] | Malformed:
    """Read the headers of a datagram's records; the last record may be cut short.

    Returns:
        At least one record. ``NOT_THIS`` where something else stands at the start or behind a record.
    """
    if not datagram or datagram[0] not in _CONTENT_TYPES:
        return _NOT_THIS
    records: list[Record] = []
    at = 0
    while at < len(datagram) and len(records) < MAX_RECORDS:
        if records and datagram[at] & _UNIFIED_MASK == _UNIFIED:
            return records
        if datagram[at] not in _CONTENT_TYPES:
            return Malformed(Reason.NOT_THIS, at, LAYER)
        if at + _HEADER > len(datagram):
            break
        kind, version, epoch, _, _, octets = _record(datagram, at)
        if version not in VERSIONS or octets > MAX_FRAGMENT_OCTETS:
            return Malformed(Reason.NOT_THIS, at, LAYER)
        start = at + _HEADER
        at = start + octets
        records.append(Record(kind, version, epoch, start, at))
    return records or Malformed(Reason.TRUNCATED, len(datagram), LAYER)


def fragments(datagram: bytes, records: list[Record]) -> Iterator[Fragment]:
    """Walk the fragments of handshake messages in clear; what contradicts its own lengths ends its record."""
    left = MAX_FRAGMENTS
    for record in records:
        if record.kind != HANDSHAKE or record.epoch:
            continue
        at, limit = record.start, min(record.end, len(datagram))
        while at + _MESSAGE_HEADER <= limit and left:
            left -= 1
            kind = datagram[at]
            octets, offset, part = (
                int.from_bytes(datagram[at + place : at + place + 3], "big") for place in (1, 6, 9)
            )
            sequence = datagram[at + 4] << 8 | datagram[at + 5]
            start = at + _MESSAGE_HEADER
            at = start + part
            if offset + part > octets or at > record.end:
                break
            yield Fragment(kind, octets, sequence, offset, datagram[start : min(at, limit)])


def decode_dtls(datagram: bytes) -> DtlsDatagram | Malformed:
    """Recognise a datagram of DTLS.

    Args:
        datagram: The whole payload. One that was cut short is ``TRUNCATED``: what is left cannot be certain.
    """
    records = read_records(datagram)
    if isinstance(records, Malformed):
        return records
    end = records[-1].end
    begun = len(records) < MAX_RECORDS and datagram[end : end + 1] not in _SEALED
    if end > len(datagram) or begun:  # a record's header, cut short
        return Malformed(Reason.TRUNCATED, len(datagram), LAYER)
    if records[0].kind == HANDSHAKE and records[0].epoch == 0:
        first = next(fragments(datagram, records[:1]), None)
        if first is None:
            return Malformed(Reason.BAD_LENGTH, records[0].start, LAYER)
    kinds: list[int] = []
    cookie_octets = None
    for fragment in fragments(datagram, records):
        if fragment.kind not in kinds:
            kinds.append(fragment.kind)
        content = fragment.content
        if fragment.kind == HELLO_VERIFY_REQUEST and len(content) == fragment.message_octets >= 3:
            cookie_octets = content[2]  # behind the version
    return DtlsDatagram(
        records[0].version,
        tuple([record.kind for record in records]),
        tuple(kinds),
        cookie_octets,
        _speaker(kinds),
    )


def _speaker(handshakes: list[int]) -> bool | None:
    if not _BY_CLIENT.isdisjoint(handshakes):
        return True
    return None if _BY_SERVER.isdisjoint(handshakes) else False


def hello_wanted(message: bytes) -> int:
    """Say how many octets of a message as ``ClientHellos`` gives it the ClientHello needs; as ``tls.wanted``."""
    if message[:1] not in (b"", b"\x01"):
        return 0
    if len(message) < _BARE_HEADER:
        return _BARE_HEADER
    octets = _BARE_HEADER + int.from_bytes(message[1:4], "big")
    return octets if octets <= MAX_HELLO_OCTETS else _BARE_HEADER


def decode_hello(message: bytes) -> DtlsHello | Malformed:
    """Read a ClientHello as ``ClientHellos`` gives it: type and length, then its content. May be cut short.

    DTLS puts a cookie behind the session id (RFC 6347 §4.2.1); without it the message is one of TLS.
    """
    need = hello_wanted(message)
    if not need:
        return _NOT_THIS
    whole = _BARE_HEADER < need <= len(message)
    if whole:
        message = message[:need]
    try:
        cookie_at = _BARE_HEADER + _RANDOM_END
        cookie_at += 1 + message[cookie_at]
        cookie_octets = message[cookie_at]
    except IndexError:  # read past the end: the only way it can be raised
        return Malformed(Reason.BAD_LENGTH if whole else Reason.TRUNCATED, len(message), LAYER)
    octets = int.from_bytes(message[1:4], "big") - 1 - cookie_octets
    if octets < 0:
        return Malformed(Reason.BAD_LENGTH, cookie_at, LAYER)
    bare = message[:cookie_at] + message[cookie_at + 1 + cookie_octets :]
    found = read_hello_message(bare[:1] + octets.to_bytes(3, "big") + bare[4:])
    if isinstance(found, Malformed):
        return Malformed(found.reason, min(found.offset, len(message)), LAYER)
    return DtlsHello(found, cookie_octets)


def decode_client_hello(datagram: bytes) -> DtlsHello | Malformed:
    """Read the ClientHello of one datagram; one that goes on in others gives what stands here."""
    records = read_records(datagram)
    if isinstance(records, Malformed):
        return records
    message = ClientHellos().feed(0, datagram)
    return decode_hello(message) if message else _NOT_THIS


class ClientHellos:
    """Datagrams of one client -> its ClientHello without gaps; used like ``Head``."""

    __slots__ = ("_datagrams", "_messages", "capped", "held_octets", "prefix")

    def __init__(self) -> None:
        self._messages: dict[int, Head] = {}
        """By number. A second hello, with the cookie, has the next one."""
        self._datagrams = 0
        self.prefix = b""
        """Type, length and content of a hello, as far as known without a gap: a whole one, else the one added to last."""
        self.held_octets = 0
        self.capped = False
        """Whether a limit was met."""

    def feed(self, _sequence: int, datagram: bytes) -> bytes:
        """Add one datagram and return the hello's beginning.

        Args:
            datagram: UDP payload that the client sent. May be cut short, or be anything else.
        """
        self._datagrams += 1
        self.capped |= self._datagrams >= MAX_DATAGRAMS
        records = read_records(datagram)
        if isinstance(records, Malformed):
            return self.prefix
        for fragment in fragments(datagram, records):
            if self.prefix and hello_wanted(self.prefix) <= len(self.prefix):
                break
            if fragment.kind == CLIENT_HELLO:
                self._take(fragment)
        self.held_octets = sum([head.held_octets for head in self._messages.values()])
        return self.prefix

    def _take(self, fragment: Fragment) -> None:
        header = b"\x01" + fragment.message_octets.to_bytes(3, "big")
        head = self._messages.get(fragment.sequence)
        if head is None:
            if (
                len(self._messages) >= MAX_MESSAGES
                or len(header) + fragment.message_octets > MAX_HELLO_OCTETS
            ):
                self.capped = True
                return
            head = self._messages[fragment.sequence] = Head(0, MAX_HELLO_OCTETS)
            head.feed(0, header)
        elif head.prefix[:_BARE_HEADER] != header:  # of another length: not of this message
            return
        head.feed(_BARE_HEADER + fragment.offset, fragment.content)
        self.capped |= head.capped
        self.prefix = head.prefix
