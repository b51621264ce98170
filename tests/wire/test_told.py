"""Facts out of fields: what says nothing is left out, and what is an address is no name."""

from __future__ import annotations

import pytest

from harness.model.facts import NameFact, ProtocolFact
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.wire.told import details, listed, named


def test_fields_that_say_nothing_are_left_out() -> None:
    facts = details(
        Protocol.SIP, method="INVITE", realm=None, software="", relay=False, guard=True, version=0
    )
    assert facts == (
        ProtocolFact("sip"),
        ProtocolFact("sip", "method", "INVITE"),
        ProtocolFact("sip", "guard", "yes"),
        ProtocolFact("sip", "version", "0"),
    )


def test_each_value_is_listed_once_in_order() -> None:
    facts = listed(Protocol.MQTT, "topic", ["b", "a", "", "b"])
    assert [(fact.protocol, fact.key, fact.value) for fact in facts if isinstance(fact, ProtocolFact)] == [
        ("mqtt", "topic", "b"),
        ("mqtt", "topic", "a"),
    ]


@pytest.mark.parametrize("host", [None, "192.0.2.7", "2001:db8::7", "127.1"])
def test_an_address_names_nobody(host: str | None) -> None:
    assert named(host, NameSource.SIP_URI) == ()


def test_a_name_is_of_the_peer() -> None:
    assert named("a.example", NameSource.RTMP_URL) == (NameFact("a.example", None, "rtmp_url"),)
