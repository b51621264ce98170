"""What a TLS server chose and showed in clear -> facts: names of its certificate, and details of protocol ``tls``.

Keys: ``version``, ``cipher_suite`` (number of the IANA registry, ``0xc02b``), ``alpn``, ``certificate_subject``,
``certificate_issuer``, ``certificate_not_after``; ``malformed_certificate`` with the reason where there is one that
cannot be read.

Blind spots: of a connection, only flights behind which a certificate may be in clear reach this (``harness.kernel.interest``):
what servers of TLS 1.3 choose is not among the facts of a capture. A server that speaks TLS 1.3 with a cipher suite
of its own number does.
"""

from __future__ import annotations

from typing import Final

from harness.model.facts import Facts, NameFact, ProtocolFact
from harness.model.malformed import Malformed
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.wire.certificates import Certificate
from harness.wire.hello_facts import version_word
from harness.wire.tls_server import ServerFlight

MALFORMED_CERTIFICATE: Final = "malformed_certificate"
"""Key of a reason."""
_TLS: Final = Protocol.TLS.value
_CERTIFICATE: Final = NameSource.CERTIFICATE.value


def server_facts(flight: ServerFlight | Malformed) -> Facts | Malformed:
    """Give the facts of a server's first messages."""
    if isinstance(flight, Malformed):
        return flight
    chosen: Facts = (
        ProtocolFact(_TLS, "version", version_word(flight.version)),
        ProtocolFact(_TLS, "cipher_suite", f"0x{flight.cipher:04x}"),
    )
    if flight.alpn:
        chosen = (*chosen, ProtocolFact(_TLS, "alpn", flight.alpn))
    found = flight.certificate
    if found is None:
        return chosen
    if isinstance(found, Malformed):
        return (*chosen, ProtocolFact(_TLS, MALFORMED_CERTIFICATE, found.reason.value))
    return _named(found) + chosen + _shown(found)


def _named(found: Certificate) -> Facts:
    reach = found.range.value
    return tuple([NameFact(name, None, _CERTIFICATE, certificate=reach) for name in found.names])


def _shown(found: Certificate) -> Facts:
    told = (
        ("certificate_subject", found.subject),
        ("certificate_issuer", found.issuer),
        ("certificate_not_after", found.not_after),
    )
    return tuple([ProtocolFact(_TLS, key, value) for key, value in told if value is not None])
