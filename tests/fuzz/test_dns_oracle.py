"""DNS answers against dnspython: the same facts from generated valid messages."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop

import dns.message
import dns.name
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import NameFact
from harness.wire.dns import DnsAnswers, decode_answers

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
    return ".".join("".join(chr(o) if o in plain else f"\\{o:03d}" for o in label) for label in labels[:-1])


@given(responses())
def test_agrees_with_dnspython_on_valid_messages(message: dns.message.Message) -> None:
    data = message.to_wire()
    read = dns.message.from_wire(data, one_rr_per_rrset=True)
    decoded = decode_answers(data)
    assert isinstance(decoded, DnsAnswers)
    assert decoded.complete
    assert list(decoded.answers) == expected(read)
