"""Hellos as facts: the source of the name by what carried it, and a second hello."""

from __future__ import annotations

import pytest

from harness.model.facts import HelloFact, NameFact
from harness.model.malformed import Malformed, Reason
from harness.model.words import HelloTransport
from harness.wire.tls import read_hello_message
from harness.wire.told_hello import behind_change, hello_facts, second_hello_facts
from tests.support.wire_messages import alpn, extension, hello, server_name

FAULT = Malformed(Reason.BAD_LENGTH, 3, "tls")
NAMED = read_hello_message(hello(server_name(b"a.example"), extension(44, b"\0\1x")))


@pytest.mark.parametrize("transport", HelloTransport)
def test_the_source_says_what_carried_it(transport: HelloTransport) -> None:
    facts = hello_facts(NAMED, transport)
    assert not isinstance(facts, Malformed)
    name, told = facts
    assert isinstance(name, NameFact)
    assert isinstance(told, HelloFact)
    assert name.source.removesuffix("sni").rstrip("_") in ("", transport.value)
    assert told.transport == transport.value
    assert hello_facts(FAULT, transport) == FAULT


def test_a_second_hello_has_a_name_and_no_fingerprint() -> None:
    first, second = hello_facts(NAMED, HelloTransport.TLS), second_hello_facts(NAMED)
    assert not isinstance(first, Malformed)
    assert not isinstance(second, Malformed)
    assert second[0] == first[0]
    assert isinstance(first[1], HelloFact)
    assert first[1].ja4 is not None
    assert second[1] == first[1]._replace(ja4=None)
    assert second_hello_facts(FAULT) == FAULT


def test_a_record_of_change_cipher_spec() -> None:
    change = bytes.fromhex("140303000101")
    assert [behind_change(data) for data in (change, change + b"\x16", change[:5], b"\x16", b"")] == [
        6, 6, 5, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("transport", "source"),
    [(HelloTransport.TLS, "sni"), (HelloTransport.QUIC, "quic_sni"), (HelloTransport.DTLS, "dtls_sni")],
)
def test_a_name_says_what_carried_it(transport: HelloTransport, source: str) -> None:
    found = hello_facts(read_hello_message(hello(server_name(b"A.example"), alpn(b"h3"))), transport)
    assert not isinstance(found, Malformed)
    name, fact = found
    assert name == NameFact("a.example", None, source)
    assert isinstance(fact, HelloFact)
    assert (fact.transport, fact.sni, fact.alpn, fact.complete) == (
        transport.value,
        "a.example",
        ("h3",),
        True,
    )


def test_without_a_name_the_hello_alone_is_told() -> None:
    found = hello_facts(read_hello_message(hello(alpn(b"h2"))), HelloTransport.TLS)
    assert isinstance(found, tuple)
    assert [type(fact) for fact in found] == [HelloFact]


def test_what_is_no_hello_stays_malformed() -> None:
    cut = Malformed(Reason.TRUNCATED, 3, "tls")
    assert hello_facts(cut, HelloTransport.TLS) is cut
