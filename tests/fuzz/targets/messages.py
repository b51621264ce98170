"""Messages that hold names: DNS, TLS and HTTP, and heads put together from segments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from harness.model.facts import HelloFact
from harness.model.malformed import Malformed
from harness.wire.certificates import MAX_NAMES, Certificate, read_certificate
from harness.wire.dns import DnsAnswers, decode_answers
from harness.wire.heads import Head
from harness.wire.http import HttpRequest, decode_host
from harness.wire.ja4 import ja4
from harness.wire.messages import MessageKind, after_message, decode_message, message_wanted, stream_kind
from harness.wire.quic import KEYS_OCTETS, MAX_ATTEMPTS, ClientInitials, crypto_frames
from harness.wire.tls import MAX_HELLO_OCTETS, ClientHello, decode_client_hello, read_hello_message
from harness.wire.tls_server import ServerFlight, decode_server_flight
from tests.support.quic_packets import initial

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_DATAGRAMS: Final = (MessageKind.DNS, MessageKind.MDNS, MessageKind.LLMNR)
_DECODERS: Final[dict[int, tuple[Callable[[bytes], object], type]]] = {
    MessageKind.DNS: (decode_answers, DnsAnswers),
    MessageKind.TLS: (decode_client_hello, ClientHello),
    MessageKind.HTTP: (decode_host, HttpRequest),
    MessageKind.TLS_SERVER: (decode_server_flight, ServerFlight),
}


def _texts(value: object) -> Iterator[str]:
    """Every text in a fact."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def message(kind: int, data: bytes) -> None:
    """A value or Malformed; names of clean characters; the same for a longer stretch once it is complete."""
    if kind in _DECODERS:
        decode, value = _DECODERS[kind]
        read = decode(data)
        assert isinstance(read, (value, Malformed))
        assert not isinstance(read, Malformed) or 0 <= read.offset <= len(data)
    facts = decode_message(kind, data)
    if not isinstance(facts, Malformed):
        for fact in facts:
            texts = list(_texts(fact))
            assert all(texts) or isinstance(fact, HelloFact)  # protocols may be offered by an empty name
            assert all(0x21 <= ord(character) <= 0x7E for text in texts for character in text)
    wanted = message_wanted(kind, data)
    assert wanted >= 0
    if 0 < wanted <= len(data) and kind not in _DATAGRAMS:
        assert decode_message(kind, data[:wanted]) == facts
    assert len(after_message(kind, data)) <= len(data)


_JA4: Final = re.compile(r"q(1[0-3]|s[23]|d[1-3]|00)[di]\d{4}[0-9A-Za-z]{2}(_[0-9a-f]{12}){2}")


def hello_message(data: bytes) -> None:
    """A ClientHello without records: a value or Malformed, and a fingerprint of its form exactly where it is whole."""
    found = read_hello_message(data)
    if isinstance(found, Malformed):
        assert 0 <= found.offset <= len(data)
        return
    fingerprint = ja4(found, "q")
    assert (fingerprint is not None) == found.complete
    assert fingerprint is None or _JA4.fullmatch(fingerprint)
    assert len(found.ciphers) + len(found.extensions) <= len(data)


def certificate(data: bytes) -> None:
    """A certificate in DER: a value or Malformed; names of clean characters, and no more than are read."""
    found = read_certificate(data)
    if isinstance(found, Malformed):
        assert 0 <= found.offset <= len(data)
        return
    assert isinstance(found, Certificate)
    assert len(found.dns_names) <= MAX_NAMES
    assert found.range
    for name in (*found.names, found.issuer or "a"):
        assert name
        assert all(0x21 <= ord(character) <= 0x7E for character in name)


def heads(data: bytes) -> None:
    """Segments in any order: each piece is a length, a place of two octets, then octets."""
    whole = Head(2**32 - 100, 4_096)
    at, before = 0, b""
    while at + 3 <= len(data):
        size = data[at]
        seq = 2**32 - 100 + int.from_bytes(data[at + 1 : at + 3], "big")
        prefix = whole.feed(seq % 2**32, data[at + 3 : at + 3 + size])
        assert prefix.startswith(before)
        assert len(prefix) <= whole.held_octets <= 4_096 + 255
        stream_kind(prefix)
        before, at = prefix, at + 3 + size


def quic(data: bytes) -> None:
    """A client's datagrams, each a length and octets; where the first octet is odd they are frames, sealed rightly."""
    client = ClientInitials()
    at = 1
    while at < len(data):
        piece = data[at + 1 : at + 1 + data[at]]
        frames = crypto_frames(piece)
        assert isinstance(frames, Malformed) or all(octets in piece for _, octets in frames)
        stream = client.feed(0, initial(piece) if data[0] & 1 else piece)
        assert len(stream) <= client.held_octets <= MAX_ATTEMPTS * (KEYS_OCTETS + MAX_HELLO_OCTETS)
        message(MessageKind.QUIC, stream)
        at += 1 + data[at]


TARGETS: Final[dict[str, Target]] = {
    "dns": partial(message, MessageKind.DNS),
    "mdns": partial(message, MessageKind.MDNS),
    "dns-tcp": partial(message, MessageKind.DNS_TCP),
    "tls": partial(message, MessageKind.TLS),
    "tls-server": partial(message, MessageKind.TLS_SERVER),
    "tls-message": hello_message,
    "certificate": certificate,
    "http": partial(message, MessageKind.HTTP),
    "heads": heads,
    "quic": quic,
}
