"""ClientHello -> the fact that is kept of it, in the same form whatever carried the message."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from harness.model.facts import HelloFact
from harness.model.words import HelloTransport
from harness.wire.ja4 import Transport, ja4
from harness.wire.tls import ClientHello
from harness.wire.tls_extensions import GREASE

_LETTERS: Final[dict[HelloTransport, Transport]] = {
    HelloTransport.TLS: "t",
    HelloTransport.QUIC: "q",
    HelloTransport.DTLS: "d",
}
"""What JA4 calls them."""
_WORDS: Final = {
    0x0304: "1.3", 0x0303: "1.2", 0x0302: "1.1", 0x0301: "1.0", 0x0300: "ssl3.0",
    0xFEFC: "dtls1.3", 0xFEFD: "dtls1.2", 0xFEFF: "dtls1.0",
}  # fmt: skip
_KEPT: Final = 256


def hello_fact(hello: ClientHello, transport: HelloTransport) -> HelloFact:
    """Give what is kept of a hello.

    >>> hello = ClientHello("a.example", ("h2",), None, 0x0303, (0x2A2A, 0x0304), (0x1301,), (), ())
    >>> hello_fact(hello, HelloTransport.TLS).versions
    ('1.3',)
    """
    ech = hello.ech
    return HelloFact(
        transport.value,
        hello.sni,
        hello.alpn,
        _version_words(hello.versions or (hello.legacy_version,)),
        ech is not None,
        None if ech is None else ech.kind,
        None if ech is None else ech.config_id,
        ja4(hello, _LETTERS[transport]),
        hello.complete,
        hello.random.hex(),
    )


@lru_cache(_KEPT)
def _version_words(versions: tuple[int, ...]) -> tuple[str, ...]:
    return tuple([version_word(number) for number in versions if number not in GREASE])


def version_word(number: int) -> str:
    """A version of TLS or DTLS as it is called; numbers without a word in hexadecimal."""
    return _WORDS.get(number, f"0x{number:04x}")
