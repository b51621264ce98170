"""DNS answers against dnspython: the same facts from generated valid messages."""

from __future__ import annotations

import re
from base64 import b64encode
from socket import AF_INET, AF_INET6, inet_ntop

import dns.exception
import dns.ipv6
import dns.message
import dns.name
import dns.reversename
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import NameFact, ServiceFact
from harness.wire.dns import DnsAnswers, decode_answers
from harness.wire.u_labels import a_label
from tests.support.ech import config, config_list

LABELS = st.binary(min_size=1, max_size=12)
POOL = st.lists(st.lists(LABELS, min_size=1, max_size=4), min_size=1, max_size=5)
TTLS = st.integers(0, 2**31 - 1)


@st.composite
def responses(draw: st.DrawFn) -> dns.message.Message:
    """Messages whose records share a small pool of names, so that chains and compression occur."""
    names = [dns.name.Name([*labels, b""]) for labels in draw(POOL)]
    pick = st.sampled_from(names)
    message = dns.message.make_response(dns.message.make_query(draw(pick), "A"))
    for section in (message.answer, message.authority, message.additional):
        for _ in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["A", "AAAA", "CNAME", "NS"]))
            text = {
                "A": lambda: str(draw(st.ip_addresses(v=4))),
                "AAAA": lambda: str(draw(st.ip_addresses(v=6))),
            }.get(kind, lambda: draw(pick).to_text())()
            section.append(dns.rrset.from_text(draw(pick), draw(TTLS), "IN", kind, text))
    return message


def _service(draw: st.DrawFn, target: dns.name.Name) -> str:
    """Text of an SVCB or HTTPS record."""
    priority = draw(st.integers(0, 3))
    target = dns.name.root if draw(st.integers(0, 2)) == 0 else target
    given = ["alpn=h2,h3", "port=8443", "key667=any"]
    given.append(f"ech={b64encode(_configs(draw)).decode()}")
    given.append(
        "ipv4hint=" + ",".join(str(draw(st.ip_addresses(v=4))) for _ in range(draw(st.integers(1, 3))))
    )
    given.append("ipv6hint=" + str(draw(st.ip_addresses(v=6))))
    chosen = draw(st.lists(st.sampled_from(given), unique=True)) if priority else []
    return f"{priority} {target.to_text()} {' '.join(chosen)}"


def _configs(draw: st.DrawFn) -> bytes:
    """Value of an ``ech`` parameter: what a client cannot read, or one config of each number that is drawn."""
    numbers = draw(st.lists(st.integers(0, 255), max_size=3))
    if not numbers:
        return config_list(b"\xfe\x0d\0\0")
    return config_list(*(config(number, b"p%d.example" % number) for number in numbers))


def _ech(value: bytes) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Numbers and names that ``_configs`` put there; dnspython gives the octets as they are."""
    numbers = tuple(int(found) for found in re.findall(rb"p(\d+)\.example", value))
    return numbers, tuple(f"p{number}.example" for number in numbers)


@st.composite
def further_responses(draw: st.DrawFn) -> dns.message.Message:
    """Messages with records of services and of the reverse tree, and aliases between their names."""
    names = [dns.name.Name([*labels, b""]) for labels in draw(POOL)]
    names += [dns.name.Name([b"_443", b"_https", *names[0].labels])] if len(names[0].labels) < 4 else []
    reverse = [dns.reversename.from_address(str(draw(st.ip_addresses()))) for _ in range(2)]
    pick, at = st.sampled_from(names), st.sampled_from([*names, *reverse])
    message = dns.message.make_response(dns.message.make_query(draw(at), "HTTPS", use_edns=True))
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["HTTPS", "SVCB", "PTR", "CNAME"]))
        text = draw(at).to_text() if kind in ("PTR", "CNAME") else _service(draw, draw(pick))
        section = draw(st.sampled_from([message.answer, message.additional]))
        section.append(dns.rrset.from_text(draw(at), draw(TTLS), "IN", kind, text))
    return message


def _hosts(chain: list[tuple[bytes, ...]]) -> list[tuple[bytes, ...]]:
    return [name for name in dict.fromkeys(chain) if not name[0].startswith(b"_")]


def further(message: dns.message.Message) -> tuple[list[NameFact], list[ServiceFact]]:
    """Facts of services and pointers by the plain rule, from what dnspython reads."""
    records = [
        (key(rrset.name), rrset.rdtype, rrset.ttl, rdata)
        for section in (message.answer, message.authority, message.additional)
        for rrset in section
        for rdata in rrset
    ]
    aliases = {owner: (key(rdata.target), ttl) for owner, kind, ttl, rdata in records if kind == 5}
    binding = [record for record in records if record[1] in (64, 65)]
    over = {
        owner: (key(rdata.target), ttl)
        for owner, _, ttl, rdata in binding
        if rdata.priority == 0 and rdata.target != dns.name.root
    } | aliases
    question = key(message.question[0].name)
    services, facts = [], []
    for owner, _, ttl, rdata in binding:
        target = owner if rdata.priority and rdata.target == dns.name.root else key(rdata.target)
        alpn = tuple(one.decode() for one in rdata.params[1].ids) if 1 in rdata.params else ()
        ech = _ech(rdata.params[5].ech if 5 in rdata.params else b"")
        services.append(
            ServiceFact(spelled(owner), spelled(target), rdata.priority, alpn, 5 in rdata.params, ttl, *ech)
        )
        hints = [at for number in (4, 6) if number in rdata.params for at in rdata.params[number].addresses]
        way, least = _way(question, owner, over)
        hosts = [inet_ntop(AF_INET6, dns.ipv6.inet_aton(at)) if ":" in at else at for at in hints]
        names = _hosts([*(way or [owner]), target])
        facts += [
            NameFact(spelled(name), at, "dns_hint", min(ttl, least), way is not None)
            for name in names
            for at in hosts
        ]
    for owner, kind, ttl, rdata in records:
        if kind == 12 and rdata.target != dns.name.root:
            way, least = _way(question, owner, aliases)
            places = {_reversed(question): least} if way is not None else {}
            places |= {_reversed(owner): 2**32}
            facts += [
                NameFact(spelled(key(rdata.target)), at, "ptr", min(ttl, way_s), None)
                for at, way_s in places.items()
                if at is not None
            ]
    return facts, services


def _way(
    question: tuple[bytes, ...],
    owner: tuple[bytes, ...],
    aliases: dict[tuple[bytes, ...], tuple[tuple[bytes, ...], int]],
) -> tuple[list[tuple[bytes, ...]] | None, int]:
    """Names from the question to an owner and the least TTL between them; None where none leads there."""
    chain, least = [question], 2**32
    while chain[-1] != owner and chain[-1] in aliases and aliases[chain[-1]][0] not in chain:
        least = min(least, aliases[chain[-1]][1])
        chain.append(aliases[chain[-1]][0])
    return (chain, least) if chain[-1] == owner else (None, 2**32)


def _reversed(name: tuple[bytes, ...]) -> str | None:
    """The address that dnspython takes a name of the reverse tree for."""
    try:
        text = dns.reversename.to_address(dns.name.Name(name))
    except (dns.exception.DNSException, ValueError):
        return None
    return inet_ntop(AF_INET6, dns.ipv6.inet_aton(text)) if ":" in text else text


def expected(message: dns.message.Message) -> list[NameFact]:
    """The same facts by the plain rule, from what dnspython reads."""
    records = [
        (key(rrset.name), rrset.rdtype, rrset.ttl, rdata)
        for section in (message.answer, message.authority, message.additional)
        for rrset in section
        for rdata in rrset
    ]
    aliases = {owner: (key(rdata.target), ttl) for owner, kind, ttl, rdata in records if kind == 5}
    questions = list(dict.fromkeys(key(rrset.name) for rrset in message.question))
    facts: list[tuple[tuple[bytes, ...], str, str, int, bool]] = []
    for owner, kind, ttl, rdata in records:
        if kind not in (1, 28):
            continue
        text = inet_ntop(AF_INET if kind == 1 else AF_INET6, rdata.to_wire())
        rows = []
        for question in questions:
            chain, least = [question], ttl
            while chain[-1] != owner and chain[-1] in aliases and aliases[chain[-1]][0] not in chain:
                least = min(least, aliases[chain[-1]][1])
                chain.append(aliases[chain[-1]][0])
            if chain[-1] == owner:
                rows += [
                    (name, text, "dns_cname" if place else "dns", least, True)
                    for place, name in enumerate(chain)
                ]
        facts += rows or [(owner, text, "dns", ttl, False)]
    return [NameFact(spelled(fact[0]), *fact[1:]) for fact in facts]


def key(name: dns.name.Name) -> tuple[bytes, ...]:
    return name.canonicalize().labels


def spelled(labels: tuple[bytes, ...]) -> str:
    plain = set(range(0x21, 0x7F)) - set(b".\\")
    # U-labels have tests of their own: here it only matters that each label is told by itself.
    text = ".".join(
        a_label(label) or "".join(chr(o) if o in plain else f"\\{o:03d}" for o in label)
        for label in labels[:-1]
    )
    return text or "."


@given(responses())
def test_agrees_with_dnspython_on_valid_messages(message: dns.message.Message) -> None:
    data = message.to_wire()
    read = dns.message.from_wire(data, one_rr_per_rrset=True)
    decoded = decode_answers(data)
    assert isinstance(decoded, DnsAnswers)
    assert decoded.complete
    assert list(decoded.answers) == expected(read)


@given(further_responses())
def test_agrees_with_dnspython_on_services_and_pointers(message: dns.message.Message) -> None:
    data = message.to_wire()
    decoded = decode_answers(data)
    assert isinstance(decoded, DnsAnswers)
    assert decoded.complete
    assert (list(decoded.answers), list(decoded.services)) == further(
        dns.message.from_wire(data, one_rr_per_rrset=True)
    )
