"""Findings by identity: never by address, never deleted, and never hidden by another of the same host."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import Scenario
from harness.stages.findings import finding_id, gather_findings
from tests.support.judging_rows import (
    CN_IP,
    LOG,
    claim,
    contact,
    contacts_of,
    judgement_row,
    judgements_of,
    lead,
    leads_of,
    open_lead,
)
from tests.support.places_example import place
from tests.support.scenario_parts import at, cell, scenario, step

Row = dict[str, Any]
V1 = cell(step("login", 0, 60), id="v1")
V2 = cell(step("login", 3600, 3660), id="v2", subject_version="1.1")
TWO = scenario(V1, V2, claims=(claim(),))
PASSED = (judgement_row("v1", "FAIL", witnesses=[0]), judgement_row("v2", "PASS"))


def gathered(*pairs: tuple[Row, Row], judged: tuple[Row, ...] = PASSED, of: Scenario = TWO) -> pl.DataFrame:
    """Findings of pairs of lead and contact, numbered."""
    leads = [one | {"lead_id": n, "contact_id": n} for n, (one, _) in enumerate(pairs)]
    contacts = [one | {"contact_id": n, "cell": of_lead["cell"]} for n, (of_lead, one) in enumerate(pairs)]
    return gather_findings(leads_of(*leads), contacts_of(*contacts), judgements_of(*judged), of)


def column(name: str, *pairs: tuple[Row, Row], **given: Any) -> list[Any]:
    return gathered(*pairs, **given)[name].to_list()


@pytest.mark.parametrize(
    ("row", "where", "wanted"),
    [
        ({}, place(asn=64500), f"no-cn/{LOG}"),
        ({"server_ip": "8.0.0.9", "server_port": 8883}, None, f"no-cn/{LOG}"),
        ({"name": None}, place(asn=64500), "no-cn/AS64500/tcp/443"),
        ({"name": None, "server_ip": "8.0.0.9"}, place(asn=64500), "no-cn/AS64500/tcp/443"),
        ({"name": None, "server_port": None, "transport": "esp"}, place(asn=64500), "no-cn/AS64500/esp"),
        ({"name": None}, place(asn=None), "no-cn/AS?/tcp/443"),
        ({"name": None}, None, "no-cn/AS?/tcp/443"),
    ],
)
def test_identity_never_hangs_on_the_address(row: Row, where: Row | None, wanted: str) -> None:
    assert finding_id("no-cn", contact(**row), where) == wanted


def test_a_finding_keeps_all_its_witnesses_and_the_whole_span_of_them() -> None:
    rows = gathered(
        (lead(cell="v1"), contact(first_ns=at(5), last_ns=at(6))),
        (lead(cell="v1"), contact(server_ip="8.0.0.9", first_ns=at(2), last_ns=at(3))),
        (lead(cell="v2"), contact(first_ns=at(3601), last_ns=at(3609))),
        judged=(judgement_row("v1", "FAIL", witnesses=[0, 1]), judgement_row("v2", "FAIL", witnesses=[2])),
    )
    assert rows.select("finding", "status", "cells", "leads", "first_ns", "last_ns").rows() == [
        (f"no-cn/{LOG}", "open", ["v1", "v2"], [0, 1, 2], at(2), at(3609)),
    ]  # fmt: skip


def test_a_finding_that_is_fixed_still_stands_with_the_cell_that_shows_it() -> None:
    rows = gathered((lead(cell="v1"), contact()))
    assert rows.select("status", "cells", "cells_since", "leads").rows() == [("fixed", ["v1"], ["v2"], [0])]


def test_a_host_that_changes_its_name_is_another_finding_and_the_first_stays() -> None:
    renamed = lead(cell="v2", finding="no-cn/telemetry.skylark.example")
    rows = gathered(
        (lead(cell="v1"), contact()),
        (renamed, contact(name="telemetry.skylark.example")),
        judged=(PASSED[0], judgement_row("v2", "FAIL", witnesses=[1])),
    )
    assert rows.select("finding", "status", "cells").rows() == [
        (f"no-cn/{LOG}", "not_seen_since", ["v1"]),
        ("no-cn/telemetry.skylark.example", "open", ["v2"]),
    ]


STILL_THERE = {
    "under its name at another address": (contact(), contact(server_ip="8.0.0.9")),
    "where its name may have been meant": (
        contact(),
        contact(name="a.example", possible_names=["a.example", LOG], server_ip="8.0.0.9"),
    ),
    "at its address without a name": (contact(), contact(name=None)),
    "at its address under a name, where it had none": (contact(name=None), contact(name="new.example")),
    "at its address, never having had a name": (contact(name=None), contact(name=None)),
}


@pytest.mark.parametrize(("then", "now"), STILL_THERE.values(), ids=STILL_THERE)
def test_a_contact_left_open_that_could_be_the_finding_keeps_it_open(then: Row, now: Row) -> None:
    judged = (PASSED[0], judgement_row("v2", "INCONCLUSIVE", blind_spots=[0]))
    witness = lead(cell="v1", finding=finding_id("no-cn", then, place(asn=64500)))
    pairs = ((witness, then), (open_lead(cell="v2"), now))
    assert column("status", *pairs, judged=judged) == ["open"]
    assert column("cells_since", *pairs, judged=judged) == [[]]


OTHERS = {
    "another name at another address": contact(name="other.example", server_ip="8.0.0.9"),
    "another name at the same address": contact(name="other.example"),
    "no name at another address": contact(name=None, server_ip="8.0.0.9"),
}


@pytest.mark.parametrize("now", OTHERS.values(), ids=OTHERS)
def test_a_contact_left_open_that_is_another_does_not(now: Row) -> None:
    judged = (PASSED[0], judgement_row("v2", "INCONCLUSIVE", blind_spots=[0]))
    assert column("status", (lead(cell="v1"), contact()), (open_lead(cell="v2"), now), judged=judged) == [
        "not_seen_since"
    ]


def test_what_is_excluded_in_a_later_cell_is_not_the_finding() -> None:
    excluded = lead(cell="v2", standing="excluded", finding=None)
    assert column("status", (lead(cell="v1"), contact()), (excluded, contact(owner="tool"))) == ["fixed"]


def test_an_open_lead_of_another_claim_says_nothing_of_this_finding() -> None:
    two_claims = scenario(V1, V2, claims=(claim(), claim("no-hk")))
    other = tuple(
        judgement_row(name, "INCONCLUSIVE", claim="no-hk", blind_spots=[0]) for name in ("v1", "v2")
    )
    pairs = ((lead(cell="v1"), contact()), (open_lead(cell="v2", claim="no-hk"), contact()))
    assert column("status", *pairs, of=two_claims, judged=(*PASSED, *other)) == ["fixed"]


def test_one_host_that_contradicts_two_claims_is_two_findings_by_claim_as_listed() -> None:
    two_claims = scenario(V1, claims=(claim("z-first"), claim("a-second")))
    pairs = [
        (lead(cell="v1", claim=name, finding=f"{name}/{LOG}"), contact()) for name in ("a-second", "z-first")
    ]
    judged = tuple(judgement_row("v1", "FAIL", claim=name, witnesses=[0]) for name in ("a-second", "z-first"))
    assert column("finding", *pairs, of=two_claims, judged=judged) == [f"z-first/{LOG}", f"a-second/{LOG}"]


def test_without_witnesses_there_are_no_findings() -> None:
    assert gathered((open_lead(cell="v1"), contact())).is_empty()


@given(st.permutations(range(4)))
def test_the_order_of_leads_and_contacts_changes_nothing(order: list[int]) -> None:
    leads = [
        lead(lead_id=n, contact_id=n, cell=name, finding=f"no-cn/{host}")
        for n, (name, host) in enumerate(
            [("v1", "a.example"), ("v2", "a.example"), ("v1", "b.example"), ("v1", "b.example")]
        )
    ]
    contacts = [
        contact(contact_id=n, cell=one["cell"], server_ip=CN_IP, last_ns=at(2 + n))
        for n, one in enumerate(leads)
    ]
    judged = judgements_of(judgement_row("v1", "FAIL"), judgement_row("v2", "FAIL"))
    shuffled = gather_findings(
        leads_of(*(leads[n] for n in order)),
        contacts_of(*(contacts[n] for n in reversed(order))),
        judged,
        TWO,
    )
    assert_frame_equal(shuffled, gather_findings(leads_of(*leads), contacts_of(*contacts), judged, TWO))
