"""One message of a known kind -> the names it ties to addresses: what the flow reader calls.

``message_wanted`` says when a head is complete, ``decode_message`` what it says. A
stream of one kind is never tried as another here; ``stream_kind`` tells from the
first octets which kind it can be.
"""

from __future__ import annotations

from typing import Final

from harness.model.facts import Facts, NameFact, ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.model.protocols import MALFORMED, Protocol
from harness.model.words import HelloTransport, NameSource
from harness.wire import dns, http, quic, tls, tls_server
from harness.wire.dns_names import LAYER
from harness.wire.told_datagrams import announced_facts
from harness.wire.told_hello import behind_change, hello_facts, second_hello_facts
from harness.wire.told_http import http_facts, request_wanted
from harness.wire.told_server import server_facts

__all__ = [
    "MessageKind",
    "NameFact",
    "after_message",
    "decode_message",
    "malformed_facts",
    "message_wanted",
    "stream_kind",
]


class MessageKind:
    """What a held message is; plain ints, as they come out of the kernel's arrays."""

    DNS: Final = 1
    """A whole UDP datagram."""
    TLS: Final = 2
    """The start of the client's direction of a TCP connection, or a second hello behind a ChangeCipherSpec record."""
    HTTP: Final = 3
    """The start of the client's direction of a TCP connection."""
    DNS_TCP: Final = 4
    """The start of the server's direction: a message after its two-octet length (RFC 1035 §4.2.2)."""
    MDNS: Final = 8
    """A whole UDP datagram of multicast DNS (RFC 6762)."""
    LLMNR: Final = 9
    """A whole UDP datagram (RFC 4795)."""
    QUIC: Final = 10
    """The start of the CRYPTO stream of a client's Initial packets (``harness.wire.quic.ClientInitials``)."""
    TLS_SERVER: Final = 11
    """The start of the server's direction of a TCP connection."""


_OF_HELLOS: Final = {MessageKind.TLS: Protocol.TLS.value, MessageKind.QUIC: Protocol.QUIC.value}
_DATAGRAMS: Final = frozenset((MessageKind.DNS, MessageKind.MDNS, MessageKind.LLMNR))
_NAMELESS_DNS: Final = (ProtocolFact(Protocol.DNS.value),)
"""An answer without addresses shows no more than that."""
_BLANK_LINE: Final = b"\r\n\r\n"
_LENGTH_OCTETS: Final = 2
_LOCAL: Final = {MessageKind.MDNS: NameSource.MDNS.value, MessageKind.LLMNR: NameSource.LLMNR.value}


def stream_kind(data: bytes) -> int | None:
    """Tell from the first octets of a stream what it can be; None = neither TLS nor HTTP/1.

    Needs one octet, and six to tell a TLS server from a client; the answer for more octets of the same stream is
    the same or None.
    """
    if data[:1] == b"\x16":
        if tls.wanted(data):
            return MessageKind.TLS
        return MessageKind.TLS_SERVER if tls_server.wanted(data) else None
    return MessageKind.HTTP if http.wanted(data) else None


def message_wanted(kind: int, data: bytes) -> int:
    """Say how many octets from the start the message needs.

    Returns:
        0 if the bytes are not of that kind; more than ``len(data)`` if more is needed, a lower
        bound; else ``decode_message`` can be called now. More octets never change its result.
    """
    if kind == MessageKind.TLS:
        return _octets_of_hello(data)
    if kind in _DATAGRAMS:
        return len(data)
    if kind == MessageKind.HTTP:
        return request_wanted(data)
    if kind == MessageKind.TLS_SERVER:
        return tls_server.wanted(data)
    if kind == MessageKind.DNS_TCP:
        return _LENGTH_OCTETS + (int.from_bytes(data[:2], "big") if len(data) >= _LENGTH_OCTETS else 0)
    if kind == MessageKind.QUIC:
        return quic.hello_wanted(data)
    raise ValueError(f"no such kind of message: {kind}")


def _octets_of_hello(data: bytes) -> int:
    before = behind_change(data)
    if not before:
        return tls.wanted(data)
    wanted = tls.wanted(data[before:])
    return before + wanted if wanted else 0


def after_message(kind: int, data: bytes) -> bytes:
    """Give what follows a whole message of a kind that may be repeated in one segment; empty for others."""
    if kind == MessageKind.DNS_TCP:
        return data[message_wanted(kind, data) :]
    if kind == MessageKind.HTTP:
        end = data.find(_BLANK_LINE)
        return data[end + len(_BLANK_LINE) :] if end >= 0 else b""
    return b""


def decode_message(kind: int, data: bytes) -> Facts | Malformed:
    """Decode one message to its facts, none where it tells nothing that is kept.

    Args:
        kind: One of this module's kinds.
        data: The message from its start; more octets after it do no harm. May be cut short.

    Returns:
        Facts in the message's order. Malformed too where the bytes were cut short before
        the first fact.
    """
    if kind == MessageKind.TLS:
        before = behind_change(data)
        if before:
            return second_hello_facts(tls.decode_client_hello(data[before:]))
        return hello_facts(tls.decode_client_hello(data), HelloTransport.TLS)
    if kind == MessageKind.QUIC:
        return hello_facts(tls.read_hello_message(data), HelloTransport.QUIC)
    if kind == MessageKind.DNS:
        return _dns_facts(data)
    if kind == MessageKind.HTTP:
        return http_facts(data)
    if kind == MessageKind.TLS_SERVER:
        return server_facts(tls_server.decode_server_flight(data))
    if kind == MessageKind.DNS_TCP:
        if len(data) < _LENGTH_OCTETS:
            return Malformed(Reason.TRUNCATED, len(data), LAYER)
        return _dns_facts(data[_LENGTH_OCTETS : message_wanted(MessageKind.DNS_TCP, data)])
    if kind in _LOCAL:
        return _local_facts(kind, data)
    raise ValueError(f"no such kind of message: {kind}")


def malformed_facts(kind: int, found: Malformed) -> Facts:
    """Say of a client's hello that it could not be read, because a name may be hidden there; of other messages nothing.

    Args:
        kind: One of this module's kinds.
        found: From ``decode_message``.
    """
    protocol = _OF_HELLOS.get(kind)
    if protocol is None or found.reason is Reason.NOT_THIS:
        return ()
    return (ProtocolFact(protocol, MALFORMED, found.reason.value),)


def _dns_facts(data: bytes) -> Facts | Malformed:
    decoded = dns.decode_answers(data)
    if isinstance(decoded, Malformed):
        return decoded
    if decoded.services:
        return decoded.answers + decoded.services
    if not decoded.answers and not decoded.complete:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return decoded.answers or _NAMELESS_DNS


def _local_facts(kind: int, data: bytes) -> Facts | Malformed:
    """Facts of a message of the local link, each by that means, whatever record tells it; most services there are left out.

    A multicast response answers nobody by its form: it has no question (RFC 6762 §6).
    """
    multicast = kind == MessageKind.MDNS
    decoded = dns.decode_answers(data, multicast=multicast)
    if isinstance(decoded, Malformed):
        return decoded
    announced = announced_facts(pointer.owner for pointer in decoded.pointers)
    if not decoded.answers and not announced and not decoded.complete:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    source = _LOCAL[kind]
    names = tuple(
        fact._replace(source=source, asked=None if multicast else fact.asked) for fact in decoded.answers
    )
    return names + announced
