"""A client's QUIC Initial packets -> the first octets of its CRYPTO stream, which are its ClientHello.

RFC 9000 §17.2.2 and §19.6, RFC 9001 §4.1. The stream holds bare handshake messages, no TLS records. Its frames come in any
order, split over packets and datagrams, and sent again; of an octet that came twice the first copy counts.

Keys come from the connection id that the client chose first. After a Retry they come from the server's, which
then stands in the client's packets; after the server's first packet the client sends to the server's id under the same keys. So each packet
is tried with its own connection id, then with those that opened earlier ones.

Blind spots: a client whose first packets were not captured; a second hello after a HelloRetryRequest, which
repeats the name; work beyond the limits here, which ``capped`` tells.
"""

from __future__ import annotations

from typing import Final

from harness.model.malformed import Malformed, Reason
from harness.wire.heads import Head
from harness.wire.quic_packet import (
    INITIAL,
    LAYER,
    Keys,
    Packet,
    client_keys,
    open_packet,
    read_packet,
    varint,
)
from harness.wire.tls import MAX_HELLO_OCTETS

MAX_DATAGRAMS: Final = 32
"""Of one client. A hello fills one to three; the rest is for those sent again."""
MAX_PACKETS: Final = 8
"""Looked at in one datagram; clients put one or two Initial packets there, 0-RTT and Handshake."""
MAX_OPENINGS: Final = 64
"""Tried for one client. A packet needs one, or two once the connection id has changed."""
MAX_FRAMES: Final = 512
"""In one packet, padding between two others counted once. Clients that scatter their hello use some tens."""
MAX_ATTEMPTS: Final = 3
"""Connection ids remembered: the client's first, one after a Retry, one more."""
KEYS_OCTETS: Final = 4096
"""What the keys of one connection id take in memory, rounded up."""
CryptoFrames = list[tuple[int, bytes]]
"""Place in the stream, and octets."""

_PADDING: Final = 0x00
_PING: Final = 0x01
_ACK: Final = 0x02
_ACK_ECN: Final = 0x03
_CRYPTO: Final = 0x06
_CONNECTION_CLOSE: Final = 0x1C
_MESSAGE_HEADER: Final = 4
_CLIENT_HELLO: Final = 1


def hello_wanted(stream: bytes) -> int:
    """Say how many octets from the start of a CRYPTO stream its ClientHello needs; as ``tls.wanted``."""
    if stream[:1] not in (b"", b"\x01"):
        return 0
    if len(stream) < _MESSAGE_HEADER:
        return _MESSAGE_HEADER
    octets = _MESSAGE_HEADER + int.from_bytes(stream[1:4], "big")
    return octets if octets <= MAX_HELLO_OCTETS else _MESSAGE_HEADER


def crypto_frames(payload: bytes) -> CryptoFrames | Malformed:
    """Read the frames of an Initial packet (RFC 9000 §12.4): those of the CRYPTO stream, in their order.

    Returns:
        Malformed where one frame breaks the format or may not stand in an Initial packet: the server throws
        the whole packet away.
    """
    found: CryptoFrames = []
    at = 0
    try:
        for _ in range(MAX_FRAMES):
            if at == len(payload):
                return found
            kind = payload[at]
            if kind == _PADDING:
                after = len(payload) - len(payload[at:].lstrip(b"\x00"))
            elif kind == _CRYPTO:
                place, after = varint(payload, at + 1)
                octets, after = varint(payload, after)
                if place + octets > MAX_HELLO_OCTETS:
                    return Malformed(Reason.TOO_LONG, at, LAYER)
                found.append((place, payload[after : after + octets]))
                after += octets
            else:
                after = _after_other(payload, at, kind)
            if after > len(payload):
                return Malformed(Reason.BAD_LENGTH, at, LAYER)
            if not after:
                return Malformed(Reason.BAD_VALUE, at, LAYER)
            at = after
    except IndexError:  # read past the end: the only way it can be raised
        return Malformed(Reason.BAD_LENGTH, at, LAYER)
    return Malformed(Reason.TOO_LONG, at, LAYER)


def _after_other(payload: bytes, at: int, kind: int) -> int:
    """Where another frame ends; 0 for kinds that have no place in an Initial packet (RFC 9000 §12.4, table 3)."""
    if kind == _PING:
        return at + 1
    if kind in (_ACK, _ACK_ECN):
        _, at = varint(payload, at + 1)  # largest acknowledged
        _, at = varint(payload, at)  # delay
        ranges, at = varint(payload, at)
        for _ in range(1 + 2 * min(ranges, len(payload)) + 3 * (kind == _ACK_ECN)):
            _, at = varint(payload, at)
        return at
    if kind == _CONNECTION_CLOSE:
        _, at = varint(payload, at + 1)  # error code
        _, at = varint(payload, at)  # type of the frame at fault
        reason_octets, at = varint(payload, at)
        return at + reason_octets
    return 0


class _Attempt:
    """A connection id that the client's keys came from, and the stream that they opened."""

    __slots__ = ("destination", "head", "keys", "version")

    def __init__(self, version: int, destination: bytes) -> None:
        self.version = version
        self.destination = destination
        self.keys = client_keys(version, destination)
        self.head = Head(0, MAX_HELLO_OCTETS)

    def keys_for(self, version: int) -> Keys:
        """Keys of a version: within a connection it may change once (RFC 9368 §2.3, RFC 9369 §4.1)."""
        if version != self.version:
            self.version, self.keys = version, client_keys(version, self.destination)
        return self.keys


class ClientInitials:
    """Datagrams of one client -> its CRYPTO stream; used like ``Head``."""

    __slots__ = ("_attempts", "_datagrams", "_openings", "_unproven", "capped", "held_octets", "prefix")

    def __init__(self) -> None:
        self._attempts: list[_Attempt] = []
        """Newest last."""
        self._unproven: list[_Attempt] = []
        """The one derived last for this datagram, whose keys have opened nothing yet."""
        self._datagrams = 0
        self._openings = 0
        self.prefix = b""
        """What is known without a gap of the stream that was added to last."""
        self.held_octets = 0
        """Octets kept of all streams, and those that keys take."""
        self.capped = False
        """Whether a limit was met, or a packet was sealed rightly and broken inside."""

    def feed(self, _sequence: int, datagram: bytes) -> bytes:
        """Add one datagram and return the stream's beginning.

        Args:
            datagram: UDP payload that the client sent. May be cut short, or be anything else.
        """
        self._datagrams += 1
        self.capped |= self._datagrams >= MAX_DATAGRAMS
        first: Packet | None = None
        start = 0
        for _ in range(MAX_PACKETS):
            packet = read_packet(datagram, start)
            if isinstance(packet, Malformed):
                break
            first = first or packet
            if packet.destination != first.destination:  # RFC 9000 §12.2: to be ignored
                break
            if packet.kind == INITIAL:
                self._take(datagram, packet)
                if hello_wanted(self.prefix) <= len(self.prefix):
                    break
            if self.capped:
                break
            start = packet.end
        self._unproven = []
        return self.prefix

    def _take(self, datagram: bytes, packet: Packet) -> None:
        """Open a packet and add its part of the stream."""
        for attempt in self._candidates(packet):
            self._openings += 1
            self.capped |= self._openings >= MAX_OPENINGS
            payload = open_packet(datagram, packet, attempt.keys_for(packet.version))
            if isinstance(payload, bytes):
                break
        else:
            return
        frames = crypto_frames(payload)
        if isinstance(frames, Malformed):
            self.capped = True
            return
        self._remember(attempt)
        for place, octets in frames:
            attempt.head.feed(place, octets)
        self.capped |= attempt.head.capped
        self.prefix = attempt.head.prefix
        self.held_octets = sum([KEYS_OCTETS + kept.head.held_octets for kept in self._attempts])

    def _candidates(self, packet: Packet) -> list[_Attempt]:
        """Attempts whose keys may open a packet, likeliest first."""
        known = (*self._attempts, *self._unproven)
        own = [kept for kept in known if kept.destination == packet.destination][:1]
        if not own:
            own = self._unproven = [_Attempt(packet.version, packet.destination)]
        return [*own, *(kept for kept in reversed(self._attempts) if kept not in own)]

    def _remember(self, attempt: _Attempt) -> None:
        if attempt not in self._attempts:
            self._attempts.append(attempt)
            del self._attempts[:-MAX_ATTEMPTS]
