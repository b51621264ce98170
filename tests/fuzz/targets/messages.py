"""Messages that hold names: DNS, TLS and HTTP, and heads put together from segments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from harness.model.facts import NameFact, ServiceFact
from harness.model.malformed import Malformed
from harness.wire.dns import DnsAnswers, decode_answers
from harness.wire.heads import Head
from harness.wire.http import HttpRequest, decode_host
from harness.wire.messages import MessageKind, after_message, decode_message, message_wanted, stream_kind
from harness.wire.tls import ClientHello, decode_client_hello

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_DATAGRAMS: Final = (MessageKind.DNS, MessageKind.MDNS, MessageKind.LLMNR)
_DECODERS: Final[dict[int, tuple[Callable[[bytes], object], type]]] = {
    MessageKind.DNS: (decode_answers, DnsAnswers),
    MessageKind.TLS: (decode_client_hello, ClientHello),
    MessageKind.HTTP: (decode_host, HttpRequest),
}


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
            assert isinstance(fact, (NameFact, ServiceFact))
            texts = [fact.name] if isinstance(fact, NameFact) else [fact.owner, fact.target, *fact.alpn]
            assert all(texts)
            assert all(0x21 <= ord(character) <= 0x7E for text in texts for character in text)
    wanted = message_wanted(kind, data)
    assert wanted >= 0
    if 0 < wanted <= len(data) and kind not in _DATAGRAMS:
        assert decode_message(kind, data[:wanted]) == facts
    assert len(after_message(kind, data)) <= len(data)


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


TARGETS: Final[dict[str, Target]] = {
    "dns": partial(message, MessageKind.DNS),
    "mdns": partial(message, MessageKind.MDNS),
    "dns-tcp": partial(message, MessageKind.DNS_TCP),
    "tls": partial(message, MessageKind.TLS),
    "http": partial(message, MessageKind.HTTP),
    "heads": heads,
}
