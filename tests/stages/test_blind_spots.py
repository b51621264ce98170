"""What could hide a witness: each once, told where it lies, and never taken away by who accepts it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.blind_spots import BLIND_SPOTS as RULES
from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import ClaimKind, Scope
from harness.model.scenario import Cell, CellRole, Scenario
from harness.model.selection import Selection
from harness.stages.blind_spots import (
    coverage_spots,
    gather_blind_spots,
    lead_spots,
    scope_spots,
    stale_spots,
)
from harness.stages.spots import Spot
from tests.support.judging_rows import (
    CN_IP,
    LOG,
    accepted,
    claim,
    contact,
    contacts_of,
    coverage_of,
    lead,
    leads_of,
    measure,
    open_lead,
    silence,
)
from tests.support.scenario_parts import cell, scenario

CUT = Spot(cell="us", kind=BlindSpotKind.TRUNCATED_FILE, detail="Cut.")
WITHIN = Scope(
    egress_regions=("US",), account_regions=("US",), subject_versions=("1.0",), settings=("default",)
)
TWO = scenario(cell(), cell(id="de", egress_region="DE"), claims=(claim(), silence()))


def gathered(*spots: Spot, of: Scenario = TWO) -> list[dict[str, Any]]:
    return gather_blind_spots(spots, of).to_dicts()


def test_a_blind_spot_blinds_the_kinds_of_its_rule_and_says_how_to_mend_it() -> None:
    (row,) = gathered(CUT)
    assert row["blinds"] == sorted(kind.value for kind in ClaimKind)
    assert (row["remedy"], row["accepted"]) == (RULES[BlindSpotKind.TRUNCATED_FILE].remedy, None)


def test_a_blind_spot_of_one_claim_blinds_that_claims_kind_alone() -> None:
    (row,) = gathered(Spot(cell="us", kind=BlindSpotKind.NO_CONTROL, detail="None.", claim="silent"))
    assert (row["claim"], row["blinds"]) == ("silent", ["silence"])


def test_what_is_only_listed_blinds_nothing() -> None:
    lost = Spot(cell="us", kind=BlindSpotKind.PACKET_LOSS, detail="1 lost.", blocks=False)
    assert [row["blinds"] for row in gathered(lost)] == [[]]


def test_the_same_blind_spot_twice_is_one_row_and_two_of_a_kind_are_two() -> None:
    other = Spot(cell="us", kind=BlindSpotKind.TRUNCATED_FILE, detail="Cut elsewhere.")
    assert [row["detail"] for row in gathered(CUT, CUT, other)] == ["Cut elsewhere.", "Cut."]


@pytest.mark.parametrize(
    ("cells", "shown"), [((), True), (("us",), True), (("de", "us"), True), (("de",), False)]
)
def test_an_accepted_limit_is_shown_in_its_cells_and_blocks_all_the_same(
    cells: tuple[str, ...], shown: bool
) -> None:
    limit = accepted(BlindSpotKind.TRUNCATED_FILE, *cells)
    (row,) = gathered(CUT, of=scenario(cell(), cell(id="de"), claims=(claim(),), accepted_limits=(limit,)))
    assert row["accepted"] == ("no counter (until 2027-03-01)" if shown else None)
    assert "location" in row["blinds"]


def test_accepting_one_kind_accepts_no_other() -> None:
    limit = accepted(BlindSpotKind.EARLY_END, expires=date(2027, 1, 1))
    (row,) = gathered(CUT, of=scenario(cell(), claims=(claim(),), accepted_limits=(limit,)))
    assert row["accepted"] is None


SPOTS = st.lists(
    st.builds(
        Spot,
        cell=st.sampled_from(["us", "de", None]),
        kind=st.sampled_from([BlindSpotKind.TRUNCATED_FILE, BlindSpotKind.TUNNEL]),
        detail=st.sampled_from(["A.", "B."]),
        claim=st.sampled_from([None, "no-cn", "silent"]),
        selection=st.sampled_from([None, "all cells"]),
        lead_id=st.sampled_from([None, 0, 1]),
        capture=st.sampled_from([None, "c0"]),
    ),
    max_size=8,
)


@given(SPOTS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_found_changes_nothing(spots: list[Spot], random: Any) -> None:
    table = gather_blind_spots(spots, TWO)
    random.shuffle(spots)
    assert_frame_equal(gather_blind_spots(spots, TWO), table)
    assert table["blind_spot_id"].to_list() == list(range(len(set(spots))))


def test_an_open_lead_is_a_blind_spot_with_its_packet_and_others_are_none() -> None:
    leads = leads_of(
        lead(),
        open_lead(lead_id=1, contact_id=1),
        lead(lead_id=2, contact_id=2, standing="excluded", finding=None),
    )
    contacts = contacts_of(*(contact(contact_id=n) for n in range(3)))
    assert list(lead_spots(leads, contacts)) == [
        Spot(
            cell="us", kind=BlindSpotKind.BELOW_LEVEL, detail=f"{LOG} {CN_IP} tcp/443: It is there.", claim="no-cn",
            capture="c0", packet=7, lead_id=1,
        )
    ]  # fmt: skip


def test_a_lead_without_name_or_port_is_told_by_its_address() -> None:
    row = contact(name=None, server_port=None, transport="esp")
    (spot,) = lead_spots(leads_of(open_lead()), contacts_of(row))
    assert spot.detail == f"{CN_IP} esp: It is there."


def loss(ratio: float | None, floor: float = 1.0, **given: Any) -> list[str]:
    of = scenario(cell(**given), claims=(claim(floor_ratio=floor),))
    return [spot.detail for spot in coverage_spots(coverage_of(measure(ratio)), of)]


@pytest.mark.parametrize(
    ("ratio", "floor", "told"),
    [
        (0.5, 1.0, "50% of the packets were captured; no-cn asks for 100%."),
        (0.999_999_999, 1.0, "99.999999% of the packets were captured; no-cn asks for 100%."),
        (0.99, 0.999, "99% of the packets were captured; no-cn asks for 99.9%."),
        (0.0, 0.999_99, "0% of the packets were captured; no-cn asks for 99.999%."),
    ],
)
def test_loss_below_the_floor_blocks_and_never_reads_as_if_all_was_there(
    ratio: float, floor: float, told: str
) -> None:
    assert loss(ratio, floor) == [told]


@pytest.mark.parametrize(("ratio", "floor"), [(1.0, 1.0), (0.99, 0.99), (0.995, 0.99)])
def test_loss_that_the_claim_bears_does_not_block(ratio: float, floor: float) -> None:
    assert loss(ratio, floor) == []


def test_loss_that_is_not_known_is_no_loss_and_has_a_kind_of_its_own() -> None:
    assert loss(None) == []


def test_loss_weighs_against_each_claims_own_floor_in_test_cells_alone() -> None:
    of = scenario(
        cell(),
        cell(id="base", role=CellRole.BASELINE),
        claims=(claim(floor_ratio=0.9), silence(floor_ratio=1.0)),
    )
    rows = coverage_of(measure(0.95), measure(0.5, cell="base"), measure(0.5, "frames"))
    assert [(spot.cell, spot.claim) for spot in coverage_spots(rows, of)] == [("us", "silent")]


def test_place_data_of_another_time_are_told_of_each_cell_once_and_block_only_what_hangs_on_them() -> None:
    spots = list(stale_spots(frozenset({"us", "de"}), 180))
    assert [(spot.cell, spot.kind) for spot in spots] == [("de", "old_data"), ("us", "old_data")]
    assert {tuple(row["blinds"]) for row in gathered(*spots)} == {()}
    assert "180 days" in spots[0].detail


def beyond(*cells: Cell, scope: Scope = WITHIN, only: Selection | None = None) -> list[tuple[str, str]]:
    found = scope_spots(scenario(*cells, claims=(claim(scope=scope),)), only or Selection())
    return [(spot.kind.value, spot.detail) for spot in found]


BOTH = (4, 6)


def test_a_claim_within_what_was_tested_leaves_nothing_open() -> None:
    assert beyond(cell(ip_versions=BOTH)) == []


def test_a_claim_without_bounds_is_never_wholly_tested() -> None:
    assert beyond(cell(ip_versions=BOTH), scope=Scope()) == [
        ("scope_not_tested", "egress.region: asserted for any value, tested for US."),
        ("scope_not_tested", "account.region: asserted for any value, tested for US."),
        ("scope_not_tested", "subject.version: asserted for any value, tested for 1.0."),
        ("scope_not_tested", "settings: asserted for any value, tested for default."),
    ]


def test_a_planned_cell_covers_nothing() -> None:
    assert beyond(cell(captures=(), ip_versions=BOTH)) == [
        ("scope_not_tested", "egress.region: asserted for US too, which no cell tested."),
        ("scope_not_tested", "account.region: asserted for US too, which no cell tested."),
        ("scope_not_tested", "subject.version: asserted for 1.0 too, which no cell tested."),
        ("scope_not_tested", "settings: asserted for default too, which no cell tested."),
        ("cell_not_run", "Cell us is planned and was not run."),
    ]


def test_an_ip_version_that_no_cell_offered_is_told_and_one_that_some_cell_offered_is_not() -> None:
    assert [kind for kind, _ in beyond(cell(ip_versions=(4,)))] == ["ip_version_not_offered"]
    assert beyond(cell(ip_versions=(4,)), cell(id="two", ip_versions=(6,))) == []


def test_a_choice_of_cells_answers_for_its_own_cells_alone() -> None:
    scope = Scope(
        egress_regions=("US", "DE"), account_regions=("US",), subject_versions=("1.0",), settings=("default",)
    )
    cells = (cell(ip_versions=BOTH), cell(id="de", egress_region="DE", ip_versions=BOTH))
    us = Selection((("egress.region", ("US",)),))
    assert beyond(*cells, scope=scope) == []
    assert beyond(*cells, scope=scope, only=us) == [
        ("scope_not_tested", "egress.region: asserted for DE too, which no cell tested.")
    ]
    spots = scope_spots(scenario(*cells, claims=(claim(scope=scope),)), us)
    assert {(spot.cell, spot.selection, spot.claim) for spot in spots} == {
        (None, "egress.region=US", "no-cn")
    }


CROSSED = Scope(
    egress_regions=("US", "DE"),
    account_regions=("US", "DE"),
    subject_versions=("1.0",),
    settings=("default",),
)


def located(egress: str, account: str) -> Cell:
    return cell(id=f"{egress}-{account}", egress_region=egress, account_region=account, ip_versions=BOTH)


def test_regions_that_were_each_tested_and_never_with_each_other_are_told() -> None:
    told = "egress.region, account.region: 2 of their combinations were not tested: DE with US, US with DE."
    assert beyond(located("US", "US"), located("DE", "DE"), scope=CROSSED) == [("scope_not_tested", told)]


def test_of_many_combinations_that_were_not_tested_the_first_are_named_and_all_are_counted() -> None:
    regions = tuple(f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ")
    wide = Scope(
        egress_regions=regions, account_regions=regions, subject_versions=("1.0",), settings=("default",)
    )
    ((_, told),) = beyond(*(located(one, one) for one in regions), scope=wide)
    assert told.endswith(
        "9900 of their combinations were not tested: AA with AB, AA with AC, AA with AD, and more."
    )


def test_regions_that_were_all_tested_with_each_other_leave_nothing_open() -> None:
    cells = (located(one, other) for one in ("US", "DE") for other in ("US", "DE"))
    assert beyond(*cells, scope=CROSSED) == []


def test_empty_input_makes_an_empty_table() -> None:
    table = gather_blind_spots((), TWO)
    assert table.height == 0
    assert table.schema["blinds"] == pl.List(pl.String)


def test_other_blind_spots_lie_in_no_flows() -> None:
    (row,) = gathered(CUT)
    assert (row["flows"], row["payload_octets"], row["octets_ratio"]) == (None, None, None)
