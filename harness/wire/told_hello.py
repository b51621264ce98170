"""ClientHello -> facts: the name asked for, and what it tells of its sender.

After a HelloRetryRequest a client sends a second hello, in middlebox compatibility mode behind a record of
ChangeCipherSpec (RFC 8446 §4.1.2, §D.4). It should repeat the name; whether it does, is seen. Its extensions differ from
those of the first by what the server asked for, so it has no fingerprint: that of the first stands for the client.

Blind spots: a second hello that no such record precedes in its segment is not told from a first, and has a fingerprint.
"""

from __future__ import annotations

from typing import Final

from harness.model.facts import Facts, HelloFact, NameFact
from harness.model.malformed import Malformed
from harness.model.words import HelloTransport, NameSource
from harness.wire.hello_facts import hello_fact
from harness.wire.tls import ClientHello

_CHANGE: Final = b"\x14\x03\x03\x00\x01\x01"
"""A record of ChangeCipherSpec (RFC 8446 §5, §D.4)."""
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


def behind_change(data: bytes) -> int:
    """Octets of a record of ChangeCipherSpec that the data begin with, as far as they go; 0 where they do not."""
    if not data or data[0] != _CHANGE[0]:  # most begin with their own record
        return 0
    start = data[: len(_CHANGE)]
    return len(start) if _CHANGE.startswith(start) else 0


def second_hello_facts(hello: ClientHello | Malformed) -> Facts | Malformed:
    """Give the facts of a hello that stood behind a record of ChangeCipherSpec."""
    facts = hello_facts(hello, HelloTransport.TLS)
    if isinstance(facts, Malformed):
        return facts
    return tuple([fact._replace(ja4=None) if isinstance(fact, HelloFact) else fact for fact in facts])
