"""What a narrower test would have said otherwise, on rows written by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.stages.changed import changed_leads, changed_places
from harness.tables.places import PLACES
from tests.support.judging_rows import CN_IP, US_IP, contact, contacts_of, lead, leads_of, open_lead
from tests.support.places_example import frame, place

HAS = pl.DataFrame({"cell": ["us", "us"], "vantage_point": ["lan", "wan"]})
FEW = HAS.head(1)


def places(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(PLACES, *({"vantage": "us/lan"} | row for row in rows))


def at(ip: str, status: str = "agreed", *candidates: str, vantage: str = "us/lan") -> dict[str, Any]:
    return place(ip, vantage=vantage, status=status, candidates=list(candidates))


def test_an_address_whose_status_or_countries_differ_is_told_with_both() -> None:
    full = places(at(CN_IP, "agreed", "CN"), at(US_IP, "agreed", "US"), at("8.0.0.3", "disputed", "CN", "SG"))
    narrow = places(
        at(CN_IP, "single", "CN"), at(US_IP, "agreed", "US"), at("8.0.0.3", "disputed", "CN", "DE")
    )
    named = contacts_of(contact(), contact(contact_id=1, name="b.example"), contact(contact_id=2, name=None))
    found = changed_places(full, narrow, named, HAS)
    assert found.rows() == [
        ("us/lan", CN_IP, ["b.example", "log.skylark.example"], "agreed", ["CN"], "single", ["CN"]),
        ("us/lan", "8.0.0.3", [], "disputed", ["CN", "SG"], "disputed", ["CN", "DE"]),
    ]


def test_places_are_told_only_where_both_tests_saw_the_address() -> None:
    full = places(at(CN_IP, "agreed", "CN"), at(CN_IP, "agreed", "CN", vantage="us/wan"))
    narrow = places(
        at(CN_IP, "single", "CN"), at(CN_IP, "single", "CN", vantage="us/wan"), at(US_IP, "single", "US")
    )
    for has, vantages in ((HAS, ["us/lan", "us/wan"]), (FEW, ["us/lan"]), (HAS.clear(), [])):
        found = changed_places(full, narrow, contacts_of(), has)
        assert found["vantage"].to_list() == vantages


def test_a_lead_that_is_weaker_gone_or_new_is_told_and_one_that_is_alike_is_not() -> None:
    contacts = contacts_of(
        *(contact(contact_id=number, server_ip=f"8.0.0.{number}", packet=10 + number) for number in range(4))
    )
    full = leads_of(
        lead(lead_id=0, contact_id=0),
        lead(lead_id=1, contact_id=1),
        open_lead(lead_id=2, contact_id=2, reason="It could be."),
    )
    narrow = leads_of(
        lead(lead_id=0, contact_id=0, reason="Told otherwise, and as firm."),
        open_lead(lead_id=1, contact_id=1, reason="One says so."),
        open_lead(lead_id=2, contact_id=3, reason="Nobody knows."),
    )
    found = changed_leads((contacts, full), (contacts, narrow), HAS)
    columns = ("server_ip", "full_standing", "standing", "full_reason", "reason", "packet")
    assert found.select(columns).rows() == [
        ("8.0.0.1", "witness", "open", "It is there.", "One says so.", 11),
        ("8.0.0.2", "open", None, "It could be.", None, 12),
        ("8.0.0.3", None, "open", None, "Nobody knows.", 13),
    ]


def test_of_several_contacts_of_an_endpoint_the_firmest_lead_stands_for_it() -> None:
    """A name that is lost splits or joins contacts; what was sent where stays."""
    two = contacts_of(contact(), contact(contact_id=1, name="other.example"))
    one = contacts_of(contact(name=None))
    full = leads_of(open_lead(lead_id=0), lead(lead_id=1, contact_id=1))
    assert changed_leads((two, full), (one, leads_of(lead())), HAS).is_empty()
    (row,) = changed_leads((two, full), (one, leads_of(open_lead())), HAS).rows(named=True)
    assert (row["full_standing"], row["standing"], row["name"]) == ("witness", "open", "other.example")


def test_leads_are_told_only_where_the_narrower_test_saw_the_endpoint() -> None:
    contacts = contacts_of(
        contact(), contact(contact_id=1, vantage_point="wan"), contact(contact_id=2, server_port=None)
    )
    full = leads_of(lead(), lead(lead_id=1, contact_id=1), lead(lead_id=2, contact_id=2))
    nothing = (contacts_of(), leads_of())
    for has, points in ((HAS, ["lan", "lan", "wan"]), (FEW, ["lan", "lan"]), (HAS.clear(), [])):
        found = changed_leads((contacts, full), nothing, has)
        assert found["vantage_point"].to_list() == points
    ports = changed_leads((contacts, full), nothing, FEW)["server_port"].to_list()
    assert ports == [443, None]
