"""Third parties: who is first is shown and said, who is not known is named so, and countries of law are no places."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.reports.html.page import analysis_page
from harness.reports.html.third_parties import MOST, third_parties
from harness.tables.verification import Verification
from tests.support import analysis_example
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.many_endpoints import many_in_analysis, many_in_verification


def with_vendor(base: Verification, vendor: str) -> Verification:
    return replace(
        base, scenario=replace(base.scenario, subject=replace(base.scenario.subject, vendor=vendor))
    )


def test_the_scenario_s_vendor_is_first_party_and_nobody_else() -> None:
    found = third_parties(with_vendor(many_in_verification(120), "example OPERATOR 1"))
    assert found is not None
    assert found.first == ("Example Operator 1",)
    assert {row.who for row in found.own} == {"Example Operator 1"}
    assert "example OPERATOR 1, as operator" in found.decided
    assert "Example Operator 1" not in {row.who for row in found.others}
    # "vendor-first-party" of another operator than the vendor is a third party's.
    assert "vendor-first-party" in {row.category for row in found.others}


def test_where_no_operator_has_the_vendor_s_name_rules_say_who_is_first_party() -> None:
    base = many_in_verification(120)
    found = third_parties(with_vendor(base, "Somebody Else"))
    assert found is not None
    by_rule = (
        base.classes.filter(pl.col("category") == "vendor-first-party")["operator"].unique().sort().to_list()
    )
    assert list(found.first) == by_rule
    assert "No service rule that matched names the scenario's vendor, Somebody Else" in found.decided
    assert "An analysis names no vendor" in (third_parties(many_in_analysis(9)) or found).decided


def test_an_operator_that_is_not_known_is_nobody_s_and_said_to_be_unknown() -> None:
    base = many_in_verification(30)
    found = third_parties(base)
    assert found is not None
    unknown = base.classes.filter(pl.col("operator").is_null()).height
    (row,) = found.unknown
    assert (row.who, row.category, row.names.partition(":")[0]) == (
        "service.example",
        "no rule matches",
        f"{unknown} endpoints",
    )
    assert row.hosts == "Example Cloud"


def test_parties_beyond_what_a_page_holds_are_counted() -> None:
    base = many_in_verification(MOST + 7)
    endpoints = base.endpoints.with_columns(registrable_domain=pl.lit(None, dtype=pl.String))
    found = third_parties(
        replace(base, endpoints=endpoints, classes=base.classes.clear(), leads=base.leads.clear())
    )
    assert found is not None
    assert len(found.unknown) == MOST
    assert found.left_out.startswith("Not listed: 7 parties")
    assert {row.category for row in found.unknown} == {"no rule matches"}


def test_octets_are_all_there_and_those_of_one_cell_count_once() -> None:
    base = many_in_verification(60)
    sole = third_parties(base)
    again = pl.concat(
        [
            base.contacts,
            base.contacts.with_columns(vantage_point=pl.lit("second"), contact_id=pl.col("contact_id") + 60),
        ]
    )
    second = base.endpoints.with_columns(vantage=pl.lit("sg-v1/second"))
    classes = pl.concat([base.classes, base.classes.with_columns(vantage=pl.lit("sg-v1/second"))])
    twice = third_parties(
        replace(base, contacts=again, endpoints=pl.concat([base.endpoints, second]), classes=classes)
    )
    assert sole is not None
    assert twice is not None
    assert [(row.who, row.sent) for row in twice.others] == [(row.who, row.sent) for row in sole.others]


def test_only_what_the_subject_sent_in_test_cells_counts() -> None:
    base = many_in_verification(9)
    tools = base.contacts.with_columns(owner=pl.lit("tool"))
    assert third_parties(replace(base, contacts=tools)) is None


def test_countries_of_law_stand_apart_from_places() -> None:
    found = third_parties(analysis_example.example())
    assert found is not None
    (maps,) = [row for row in found.others if row.who == "Example Maps"]
    assert (maps.category, maps.control, maps.located, maps.rules) == ("maps", "US", "US", "maps")
    (analytics,) = [row for row in found.others if row.who == "Example Analytics"]
    assert (analytics.control, analytics.located) == ("CN", "DE")
    (drones,) = [row for row in found.others if row.who == "Example Drones"]
    assert (drones.standing, drones.claims) == ("witness", "witness CN")
    assert drones == found.others[0]


def test_hostile_names_are_inert() -> None:
    for name in HOSTILE_NAMES:
        page = analysis_page(analysis_example.hostile(name)).decode()
        assert "<script>'" not in page
        assert "\x1b" not in page
