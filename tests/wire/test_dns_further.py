"""HTTPS, SVCB and PTR records of DNS messages: which names they tie to addresses, and what they say of services."""

from __future__ import annotations

import pytest

from harness.model.facts import NameFact, ServiceFact
from harness.wire.dns import MAX_FACTS, MAX_SERVICES, DnsAnswers, decode_answers
from tests.wire.test_dns import POINTER, QUESTION, WWW, address, header, record, wire_name
from tests.wire.test_svcb import param

HTTPS, SVCB, PTR = 65, 64, 12
V4, V6 = param(4, "c0000201"), param(6, "20010db8" + "00" * 11 + "01")


def read(*records: bytes, question: bytes = QUESTION) -> DnsAnswers:
    decoded = decode_answers(header(answers=len(records)) + question + b"".join(records))
    assert isinstance(decoded, DnsAnswers)
    return decoded


def https(
    owner: bytes, target: str = "", *params: bytes, priority: int = 1, ttl_s: int = 300, kind: int = HTTPS
) -> bytes:
    name = wire_name(target) if target else b"\0"
    return record(owner, kind, ttl_s, priority.to_bytes(2, "big") + name + b"".join(params))


def asking(name: str, kind: int = HTTPS) -> bytes:
    return wire_name(name) + kind.to_bytes(2, "big") + b"\0\1"


def ties(decoded: DnsAnswers) -> list[tuple[str, str | None, str]]:
    return [(fact.name, fact.address, fact.source) for fact in decoded.answers]


def test_golden_answer_in_hex() -> None:
    data = bytes.fromhex(
        "1a2b 8180 0001 0001 0000 0001"  # a response with an answer and an additional record
        "03777777 076578616d706c65 03636f6d 00 0041 0001"  # www.example.com HTTPS IN
        "c00c 0041 0001 0000003c 001a 0001 00 0001 0003 026833 0004 0004 c0000201 0005 0004 aabbccdd"
        "00 0029 04d0 00000000 0000"  # OPT (RFC 6891 §6.1.2)
    )
    assert decode_answers(data) == DnsAnswers(
        (NameFact(WWW, "192.0.2.1", "dns_hint", 60, True),),
        True,
        (ServiceFact(WWW, WWW, 1, ("h3",), True, 60),),
    )


def test_hints_name_the_owner_and_the_target() -> None:
    decoded = read(https(POINTER, "edge.example", V4, V6))
    assert ties(decoded) == [
        (name, at, "dns_hint") for name in (WWW, "edge.example") for at in ("192.0.2.1", "2001:db8::1")
    ]
    assert decoded.services == (ServiceFact(WWW, "edge.example", 1, (), False, 300),)


def test_hints_behind_aliases_of_both_kinds_name_every_alias_with_the_least_ttl() -> None:
    decoded = read(
        record(POINTER, 5, 50, wire_name("a.example")),
        https(wire_name("a.example"), "b.example", priority=0, ttl_s=40),
        https(wire_name("b.example"), "", V4, ttl_s=60),
    )
    assert decoded.answers == tuple(
        NameFact(name, "192.0.2.1", "dns_hint", 40, True) for name in (WWW, "a.example", "b.example")
    )
    assert [(one.owner, one.target, one.priority) for one in decoded.services] == [
        ("a.example", "b.example", 0), ("b.example", "b.example", 1),
    ]  # fmt: skip


def test_an_alias_to_nowhere_says_that_the_service_is_not_offered() -> None:
    decoded = read(https(POINTER, "", priority=0))
    assert (decoded.answers, decoded.services) == ((), (ServiceFact(WWW, ".", 0, (), False, 300),))


def test_names_of_services_are_no_hosts() -> None:
    decoded = read(https(POINTER, "dns.example", V4, kind=SVCB), question=asking("_dns.resolver.arpa", SVCB))
    assert ties(decoded) == [("dns.example", "192.0.2.1", "dns_hint")]
    assert decoded.services[0].owner == "_dns.resolver.arpa"
    own = read(https(POINTER, "", V4), question=asking("_8443._https.api.example"))
    assert ties(own) == []


def test_a_record_that_nobody_asked_for_is_told_apart() -> None:
    decoded = read(https(wire_name("other.example"), "", V4))
    assert [(fact.name, fact.asked) for fact in decoded.answers] == [("other.example", False)]


def test_a_malformed_record_spoils_its_rrset_and_nothing_else() -> None:
    bad, good = https(POINTER, "", param(4, "c00002")), https(POINTER, "edge.example", V4)
    decoded = read(good, bad, address(POINTER, 7), https(POINTER, "svcb.example", V4, kind=SVCB))
    assert ties(decoded) == [
        (WWW, "192.0.2.7", "dns"), (WWW, "192.0.2.1", "dns_hint"), ("svcb.example", "192.0.2.1", "dns_hint"),
    ]  # fmt: skip
    assert [one.target for one in decoded.services] == ["svcb.example"]


def test_many_records_are_bounded_and_told_as_incomplete() -> None:
    many = read(*[https(POINTER, "", V4)] * (MAX_SERVICES + 1))
    assert (len(many.services), many.complete) == (MAX_SERVICES, False)
    wide = read(*[https(POINTER, "", param(4, b"\1\2\3\4" * 3_000))] * 3)
    assert (len(wide.answers), wide.complete) == (MAX_FACTS, False)
    pointers = [record(POINTER, PTR, 1, wire_name(f"n{number}.example")) for number in range(MAX_FACTS + 1)]
    named = read(*pointers, question=asking("1.2.0.192.in-addr.arpa", PTR))
    assert (len(named.answers), named.complete) == (MAX_FACTS, False)


def test_a_ptr_ties_the_queried_address_to_the_name_that_its_holder_gives() -> None:
    decoded = read(
        record(POINTER, PTR, 90, wire_name("Host.example")), question=asking("7.2.0.192.in-addr.arpa", PTR)
    )
    assert decoded.answers == (NameFact("host.example", "192.0.2.7", "ptr", 90, None),)
    six = "1." + "0." * 23 + "8.b.d.0.1.0.0.2.ip6.arpa"
    assert ties(read(record(POINTER, PTR, 90, wire_name("six.example")), question=asking(six, PTR))) == [
        ("six.example", "2001:db8::1", "ptr")
    ]


def test_a_single_address_delegated_by_an_alias() -> None:
    decoded = read(
        record(POINTER, 5, 20, wire_name("7.0/25.2.0.192.in-addr.arpa")),
        record(wire_name("7.0/25.2.0.192.in-addr.arpa"), PTR, 90, wire_name("host.example")),
        question=asking("7.2.0.192.in-addr.arpa", PTR),
    )
    assert decoded.answers == (NameFact("host.example", "192.0.2.7", "ptr", 20, None),)


@pytest.mark.parametrize(("owner", "name"), [
    ("_http._tcp.example", "printer._http._tcp.example"), ("2.0.192.in-addr.arpa", "net.example"),
    ("7.2.0.192.in-addr.arpa", ""),
])  # fmt: skip
def test_other_pointers_tie_nothing(owner: str, name: str) -> None:
    target = wire_name(name) if name else b"\0"
    assert read(record(POINTER, PTR, 1, target), question=asking(owner, PTR)).answers == ()


def test_the_cache_flush_bit_is_a_class_of_multicast_only() -> None:
    data = header(questions=0, answers=1) + record(
        wire_name("tv.local"), 1, 120, bytes((192, 168, 1, 9)), 0x8001
    )
    assert decode_answers(data) == DnsAnswers((), True)
    decoded = decode_answers(data, multicast=True)
    assert isinstance(decoded, DnsAnswers)
    assert ties(decoded) == [("tv.local", "192.168.1.9", "dns")]
