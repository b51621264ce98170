"""What is kept of a hello: versions as words, an encrypted hello by its type, the fingerprint by what carried it."""

from __future__ import annotations

import pytest

from harness.model.words import HelloTransport
from harness.wire.hello_facts import hello_fact
from harness.wire.tls import ClientHello, read_hello_message
from tests.support.wire_messages import alpn, extension, hello, numbers, server_name, vector

ECH = extension(0xFE0D, b"\x00\x00\x01\x00\x01\x2a" + vector(b"", 2) + vector(b"x", 2))
MESSAGE = hello(
    server_name(b"A.example"), alpn(b"h2"), extension(43, vector(numbers(0xCACA, 0x0304, 0x7F1C), 1)), ECH
)


def read(message: bytes) -> ClientHello:
    found = read_hello_message(message)
    assert isinstance(found, ClientHello)
    return found


@pytest.mark.parametrize(("transport", "letter"), [(HelloTransport.TLS, "t"), (HelloTransport.QUIC, "q")])
def test_all_of_it(transport: HelloTransport, letter: str) -> None:
    fact = hello_fact(read(MESSAGE), transport)
    assert fact.ja4 is not None
    assert fact._replace(ja4=fact.ja4[:10]) == (
        transport.value, "a.example", ("h2",), ("1.3", "0x7f1c"), True, 0, 0x2A, f"{letter}00d0204h2", True,
        bytes(range(32)).hex(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "word"),
    [(0x0303, "1.2"), (0x0302, "1.1"), (0x0301, "1.0"), (0x0300, "ssl3.0"), (9, "0x0009")],
)
def test_an_old_hello_offers_its_own_version(version: int, word: str) -> None:
    fact = hello_fact(read(hello(no_extensions=True, version=version)), HelloTransport.TLS)
    assert (fact.versions, fact.sni, fact.ech, fact.ech_type) == ((word,), None, False, None)


def test_a_cut_hello_has_no_fingerprint() -> None:
    fact = hello_fact(read(MESSAGE[:-1]), HelloTransport.TLS)
    assert (fact.sni, fact.ja4, fact.complete) == ("a.example", None, False)
