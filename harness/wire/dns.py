"""One DNS message -> the addresses it ties to names (RFC 1035).

For every A and AAAA record in any section, and every question whose CNAME chain
leads to the record's owner: one fact for the question's name and one for each alias
on the way. A record that leads back to no question (glue, unasked extras) is a fact
for its owner, marked ``asked=False``.

Blind spots: class IN only. The answer is taken at its word: no DNSSEC, no match with
the query that was sent. Of several CNAME records with one owner the last counts.
Addresses in SVCB/HTTPS hints are not read. mDNS's cache-flush bit makes another class,
so multicast answers give no fact.
"""

from __future__ import annotations

import struct
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final, NamedTuple

from harness.model.facts import NameFact
from harness.model.malformed import Malformed, Reason
from harness.model.words import NameSource
from harness.wire.text import labels_text

LAYER: Final = "dns"
HEADER_OCTETS: Final = 12
MAX_NAME_OCTETS: Final = 255
"""Length octets and the root's included (RFC 1035 §2.3.4)."""
MAX_QUESTIONS: Final = 16
"""More than one is already an error for a server (RFC 9619 §4); the limit bounds the work."""
MAX_POINTERS: Final = 127
"""Of one name: as many as it can have labels. Chains of thousands of pointers are made to cost time."""
MAX_ALIASES: Final = 64
"""Longest CNAME chain that is followed; resolvers stop at 8 to 16."""
MAX_FACTS: Final = 4096
"""Facts kept of one message: 64 KiB of chains and records could multiply to millions."""

_A: Final = 1
_CNAME: Final = 5
_AAAA: Final = 28
_WANTED: Final = frozenset((_A, _CNAME, _AAAA))
_IN: Final = 1
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


def is_response(data: bytes) -> bool:
    """Say whether the QR bit is set (RFC 1035 §4.1.1)."""
    return len(data) >= HEADER_OCTETS and data[2] >= 0x80


def decode_answers(data: bytes) -> DnsAnswers | Malformed:
    """Read the address answers of one message.

    Args:
        data: A UDP datagram's payload, or a TCP message without its length field. May be
            cut short by the capture: what stands before the cut is given.

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
    message = _Message({}, {}, [], {})
    fault: Malformed | None
    try:
        fault = _read_sections(data, questions, answers + authorities + additionals, message)
    except (IndexError, struct.error):  # read past the end: the only way either can be raised
        fault = _cut_short(data)
    if fault is not None and fault.reason is not Reason.TRUNCATED:
        return fault
    facts = _chained(message) if message.aliases else _direct(message)
    if len(facts) > MAX_FACTS:
        return DnsAnswers(tuple(facts[:MAX_FACTS]), False)
    return DnsAnswers(tuple(facts), fault is None)


def _cut_short(data: bytes) -> Malformed:
    return Malformed(Reason.TRUNCATED, len(data), LAYER)


def _read_sections(data: bytes, questions: int, records: int, message: _Message) -> Malformed | None:
    """Collect questions, addresses and aliases; IndexError or struct.error where the bytes end."""
    names = message.names
    position = HEADER_OCTETS
    for _ in range(questions):
        read = _read_name(data, position, names)
        if isinstance(read, Malformed):
            return read
        message.questions[read[0]] = None
        position = read[1] + 4  # QTYPE, QCLASS
    for _ in range(records):
        read = _read_name(data, position, names)
        if isinstance(read, Malformed):
            return read
        owner, position = read
        kind, class_, ttl_s, length = _record(data, position)
        position += 10
        if class_ == _IN and kind in _WANTED:
            fault = _read_record(data, position, length, kind, owner, ttl_s, message)
            if fault is not None:
                return fault
        position += length
    return _cut_short(data) if position > len(data) else None


def _read_record(
    data: bytes, position: int, length: int, kind: int, owner: str, ttl_s: int, message: _Message
) -> Malformed | None:
    """Collect one address or alias, whose RDATA is at ``position``."""
    after = position + length
    if after > len(data):
        return _cut_short(data)
    if ttl_s > _MAX_TTL_S:
        ttl_s = 0
    if kind == _CNAME:
        read = _read_name(data, position, message.names)
        if isinstance(read, Malformed):
            return read
        if read[1] != after:
            return Malformed(Reason.BAD_LENGTH, position, LAYER)
        message.aliases[owner] = (read[0], ttl_s)
        return None
    family, octets = _FAMILY[kind]
    if length != octets:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    message.addresses.append((owner, inet_ntop(family, data[position:after]), ttl_s))
    return None


def _read_name(data: bytes, start: int, names: dict[int, str]) -> tuple[str, int] | Malformed:
    """Read a name and the offset after it; IndexError where the bytes end inside it.

    Every pointer must lead to before the part it ends (RFC 1035 §4.1.4 "prior occurrence"),
    which makes a loop impossible; there are at most ``MAX_POINTERS``.
    """
    octet = data[start]
    if octet >= 0xC0:
        known = names.get((octet & 0x3F) << 8 | data[start + 1])
        if known is not None:
            return known, start + 2
    labels: list[bytes] = []
    position = part = start
    after = octets = pointers = 0
    while octet:
        if octet < 0x40:
            labels.append(data[position + 1 : position + 1 + octet])
            position += 1 + octet
            octets += 1 + octet
            if octets >= MAX_NAME_OCTETS:
                return Malformed(Reason.TOO_LONG, start, LAYER)
        elif octet >= 0xC0:
            target = (octet & 0x3F) << 8 | data[position + 1]
            if not HEADER_OCTETS <= target < part:
                return _bad_pointer(position, part, target)
            pointers += 1
            if pointers > MAX_POINTERS:
                return Malformed(Reason.TOO_LONG, start, LAYER)
            after = after or position + 2
            position = part = target
        else:  # 01 and 10 are reserved (RFC 6891 §5)
            return Malformed(Reason.BAD_VALUE, position, LAYER)
        octet = data[position]
    text = names[start] = labels_text(labels)
    return text, after or position + 1


def _bad_pointer(position: int, part: int, target: int) -> Malformed:
    """Tell a pointer into its own name from one to what is no earlier name."""
    reason = Reason.LOOP if part <= target <= position + 1 else Reason.BAD_VALUE
    return Malformed(reason, position, LAYER)


def _direct(message: _Message) -> list[NameFact]:
    """Facts of a message without CNAME: an owner is a question or it is not."""
    asked = message.questions
    return [
        NameFact(owner, address, _DNS, ttl_s, owner in asked) for owner, address, ttl_s in message.addresses
    ]


def _chained(message: _Message) -> list[NameFact]:
    """Facts of a message with CNAME records, up to just over ``MAX_FACTS``."""
    chains = [_chain(question, message.aliases) for question in message.questions]
    facts: list[NameFact] = []
    for owner, address, address_ttl_s in message.addresses:
        hit = False
        for chain in chains:
            if owner not in chain:
                continue
            hit = True
            ttl_s = min(address_ttl_s, chain[owner])
            source = _DNS
            for name in chain:
                facts.append(NameFact(name, address, source, ttl_s, True))
                source = _DNS_CNAME
                if name == owner:
                    break
        if not hit:
            facts.append(NameFact(owner, address, _DNS, address_ttl_s, False))
        if len(facts) > MAX_FACTS:
            break
    return facts


def _chain(question: str, aliases: dict[str, tuple[str, int]]) -> dict[str, int]:
    """Follow aliases from a question: name -> least TTL on the way to it, in order; a loop ends it."""
    chain = {question: 0xFFFFFFFF}
    name, least_s = question, 0xFFFFFFFF
    while name in aliases and len(chain) <= MAX_ALIASES:
        name, ttl_s = aliases[name]
        if name in chain:
            break
        least_s = min(least_s, ttl_s)
        chain[name] = least_s
    return chain
