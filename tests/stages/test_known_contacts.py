"""A contact is looked up by its own name; where several may have been meant, by each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from harness.model.matches import Match
from harness.model.rules import Confidence, Rule
from harness.model.ruleset import Ruleset
from harness.stages.contacts import Contacts
from harness.stages.known_contacts import Known, doubted_hellos, known_contacts
from harness.stages.signs import SIGNS
from harness.tables.obscured import OBSCURED
from tests.support.judging_rows import CN_IP, contact, contacts_of, places_of
from tests.support.known import hosting, rule
from tests.support.places_example import frame, place

WIDE = rule("skylark.all")
NARROW = rule("skylark.log", match=Match(hosts=("log.skylark.example",)), confidence=Confidence.INFERRED)
OTHER = rule("other.all", match=Match(suffixes=("other.example",)), operator="Other")


def known(*rules: Rule, **row: Any) -> Known:
    return known_by_signs((), *rules, **row)


def known_by_signs(signs: Sequence[tuple[str, str]], *rules: Rule, **row: Any) -> Known:
    """A contact with one flow that told ``signs``: key and text."""
    one = contact(**row)
    places = places_of(place(CN_IP, asn=64500), seen=[one])
    flows = pl.DataFrame(
        {"flow_id": [5], "contact_id": [one["contact_id"]]},
        schema=dict.fromkeys(("flow_id", "contact_id"), pl.UInt64),
    )
    told = frame(SIGNS, *({"flow_id": 5, "way": way, "text": text} for way, text in signs))
    catalogue = Ruleset(rules=rules, sha256="0" * 64)
    return known_contacts(Contacts(contacts_of(one), flows), places, catalogue, told)[0]


def told(found: Known) -> list[tuple[str | None, str | None, bool]]:
    return [
        (one.name, None if one.rule is None else one.rule.id, one.operator_firm) for one in found.services
    ]


def test_its_own_name_and_its_address_are_looked_up() -> None:
    found = known(WIDE, OTHER, hosting())
    assert told(found) == [("log.skylark.example", "skylark.all", True)]
    assert found.hosting is not None
    assert found.hosting.id == "cloud.networks"


def test_the_origin_as_tells_who_hosts_it() -> None:
    by_asn = hosting("as.networks", match=Match(asns=(64500,)))
    assert known(by_asn).hosting == by_asn


def test_each_name_that_may_have_been_meant_has_its_answer() -> None:
    found = known(WIDE, OTHER, possible_names=["a.other.example", "log.skylark.example", "x.example"])
    assert told(found) == [
        ("a.other.example", "other.all", True), ("log.skylark.example", "skylark.all", True), ("x.example", None, False),
    ]  # fmt: skip


def test_a_wider_firm_rule_of_the_same_operator_makes_who_runs_it_firm_and_one_of_another_does_not() -> None:
    assert told(known(WIDE, NARROW)) == [("log.skylark.example", "skylark.log", True)]
    assert told(known(NARROW)) == [("log.skylark.example", "skylark.log", False)]
    assert told(known(rule("wide.all", operator="Another"), NARROW)) == [
        ("log.skylark.example", "skylark.log", False)
    ]
    assert not known(WIDE, NARROW).services[0].firm


def test_without_a_name_only_the_address_tells() -> None:
    fixed = rule("fixed.dns", match=Match(cidrs=(f"{CN_IP}/32",)))
    assert told(known(WIDE, name=None)) == [(None, None, False)]
    assert told(known(fixed, name=None)) == [(None, "fixed.dns", True)]


def test_port_and_transport_narrow_it() -> None:
    mqtt = rule("skylark.mqtt", match=Match(suffixes=("skylark.example",), ports=(8883,)))
    assert told(known(mqtt, server_port=443)) == [("log.skylark.example", None, False)]
    assert told(known(mqtt, server_port=8883)) == [("log.skylark.example", "skylark.mqtt", True)]


def test_what_its_flows_told_narrows_it() -> None:
    offered = rule("skylark.mqtt", match=Match(suffixes=("skylark.example",), alpns=("mqtt",)))
    assert told(known(offered)) == [("log.skylark.example", None, False)]
    assert told(known_by_signs([("alpn", "mqtt")], offered)) == [
        ("log.skylark.example", "skylark.mqtt", True)
    ]


def test_a_hello_counts_for_the_name_that_it_told_and_a_certificate_for_none() -> None:
    by_sni = rule("other.sni", match=Match(snis=("other.example",)))
    shown = rule("other.shown", match=Match(certificates=("other.example",)))
    signs = [("sni", "a.other.example"), ("certificate", "a.other.example")]
    assert told(known_by_signs(signs, by_sni, shown)) == [("log.skylark.example", None, False)]
    assert told(known_by_signs(signs, by_sni, shown, name=None)) == [(None, None, False)]
    assert told(known_by_signs(signs, by_sni, shown, name="a.other.example")) == [
        ("a.other.example", "other.sni", True)
    ]


def test_hellos_are_doubted_only_where_encrypted_ones_may_be_real() -> None:
    rows = contacts_of(contact(contact_id=0), contact(contact_id=1), contact(contact_id=2, cell="de"))
    pairs = pl.DataFrame(
        [(5, 0), (6, 1), (7, 2)], schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64}, orient="row"
    )
    hellos = pl.DataFrame(
        [(5, True), (6, None), (7, True)], schema={"flow_id": pl.UInt64, "ech": pl.Boolean}, orient="row"
    )
    spot = dict.fromkeys(OBSCURED.columns) | {
        "vantage": "us/lan",
        "kind": "ech",
        "blinds": ["name"],
        "endpoints": 1,
    }
    spot |= {"flows": 1, "payload_octets": 1, "capture": "c0", "packet": 1}
    assert doubted_hellos(hellos, Contacts(rows, pairs), frame(OBSCURED, spot)) == {0}
    assert doubted_hellos(hellos, Contacts(rows, pairs), OBSCURED.empty()) == frozenset()
