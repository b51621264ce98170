"""What mends one blind spot, by its own situation: what only the file lacks is stated, what was not seen is captured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import ClaimKind, Grade
from harness.model.mendings import MENDINGS
from harness.model.plans import Act, Gap
from harness.model.scenario import Scenario, Tap
from harness.model.subject import Boundary, EgressState
from harness.model.ways import LimitKind, Way
from harness.stages.campaign_spots import campaign_spots
from harness.stages.plan_gaps import gaps_of
from harness.stages.spots import Spot
from harness.tables.contacts import CONTACTS
from harness.tables.content import UNDECODED
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from tests.support.judging_rows import claim, contact, contacts_of, leads_of, open_lead
from tests.support.places_example import frame
from tests.support.planned import BOUNDED, CLAIMS, DE, US, situation, spot, verified, world
from tests.support.scenario_parts import cell, stated, step, vantage_point
from tests.support.scenario_people import egress, subject


def gaps(one: Spot, of: Scenario | None = None, **given: Any) -> tuple[Gap, ...]:
    """Of the blind spot that is like the one given."""
    at = situation(verified((one,), of, **given))
    (number,) = [
        number
        for number, row in at.spots.items()
        if (row["kind"], row["detail"]) == (one.kind.value, one.detail)
    ]
    return gaps_of(number, at)


def acts(one: Spot, of: Scenario | None = None, **given: Any) -> list[Act | None]:
    return [gap.act for gap in gaps(one, of, **given)]


def of_contact(
    kind: Kind, of: Scenario | None = None, claim_id: str = "no-cn", **row: Any
) -> tuple[Gap, ...]:
    """A blind spot that comes from an open contact."""
    tables = {
        "leads": leads_of(open_lead(blind_spot=kind.value, claim=claim_id)),
        "contacts": contacts_of(contact(**row)),
    }
    return gaps(spot(kind, lead_id=0, claim=claim_id), of, **tables)


PLAIN = sorted(
    set(Kind)
    - {
        Kind.SCOPE_NOT_TESTED,
        Kind.CELL_NOT_RUN,
        Kind.IP_VERSION_NOT_OFFERED,
        Kind.OPAQUE,
        Kind.UNOBSERVED_EGRESS,
    }
)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_blind_spot_of_a_cell_is_mended_in_that_cell_by_a_way_of_its_kind(kind: Kind) -> None:
    (gap,) = gaps(spot(kind))
    assert gap.act is not None
    assert gap.act.way in MENDINGS[kind].ways
    assert gap.act.target == "us"


def test_what_the_program_encrypts_no_capture_opens() -> None:
    (gap,) = gaps(spot(Kind.OPAQUE))
    assert (gap.act, gap.limit) == (None, LimitKind.APPLICATION_ENCRYPTION)
    assert gap.about == "us: Something of opaque."


def test_what_only_the_file_lacks_is_stated_and_what_was_not_seen_is_captured() -> None:
    bare = cell(
        step("login", devices=()), step("idle", 60, 120, stated("video")), id="us", ip_versions=(4, 6)
    )
    of = world(bare, DE)
    unseen = dict.fromkeys(LIVENESS.columns) | {
        "cell": "us",
        "step": "idle",
        "device": "phone",
        "seen": False,
        "flows": 0,
    }
    tables = (
        frame(LIVENESS, unseen),
        pl.DataFrame(schema=STEP_EVIDENCE.schema),
        pl.DataFrame(schema=CONTACTS.schema),
    )
    found = {
        (one.kind, one.detail): acts(one, of)
        for one in campaign_spots(*tables, of)
        if one.cell == "us" and one.kind in (Kind.DEVICE_NOT_SEEN, Kind.STEP_UNPROVEN)
    }
    state, again = [Act(Way.STATE_STEPS, "us")], [Act(Way.RECAPTURE, "us")]
    assert found == {
        (Kind.DEVICE_NOT_SEEN, "Device phone was not seen in step idle."): again,
        (Kind.DEVICE_NOT_SEEN, "Step login names no device that must be seen."): state,
        (Kind.STEP_UNPROVEN, "Step login: it names no evidence."): state,
        (Kind.STEP_UNPROVEN, "Step idle: none of its evidence was found."): again,
    }


def test_a_way_out_is_tapped_once_for_all_cells() -> None:
    of = world(
        subject=subject(
            Boundary.DEVICE, egress("sim", EgressState.UNOBSERVED), egress("4g", EgressState.UNOBSERVED)
        )
    )
    tables = (
        pl.DataFrame(schema=LIVENESS.schema),
        pl.DataFrame(schema=STEP_EVIDENCE.schema),
        pl.DataFrame(schema=CONTACTS.schema),
    )
    unwatched = [one for one in campaign_spots(*tables, of) if one.kind is Kind.UNOBSERVED_EGRESS]
    at = situation(verified(unwatched, of))
    found = [
        gaps_of(number, at)[0].act
        for number, row in at.spots.items()
        if row["kind"] == Kind.UNOBSERVED_EGRESS.value
    ]
    assert found == [Act(Way.TAP_EGRESS, target) for target in ("4g", "sim", "4g", "sim")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.RESOLVER_CHOICE_UNKNOWN, Act(Way.STATE_RESOLVERS, "lan")),
        (Kind.REMOTE_SIDE_UNKNOWN, Act(Way.STATE_SENDER, "192.168.1.20")),
        (Kind.TUNNEL, Act(Way.TAP_BEYOND, "8.0.0.1")),
        (Kind.CARRIER_ONWARD, Act(Way.TAP_BEYOND, "lan")),
        (Kind.UNKNOWN_OPERATOR, Act(Way.ADD_RULE, "log.skylark.example")),
        (Kind.RULE_NOT_FIRM, Act(Way.ADD_RULE, "log.skylark.example")),
        (Kind.BELOW_LEVEL, Act(Way.RECAPTURE, "us")),
    ],
)
def test_a_blind_spot_of_a_contact_is_mended_where_the_contact_says(kind: Kind, expected: Act) -> None:
    assert [gap.act for gap in of_contact(kind, claim_id="only-listed")] == [expected]


def test_an_endpoint_without_a_name_is_known_by_its_address() -> None:
    (gap,) = of_contact(Kind.UNKNOWN_OPERATOR, claim_id="only-listed", name=None)
    assert gap.act == Act(Way.ADD_RULE, "8.0.0.1")


@pytest.mark.parametrize(
    ("row", "attribution", "tap", "expected"),
    [
        ({"device": None}, Grade.DEVICE, Tap.GATEWAY_LAN, Act(Way.STATE_SENDER, "192.168.1.20")),
        ({"device": None}, Grade.UID, Tap.GATEWAY_LAN, Act(Way.RECAPTURE_UID, "us")),
        ({}, Grade.DEVICE, Tap.GATEWAY_LAN, Act(Way.BASELINE, "US wifi")),
        ({"device": None}, Grade.DEVICE, Tap.GATEWAY_WAN, Act(Way.RECAPTURE, "us")),
    ],
)
def test_who_sent_it(row: dict[str, Any], attribution: Grade, tap: Tap, expected: Act) -> None:
    claims = (claim("no-cn", scope=BOUNDED, attribution=attribution),)
    of = world(claims=claims, vantage_points=(vantage_point(tap=tap),))
    (gap,) = of_contact(Kind.UNASSIGNED_SENDER, of, **row)
    assert gap.act == expected


def test_an_encrypted_hello_is_beyond_all_but_keys_where_names_are_asked_for_in_the_dark() -> None:
    (alone,) = gaps(spot(Kind.ECH))
    assert (alone.act, alone.limit) == (Act(Way.RECAPTURE_KEYS, "us"), None)
    for hidden in (Kind.ENCRYPTED_DNS, Kind.HTTPDNS):
        at = situation(verified([spot(Kind.ECH), spot(hidden)]))
        number = next(number for number, row in at.spots.items() if row["kind"] == "ech")
        (gap,) = gaps_of(number, at)
        assert (gap.act, gap.limit) == (Act(Way.RECAPTURE_KEYS, "us"), LimitKind.HIDDEN_NAME)
    elsewhere = situation(verified([spot(Kind.ECH), spot(Kind.HTTPDNS, "de")]))
    number = next(number for number, row in elsewhere.spots.items() if row["kind"] == "ech")
    assert gaps_of(number, elsewhere)[0].limit is None


def test_a_pinned_certificate_is_for_keys_of_the_app_and_for_no_proxy() -> None:
    (gap,) = gaps(spot(Kind.PINNED))
    assert (gap.act, gap.limit) == (Act(Way.RECAPTURE_KEYS, "us"), LimitKind.PINNED)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (("tls",), [(Way.RECAPTURE_KEYS, None)]),
        (("quic", "tls"), [(Way.RECAPTURE_KEYS, None)]),
        (("opaque",), [(None, LimitKind.APPLICATION_ENCRYPTION)]),
        (("encrypted_zip", "tls"), [(Way.RECAPTURE_KEYS, None), (None, LimitKind.APPLICATION_ENCRYPTION)]),
        (("incomplete",), [(Way.RECAPTURE, None)]),
        (("media",), [(None, LimitKind.NOT_READ)]),
        ((), [(Way.RECAPTURE_KEYS, None)]),
    ],
)
def test_content_that_was_not_read_by_why_it_was_not(reasons: tuple[str, ...], expected: list[Any]) -> None:
    blank: dict[str, Any] = dict.fromkeys(UNDECODED.columns)
    blank |= {"capture": "c0", "vantage": "us/lan", "time_ns": 0, "packet": 1, "octets": 10}
    rows = frame(UNDECODED, *(blank | {"reason": reason} for reason in reasons))
    found = gaps(spot(Kind.UNDECODED, detail="lan: 1 flow."), undecoded=rows)
    assert [(gap.act and gap.act.way, gap.limit) for gap in found] == expected


def scoped(of: Scenario, kind: Kind = Kind.SCOPE_NOT_TESTED) -> list[tuple[Act | None, LimitKind | None]]:
    at = situation(verified((), of))
    numbers = [number for number, row in at.spots.items() if row["kind"] == kind.value]
    return [(gap.act, gap.limit) for number in numbers for gap in gaps_of(number, at)]


ONE = CLAIMS[:1]


def test_a_region_that_is_asserted_and_not_tested() -> None:
    assert scoped(world(US, claims=ONE)) == [(Act(Way.NEW_CELLS, "DE"), None)]
    planned_de = cell(id="de", egress_region="DE", captures=())
    assert scoped(world(US, planned_de, claims=ONE)) == [(Act(Way.RUN_PLANNED, "de"), None)]
    assert scoped(world(US, planned_de, claims=ONE), Kind.CELL_NOT_RUN) == [
        (Act(Way.RUN_PLANNED, "de"), None)
    ]


def test_any_value_and_another_product_are_beyond_every_capture() -> None:
    (any_value,) = scoped(world(claims=(claim(scope=replace(BOUNDED, settings=())),)))
    assert any_value == (None, LimitKind.ANY_VALUE)
    both = replace(BOUNDED, products=("Skylark", "Swift"))
    assert scoped(world(claims=(claim(scope=both),))) == [(None, LimitKind.OTHER_PRODUCT)]


def test_an_ip_version_is_offered_where_one_has_to_go_anyway() -> None:
    version = Kind.IP_VERSION_NOT_OFFERED
    four = cell(id="us")
    assert scoped(world(four, claims=ONE), version) == [(Act(Way.NEW_CELLS, "DE"), None)]
    both = (four, cell(id="de", egress_region="DE"))
    assert scoped(world(*both, claims=ONE), version) == [(Act(Way.NEW_CELLS, "US"), None)]
    planned_de = cell(id="de-6", egress_region="DE", ip_versions=(6,), captures=())
    assert scoped(world(*both, planned_de, claims=ONE), version) == [(Act(Way.RUN_PLANNED, "de-6"), None)]


def test_kinds_of_claim_stand_in_the_world() -> None:
    assert {one.kind for one in CLAIMS} == set(ClaimKind) - {ClaimKind.CONTROL}
