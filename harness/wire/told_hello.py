"""ClientHello -> facts: the name asked for, and what it tells of its sender."""

from __future__ import annotations

from typing import Final

from harness.model.facts import Facts, NameFact
from harness.model.malformed import Malformed
from harness.model.words import HelloTransport, NameSource
from harness.wire.hello_facts import hello_fact
from harness.wire.tls import ClientHello

_SOURCES: Final = {
    HelloTransport.TLS: NameSource.SNI.value,
    HelloTransport.QUIC: NameSource.QUIC_SNI.value,
    HelloTransport.DTLS: NameSource.DTLS_SNI.value,
}


def hello_facts(hello: ClientHello | Malformed, transport: HelloTransport) -> Facts | Malformed:
    """Give the facts of a hello that ``transport`` carried."""
    if isinstance(hello, Malformed):
        return hello
    fact = hello_fact(hello, transport)
    return (fact,) if hello.sni is None else (NameFact(hello.sni, None, _SOURCES[transport]), fact)
