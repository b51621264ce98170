"""Every contact of a claim's cells is weighed, none of any other cell, and nothing is listed without its reason."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.claims import ClaimKind, Scope
from harness.model.scenario import CellRole, Interference, Scenario
from harness.model.selectors import EndpointSelector
from harness.stages.leads import gather_leads
from tests.support.judging_rows import (
    CN_IP,
    LOG,
    US_IP,
    claim,
    contact,
    contacts_of,
    one_cell,
    places_of,
    silence,
)
from tests.support.places_example import place, votes
from tests.support.scenario_parts import cell, scenario, step, vantage_point

Row = dict[str, Any]
IN_CN = place(CN_IP, asn=64500)
IN_US = place(US_IP, located=votes(vendor="US", holder="US"), candidates=["US"], country="US")
ONE = one_cell(claim())


def leads(
    *contacts: Row,
    of: Scenario = ONE,
    stale: frozenset[str] = frozenset(),
    places: tuple[Row, ...] = (IN_CN, IN_US),
) -> pl.DataFrame:
    numbered = (row | {"contact_id": n} for n, row in enumerate(contacts))
    return gather_leads(contacts_of(*numbered), places_of(*places, seen=contacts), of, stale)


def shown(*contacts: Row, **given: Any) -> list[tuple[Any, ...]]:
    return leads(*contacts, **given).select("cell", "contact_id", "standing", "blind_spot").rows()


def test_a_witness_carries_its_finding_and_reason_and_no_blind_spot() -> None:
    (row,) = leads(contact()).to_dicts()
    assert (row["lead_id"], row["finding"], row["blind_spot"], row["under_interference"]) == (
        0,
        f"no-cn/{LOG}",
        None,
        False,
    )
    assert row["reason"].endswith("sent to it by 192.168.1.20.")


def test_only_witnesses_are_findings() -> None:
    rows = leads(contact(contact="handshake"), contact(owner="tool", server_ip=CN_IP))
    assert rows.select("standing", "finding").rows() == [("open", None), ("excluded", None)]


def test_a_clear_contact_is_left_out() -> None:
    assert shown(contact(server_ip=US_IP)) == []


def test_an_address_without_a_place_is_open_and_never_clear() -> None:
    assert shown(contact(server_ip=US_IP), places=()) == [("us", 0, "open", "undecided_place")]


def test_witnesses_stand_before_what_is_open_and_that_before_what_is_excluded() -> None:
    rows = shown(contact(owner="tool"), contact(contact="handshake"), contact(), contact(server_port=8883))
    assert rows == [
        ("us", 2, "witness", None), ("us", 3, "witness", None), ("us", 1, "open", "below_level"),
        ("us", 0, "excluded", None),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [CellRole.BASELINE, CellRole.CONTROL])
def test_what_is_seen_without_the_app_or_with_the_mode_off_is_held_against_no_claim(role: CellRole) -> None:
    assert shown(contact(), of=one_cell(claim(), role=role)) == []


def test_a_cell_outside_the_claims_scope_gives_no_witness() -> None:
    assert shown(contact(), of=one_cell(claim(scope=Scope(egress_regions=("DE",))))) == []


def test_one_contact_is_judged_for_each_claim_by_itself() -> None:
    of = one_cell(claim(), claim("no-us", countries=("US",)), silence())
    rows = leads(contact(), contact(server_ip=US_IP), of=of)
    assert rows.select("claim", "contact_id", "finding").rows() == [
        ("no-cn", 0, f"no-cn/{LOG}"), ("no-us", 1, f"no-us/{LOG}"), ("silent", 0, f"silent/{LOG}"),
        ("silent", 1, f"silent/{LOG}"),
    ]  # fmt: skip


def test_every_kind_has_a_judge() -> None:
    """An endpoint that nothing is known of clears no claim about names or control, and needs planted data for content."""
    only = (EndpointSelector(hosts=("api.example",)),)
    told = {
        kind: shown(contact(), of=one_cell(claim(kind=kind, countries=("CN",), only=only)))
        for kind in ClaimKind
    }
    assert told == {
        ClaimKind.LOCATION: [("us", 0, "witness", None)], ClaimKind.SILENCE: [("us", 0, "witness", None)],
        ClaimKind.CONTROL: [("us", 0, "open", "no_name")], ClaimKind.NAME: [("us", 0, "open", "no_name")],
        ClaimKind.CONTENT: [],
    }  # fmt: skip


def test_place_data_of_another_time_leave_open_only_the_cells_that_they_are_far_from() -> None:
    of = scenario(cell(), cell(id="de"), claims=(claim(),))
    rows = shown(contact(), contact(cell="de"), of=of, stale=frozenset({"de"}))
    assert rows == [("us", 0, "witness", None), ("de", 1, "open", "old_data")]


def test_old_place_data_do_not_matter_to_silence() -> None:
    assert shown(contact(), of=one_cell(silence()), stale=frozenset({"us"})) == [("us", 0, "witness", None)]


def test_a_witness_under_interference_is_marked_so() -> None:
    intercepted = one_cell(claim(), interference=(Interference.TLS_INTERCEPTION,))
    assert leads(contact(), of=intercepted)["under_interference"].to_list() == [True]


def test_each_contact_is_judged_by_the_resolvers_of_its_own_vantage_point() -> None:
    of = scenario(
        cell(),
        claims=(claim(),),
        vantage_points=(vantage_point("lan", resolvers=(CN_IP,)), vantage_point("sim", resolvers=())),
    )
    rows = shown(contact(server_port=53), contact(server_port=53, vantage_point="sim"), of=of)
    assert rows == [("us", 1, "witness", None), ("us", 0, "excluded", None)]


def test_steps_are_told_by_the_kinds_of_each_cells_own_steps() -> None:
    flight = claim(scope=Scope(steps=("flight",)))
    of = scenario(cell(step("flight")), cell(step("idle"), id="de"), claims=(flight,))
    rows = shown(
        contact(step="flight", steps=["flight"]), contact(cell="de", step="idle", steps=["idle"]), of=of
    )
    assert rows == [("us", 0, "witness", None)]


def test_a_witness_without_a_name_is_known_by_its_network() -> None:
    assert leads(contact(name=None))["finding"].to_list() == ["no-cn/AS64500/tcp/443"]


@given(st.permutations(range(5)))
def test_the_order_of_contacts_and_places_changes_nothing(order: list[int]) -> None:
    rows = [
        contact(contact_id=n, owner=owner, server_port=400 + n)
        for n, owner in enumerate(["subject", "tool", "delegated", "subject", "other"])
    ]
    table = gather_leads(contacts_of(*rows), places_of(IN_CN, IN_US), ONE, frozenset())
    shuffled = gather_leads(contacts_of(*(rows[n] for n in order)), places_of(IN_US, IN_CN), ONE, frozenset())
    assert_frame_equal(shuffled, table)
    assert table["lead_id"].to_list() == list(range(5))


@given(st.lists(st.sampled_from([contact(), contact(server_ip=US_IP), contact(owner="tool")]), max_size=4))
def test_a_further_contact_never_takes_a_witness_away(others: list[Row]) -> None:
    assert ("us", 0, "witness", None) in shown(contact(), *others)
