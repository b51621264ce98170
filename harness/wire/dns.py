"""One DNS message -> the addresses it ties to names (RFC 1035).

For every A and AAAA record in any section, and every question whose CNAME chain
leads to the record's owner: one fact for the question's name and one for each alias
on the way. A record that leads back to no question (glue, unasked extras) is a fact
for its owner, marked ``asked=False``.

HTTPS, SVCB and PTR records: ``harness.wire.dns_further``. EDNS (OPT, RFC 6891) is stepped over.

Blind spots: class IN only. The answer is taken at its word: no DNSSEC, no match with
the query that was sent. Of several CNAME records with one owner the last counts.
"""

from __future__ import annotations

import struct
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final, NamedTuple

from harness.model.facts import NameFact, ServiceFact
from harness.model.malformed import Malformed, Reason
from harness.model.words import NameSource
from harness.wire.dns_chains import chain
from harness.wire.dns_further import Pointer, Service, accepted, hinted, pointed, service_facts
from harness.wire.dns_names import HEADER_OCTETS, LAYER, read_name
from harness.wire.svcb import read_binding

MAX_QUESTIONS: Final = 16
"""More than one is already an error for a server (RFC 9619 §4); the limit bounds the work."""
MAX_FACTS: Final = 4096
"""Facts kept of one message: 64 KiB of chains and records could multiply to millions."""

MAX_SERVICES: Final = 256
"""SVCB and HTTPS records kept of one message."""

_A: Final = 1
_CNAME: Final = 5
_PTR: Final = 12
_AAAA: Final = 28
_SVCB: Final = 64
_HTTPS: Final = 65
_WANTED: Final = frozenset((_A, _CNAME, _PTR, _AAAA, _SVCB, _HTTPS))
_IN: Final = frozenset((1,))
_IN_OR_FLUSH: Final = frozenset((1, 0x8001))
"""The upper bit of multicast DNS says that older records are to be forgotten (RFC 6762 §10.2)."""
_MAX_TTL_S: Final = 0x7FFFFFFF
"""A TTL above is read as zero (RFC 2181 §8)."""
_FAMILY: Final = {_A: (AF_INET, 4), _AAAA: (AF_INET6, 16)}
_DNS: Final = NameSource.DNS.value
_DNS_CNAME: Final = NameSource.DNS_CNAME.value

_counts = struct.Struct("!HHHH").unpack_from
_record = struct.Struct("!HHIH").unpack_from
"""TYPE, CLASS, TTL, RDLENGTH (RFC 1035 §4.1.3)."""


class DnsAnswers(NamedTuple):
    """What one message says about addresses."""

    answers: tuple[NameFact, ...]
    """In order of the records, then of the questions; may repeat where records do."""
    complete: bool
    """False = the bytes end early or a limit was met: more may have been said."""
    services: tuple[ServiceFact, ...] = ()
    """In order of the records."""
    pointers: tuple[Pointer, ...] = ()
    """PTR records, whatever tree they are in, in order; as many as ``MAX_FACTS``."""


NO_ANSWERS: Final = DnsAnswers((), True)


class _Message(NamedTuple):
    """What is collected while walking the records; the containers are filled in place."""

    questions: dict[str, None]
    names: dict[int, str]
    """Names already read, by offset: most owners are a pointer to one of them."""
    addresses: list[tuple[str, str, int]]
    """Owner, address, TTL."""
    aliases: dict[str, tuple[str, int]]
    """Owner -> target, TTL."""
    services: list[Service]
    pointers: list[Pointer]


def is_response(data: bytes) -> bool:
    """Say whether the QR bit is set (RFC 1035 §4.1.1)."""
    return len(data) >= HEADER_OCTETS and data[2] >= 0x80


def decode_answers(data: bytes, *, multicast: bool = False) -> DnsAnswers | Malformed:
    """Read the address answers of one message.

    Args:
        data: A UDP datagram's payload, or a TCP message without its length field. May be
            cut short by the capture: what stands before the cut is given.
        multicast: Whether it is multicast DNS, whose classes have a bit more.

    Returns:
        Empty for a query or a response without addresses. Malformed where a name or length
        breaks the format: no resolver would use such a message.
    """
    if len(data) < HEADER_OCTETS:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    if data[2] < 0x80:
        return NO_ANSWERS
    questions, answers, authorities, additionals = _counts(data, 4)
    if questions > MAX_QUESTIONS:
        return Malformed(Reason.BAD_VALUE, 4, LAYER)
    message = _Message({}, {}, [], {}, [], [])
    classes = _IN_OR_FLUSH if multicast else _IN
    fault: Malformed | None
    try:
        fault = _read_sections(data, questions, answers + authorities + additionals, classes, message)
    except (IndexError, struct.error):  # read past the end: the only way either can be raised
        fault = _cut_short(data)
    if fault is not None and fault.reason is not Reason.TRUNCATED:
        return fault
    facts = _chained(message) if message.aliases else _direct(message)
    if message.services or message.pointers:
        return _with_further(facts, message, complete=fault is None)
    if len(facts) > MAX_FACTS:
        return DnsAnswers(tuple(facts[:MAX_FACTS]), False)
    return DnsAnswers(tuple(facts), fault is None)


def _with_further(facts: list[NameFact], message: _Message, *, complete: bool) -> DnsAnswers:
    """Addresses first, then what other records say, within the same limit."""
    services = accepted(message.services[:MAX_SERVICES])
    facts += hinted(services, message.questions, message.aliases, MAX_FACTS)
    facts += pointed(message.pointers, message.questions, message.aliases, MAX_FACTS)
    whole = complete and len(facts) <= MAX_FACTS and len(message.services) <= MAX_SERVICES
    pointers = tuple(message.pointers[:MAX_FACTS])
    return DnsAnswers(tuple(facts[:MAX_FACTS]), whole, tuple(service_facts(services)), pointers)


def _cut_short(data: bytes) -> Malformed:
    return Malformed(Reason.TRUNCATED, len(data), LAYER)


def _read_sections(
    data: bytes, questions: int, records: int, classes: frozenset[int], message: _Message
) -> Malformed | None:
    """Collect questions, addresses and aliases; IndexError or struct.error where the bytes end."""
    names = message.names
    position = HEADER_OCTETS
    for _ in range(questions):
        read = read_name(data, position, names)
        if isinstance(read, Malformed):
            return read
        message.questions[read[0]] = None
        position = read[1] + 4  # QTYPE, QCLASS
    for _ in range(records):
        read = read_name(data, position, names)
        if isinstance(read, Malformed):
            return read
        owner, position = read
        kind, class_, ttl_s, length = _record(data, position)
        position += 10
        if kind in _WANTED and class_ in classes:
            fault = _read_record(data, position, length, kind, owner, ttl_s, message)
            if fault is not None:
                return fault
        position += length
    return _cut_short(data) if position > len(data) else None


def _read_record(
    data: bytes, position: int, length: int, kind: int, owner: str, ttl_s: int, message: _Message
) -> Malformed | None:
    """Collect one record, whose RDATA is at ``position``."""
    after = position + length
    if after > len(data):
        return _cut_short(data)
    if ttl_s > _MAX_TTL_S:
        ttl_s = 0
    if kind != _A and kind != _AAAA:
        return _read_other(data, position, after, kind, owner, ttl_s, message)
    family, octets = _FAMILY[kind]
    if length != octets:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    message.addresses.append((owner, inet_ntop(family, data[position:after]), ttl_s))
    return None


def _read_other(
    data: bytes, position: int, after: int, kind: int, owner: str, ttl_s: int, message: _Message
) -> Malformed | None:
    """Collect one record that is no address, whose RDATA ends at ``after``."""
    if kind in (_SVCB, _HTTPS):
        message.services.append(Service(owner, kind, ttl_s, read_binding(data[position:after])))
        return None
    read = read_name(data, position, message.names)
    if isinstance(read, Malformed):
        return read
    if read[1] != after:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    if kind == _CNAME:
        message.aliases[owner] = (read[0], ttl_s)
    else:
        message.pointers.append(Pointer(owner, read[0], ttl_s))
    return None


def _direct(message: _Message) -> list[NameFact]:
    """Facts of a message without CNAME: an owner is a question or it is not."""
    asked = message.questions
    return [
        NameFact(owner, address, _DNS, ttl_s, owner in asked) for owner, address, ttl_s in message.addresses
    ]


def _chained(message: _Message) -> list[NameFact]:
    """Facts of a message with CNAME records, up to just over ``MAX_FACTS``."""
    chains = [chain(question, message.aliases) for question in message.questions]
    facts: list[NameFact] = []
    for owner, address, address_ttl_s in message.addresses:
        hit = False
        for found in chains:
            if owner not in found:
                continue
            hit = True
            ttl_s = min(address_ttl_s, found[owner])
            source = _DNS
            for name in found:
                facts.append(NameFact(name, address, source, ttl_s, True))
                source = _DNS_CNAME
                if name == owner:
                    break
        if not hit:
            facts.append(NameFact(owner, address, _DNS, address_ttl_s, False))
        if len(facts) > MAX_FACTS:
            break
    return facts
