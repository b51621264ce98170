"""The lab's DNS, against dnspython."""

from __future__ import annotations

import contextlib

import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lab.dns_messages import AAAA, A, address_in, asked, question, reply
from harness.lab.world import REGIONS, ZONE, answer

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?", fullmatch=True)


@given(st.integers(0, 0xFFFF), st.lists(LABELS, min_size=1, max_size=4), st.sampled_from([A, AAAA]))
def test_questions_are_read_by_another_reader(number: int, labels: list[str], kind: int) -> None:
    name = ".".join(labels)
    found = dns.message.from_wire(question(number, name, kind))
    assert (found.id, found.question[0].name.to_text(), found.question[0].rdtype) == (
        number,
        f"{name}.",
        kind,
    )
    assert asked(question(number, name, kind))[:2] == (name, kind)


@pytest.mark.parametrize("kind", [A, AAAA])
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", [*ZONE, "nowhere.example"])
def test_answers_are_read_by_another_reader(name: str, region: str, kind: int) -> None:
    message = reply(question(7, name, kind), region)
    found = dns.message.from_wire(message)
    expected = answer(name, region, version=4 if kind == A else 6)
    given_ = [item.to_text() for rrset in found.answer for item in rrset]
    assert given_ == ([] if expected is None else [expected])
    assert found.rcode() == (dns.rcode.NXDOMAIN if expected is None else dns.rcode.NOERROR)
    assert address_in(message) == expected


def test_another_kind_has_no_answer() -> None:
    found = dns.message.from_wire(reply(dns.message.make_query("log.quillair.example", "MX").to_wire(), "DE"))
    assert (found.rcode(), found.answer) == (dns.rcode.NOERROR, [])


@given(st.binary(max_size=80))
def test_any_octets_are_a_question_or_none(octets: bytes) -> None:
    with contextlib.suppress(ValueError):
        reply(octets, "DE")
