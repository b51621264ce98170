"""Endpoints by concern: the terminal's order, and what each is to every claim."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.model.words import Standing
from harness.reports.concern import by_concern
from harness.reports.html.endpoint_keys import key_of
from harness.reports.html.endpoint_rows import CONTROL, REST, UNLOCATED, countries_asked, listed
from tests.support import analysis_example
from tests.support.many_endpoints import address, many_in_verification


def test_an_analysis_has_the_order_of_the_terminal_report() -> None:
    analysis = analysis_example.example()
    terminal = by_concern(analysis)
    found = listed(analysis)
    assert [key_of(one.row) for one in found] == [key_of(row) for row in terminal.iter_rows(named=True)]
    assert [one.rank for one in found] == terminal["rank"].to_list()


def test_witnesses_of_claims_come_first_and_say_of_which() -> None:
    found = listed(many_in_verification(120))
    assert [one.standing for one in found[:4]] == [Standing.WITNESS] * 3 + [None]
    assert {one.row["server_ip"] for one in found[:3]} == {address(0), address(50), address(100)}
    assert {one.concern for one in found[:3]} == {"witness no-data-to-cn"}
    sent = [one.row["payload_octets_up"] for one in found[3:]]
    assert sent == sorted(sent, reverse=True)


def test_every_lead_stands_at_its_endpoint() -> None:
    base = many_in_verification(120)
    said = [
        (one.row["server_ip"], each.about, each.reason, each.packet)
        for one in listed(base)
        for each in one.said
    ]
    leads = base.leads.join(base.contacts, on="contact_id")
    wanted = leads.select("server_ip", "claim", "reason", "packet").rows()
    assert sorted(said) == sorted(wanted)


def test_the_firmest_standing_counts_and_excluded_is_no_concern() -> None:
    base = many_in_verification(3)
    lead = base.leads.row(0, named=True)
    rows = [
        lead | {"standing": word, "lead_id": number}
        for number, word in enumerate(("excluded", "witness", "open"))
    ]
    leads = pl.DataFrame(rows, schema=base.leads.schema)
    (first, *_) = listed(replace(base, leads=leads))
    assert [one.standing for one in first.said] == [Standing.WITNESS, Standing.OPEN, Standing.EXCLUDED]
    only = [one for one in listed(replace(base, leads=leads[:1])) if one.said]
    assert [(one.rank, one.concern) for one in only] == [(REST, "excluded no-data-to-cn")]


def test_control_and_unlocated_come_before_the_rest() -> None:
    base = many_in_verification(10)
    ours, lost = address(3), address(4)
    classes = base.classes.with_columns(
        control_country=pl.when(pl.col("server_ip") == ours).then(pl.lit("CN"))
    )
    places = base.places.filter(pl.col("server_ip") != lost)
    found = listed(replace(base, leads=base.leads.clear(), classes=classes, places=places))
    assert countries_asked(base) == ("CN",)
    assert [(one.row["server_ip"], one.rank) for one in found[:2]] == [(ours, CONTROL), (lost, UNLOCATED)]
    assert {one.rank for one in found[2:]} == {REST}
