"""What a server chose and showed, as facts."""

from __future__ import annotations

from harness.model.facts import NameFact, ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.wire.tls_server import decode_server_flight
from harness.wire.told_server import server_facts
from tests.support.certificates import (
    OPENSSL_FLIGHT,
    OPENSSL_FLIGHT_13,
    certificate,
    chosen,
    flight,
    server_hello,
)
from tests.support.wire_messages import alpn, records


def told(stream: bytes) -> list[tuple[str | None, str | None]]:
    """Keys and values, all of protocol ``tls``."""
    facts = server_facts(decode_server_flight(stream))
    assert not isinstance(facts, Malformed)
    details = [fact for fact in facts if isinstance(fact, ProtocolFact)]
    assert {fact.protocol for fact in details} == {"tls"}
    return [(fact.key, fact.value) for fact in details]


def test_a_flight_of_openssl() -> None:
    """Values as ``openssl x509 -noout -subject -issuer -enddate`` and ``openssl s_client`` show them."""
    facts = server_facts(decode_server_flight(OPENSSL_FLIGHT))
    assert not isinstance(facts, Malformed)
    assert [fact.name for fact in facts if isinstance(fact, NameFact)] == [
        "cloud.example",
        "*.iot.example",
        "api.example",
    ]
    assert told(OPENSSL_FLIGHT) == [
        ("version", "1.2"),
        ("cipher_suite", "0xc02c"),
        ("alpn", "h2"),
        ("certificate_subject", "CN=Cloud.Example,O=Example\\032Aero"),
        ("certificate_issuer", "CN=Cloud.Example,O=Example\\032Aero"),
        ("certificate_not_after", "2126-11-02T17:36:13Z"),
    ]


def test_tls_13_shows_what_was_chosen() -> None:
    assert told(OPENSSL_FLIGHT_13) == [("version", "1.3"), ("cipher_suite", "0x1302")]
    draft = records(server_hello(chosen(0x7F1C), alpn(b"h 2"), suite=0x1301))
    assert told(draft) == [("version", "0x7f1c"), ("cipher_suite", "0x1301"), ("alpn", "h\\0322")]


def test_no_certificate_or_one_without_names() -> None:
    assert told(flight()) == [("version", "1.2"), ("cipher_suite", "0xc02b")]
    assert told(flight(certificate()))[2:] == [("certificate_issuer", "CN=Example\\032CA")]


def test_a_malformed_certificate_is_told_beside_the_hello() -> None:
    assert told(flight(b"\x30\x05ab"))[2:] == [("malformed_certificate", "bad_length")]


def test_a_cut_flight_tells_of_its_hello() -> None:
    stream = flight(certificate(b"a.example"))
    assert told(stream[:-40]) == [("version", "1.2"), ("cipher_suite", "0xc02b")]
    fault = server_facts(decode_server_flight(stream[:30]))
    assert isinstance(fault, Malformed)
    assert fault.reason is Reason.TRUNCATED
