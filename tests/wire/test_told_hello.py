"""Facts of a hello: its name by what carried it, and the hello itself."""

from __future__ import annotations

import pytest

from harness.model.facts import HelloFact, NameFact
from harness.model.malformed import Malformed, Reason
from harness.model.words import HelloTransport
from harness.wire.tls import read_hello_message
from harness.wire.told_hello import hello_facts
from tests.support.wire_messages import alpn, hello, server_name


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
