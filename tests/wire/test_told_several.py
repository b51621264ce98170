"""Protocols that several datagrams tell: when they are enough, and that one of another kind among them is too many."""

from __future__ import annotations

import pytest

from harness.model.facts import HelloFact, NameFact, ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.wire.further import datagram_start
from harness.wire.told_several import OVER_SEVERAL
from tests.support import datagram_vectors as recorded
from tests.support import protocol_samples as samples
from tests.support.datagrams import esp

SEVERAL = [sample for sample in samples.DATAGRAMS if len(sample.data) > 1 and sample.protocol != "dtls"]


@pytest.mark.parametrize("sample", SEVERAL, ids=lambda sample: sample.name)
def test_several_tell_what_fewer_do_not(sample: samples.Sample) -> None:
    (place,) = [
        place
        for place, protocol in enumerate(OVER_SEVERAL)
        if protocol.facts(sample.data) == (ProtocolFact(sample.protocol),)
    ]
    answers = [OVER_SEVERAL[place].facts(sample.data[:count]) for count in range(1, len(sample.data) + 1)]
    first = next(number for number, answer in enumerate(answers) if not isinstance(answer, Malformed))
    assert first > 0
    assert all(
        isinstance(answer, Malformed) and answer.reason is Reason.TRUNCATED for answer in answers[:first]
    )
    other = OVER_SEVERAL[place].facts((*sample.data[:-1], b"other"))
    assert isinstance(other, Malformed)
    assert other.reason is Reason.NOT_THIS


def test_a_hello_over_two_datagrams_is_told_when_both_are_there() -> None:
    start = datagram_start()
    assert start.feed(recorded.DTLS_HELLO) == ((), False)
    (name, fact), done = start.feed(recorded.DTLS_HELLO_REST)
    assert done
    assert name == NameFact("relay.camera.example", None, "dtls_sni")
    assert isinstance(fact, HelloFact)
    assert fact.complete


def test_a_hello_that_stays_cut_is_told_as_far_as_it_goes() -> None:
    start = datagram_start()
    start.feed(recorded.DTLS_HELLO)
    name, fact = start.end()
    assert name == NameFact("relay.camera.example", None, "dtls_sni")
    assert isinstance(fact, HelloFact)
    assert not fact.complete


def test_a_hello_cut_before_it_tells_anything_is_dtls_still() -> None:
    start = datagram_start()
    cut = recorded.DTLS_HELLO[:11] + (12 + 20).to_bytes(2, "big") + recorded.DTLS_HELLO[13:22]
    start.feed(cut + (20).to_bytes(3, "big") + recorded.DTLS_HELLO[25:45])
    assert start.end() == (ProtocolFact("dtls"),)


def test_keepalives_may_stand_between_packets_of_esp() -> None:
    """RFC 3948 §2.3: one octet, sent where nothing else was for a while."""
    start = datagram_start()
    told = [start.feed(one) for one in (b"\xff", *(esp(0xC0FFEE00, number) for number in (3, 4, 5)), b"\xff")]
    assert told == [((), False)] * 5
    assert start.feed(esp(0xC0FFEE00, 6)) == ((ProtocolFact("esp"),), True)


def test_keepalives_alone_are_nothing() -> None:
    start = datagram_start()
    assert [start.feed(b"\xff") for _ in range(8)] == [((), False)] * 7 + [((), True)]
