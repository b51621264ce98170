"""Witnesses in words: each endpoint once, its first packet, and by what it is called."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import ClaimKind
from harness.stages.sentence_witnesses import Witnesses
from harness.tables.captures import CAPTURES
from tests.support.judging_rows import claim, contact, contacts_of, lead, leads_of, open_lead
from tests.support.places_example import frame
from tests.support.scenario_parts import captured, cell, scenario

Row = dict[str, Any]
END = "[settings default; account region US; bearer wifi; consent accepted; IPv4 only]: "


def witnesses(*contacts: Row, leads: tuple[Row, ...] | None = None) -> Witnesses:
    own = leads or tuple(
        lead(
            lead_id=row["contact_id"],
            contact_id=row["contact_id"],
            finding=f"no-cn/{row['name'] or row['server_ip']}",
        )
        for row in contacts
    )
    captures = frame(CAPTURES, captured(path="captures/a.pcap"))
    return Witnesses(leads_of(*own), contacts_of(*contacts), captures, scenario(cell()))


def told(*contacts: Row) -> str:
    numbers = [row["contact_id"] for row in contacts]
    return witnesses(*contacts).told(claim(), numbers).partition(END)[2]


def test_an_endpoint_has_its_name_and_its_first_packet() -> None:
    assert (
        told(contact(packet=9), contact(contact_id=1, packet=7, step="idle"))
        == "log.skylark.example (packet 7 of a.pcap)"
    )


def test_a_name_that_is_not_certain_stands_behind_the_address() -> None:
    assert told(contact(possible_names=["a.example", "log.skylark.example"])) == (
        "8.0.0.1 tcp/443, perhaps log.skylark.example (packet 7 of a.pcap)"
    )


def test_an_endpoint_without_a_name_is_its_address() -> None:
    assert told(contact(name=None)) == "8.0.0.1 tcp/443 (packet 7 of a.pcap)"
    assert told(contact(name=None, server_port=None, transport="icmp")) == "8.0.0.1 icmp (packet 7 of a.pcap)"


def test_a_capture_that_is_not_listed_is_told_by_its_path_or_key() -> None:
    assert told(contact(capture="zz")) == "log.skylark.example (packet 7 of capture zz)"


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        (("data",), "sent application data to 1 endpoint"),
        (("data", "attempted"), "attempted to reach 1 endpoint"),
        (("handshake", "data"), "made a TLS or QUIC handshake with 1 endpoint"),
        (("connected", "handshake"), "connected to 1 endpoint"),
    ],
)
def test_what_was_done_is_told_by_the_least_level(levels: tuple[str, ...], text: str) -> None:
    rows = [contact(contact_id=number, contact=level) for number, level in enumerate(levels)]
    sentence = witnesses(*rows).told(claim(), range(len(rows)))
    assert sentence.startswith(f"in US, Skylark 1.0 {text} located in CN {END}")


@pytest.mark.parametrize(
    ("row", "kind", "aside"),
    [
        ({"owner": "subject"}, ClaimKind.LOCATION, True),
        ({"owner": "unassigned"}, ClaimKind.CONTROL, True),
        ({"owner": "tool"}, ClaimKind.LOCATION, False),
        ({"owner": "other"}, ClaimKind.NAME, False),
        ({"owner": "subject"}, ClaimKind.SILENCE, False),
        ({"owner": "subject"}, ClaimKind.CONTENT, False),
    ],
)
def test_what_the_product_did_and_is_set_aside_is_known(row: Row, kind: ClaimKind, aside: bool) -> None:
    found = witnesses(contact(**row), leads=(lead(standing="excluded", finding=None),))
    assert found.set_aside(claim(kind=kind), ["us"]) is aside
    assert not found.set_aside(claim(kind=kind), ["de"])
    assert not found.set_aside(claim("another", kind=kind), ["us"])


def test_what_is_open_is_not_set_aside() -> None:
    assert not witnesses(contact(), leads=(open_lead(),)).set_aside(claim(), ["us"])
