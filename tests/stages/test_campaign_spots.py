"""What the doing of a test leaves open: devices not seen, steps not proven, ways out not watched, silence not controlled."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import ClaimKind
from harness.model.scenario import Cell, CellRole, Interference, Scenario
from harness.model.subject import Boundary, EgressState
from harness.stages.campaign_spots import campaign_spots
from harness.stages.spots import Spot
from harness.tables.contacts import CONTACTS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from tests.support.places_example import frame
from tests.support.scenario_parts import capture_file, cell, device, scenario, stated, step
from tests.support.scenario_people import claim, egress, subject

Row = dict[str, Any]
LOGIN = step("login", 0, 60, stated("video"))
SILENCE = claim(ClaimKind.SILENCE)


def seen(cell_id: str = "us", step_id: str = "login", device_id: str = "phone", *, there: bool = True) -> Row:
    row = {"cell": cell_id, "step": step_id, "device": device_id, "seen": there, "flows": 0}
    return dict.fromkeys(LIVENESS.columns) | row


def proof(cell_id: str = "us", step_id: str = "login", *, met: bool = True) -> Row:
    row = {"cell": cell_id, "step": step_id, "kind": "stated", "wanted": "video", "met": met}
    return dict.fromkeys(STEP_EVIDENCE.columns) | row


def contact(cell_id: str = "us", octets: int = 10, **given: Any) -> Row:
    row: Row = dict.fromkeys(CONTACTS.columns)
    row |= {
        "contact_id": 0,
        "cell": cell_id,
        "vantage_point": "lan",
        "server_ip": "198.51.100.7",
        "transport": "tcp",
    }
    row |= {
        "scope": "internet",
        "scope_kind": "global",
        "owner": "subject",
        "grade": "device",
        "device": "phone",
    }
    row |= {"senders": [], "reason": "", "flows": 1, "payload_octets_up": octets, "payload_octets_down": 0}
    row |= {
        "contact": "data",
        "remote_known": True,
        "first_ns": 0,
        "last_ns": 0,
        "capture": "c0",
        "packet": 1,
    }
    return row | {"steps": []} | given


def spots(
    of: Scenario,
    *,
    liveness: tuple[Row, ...] = (seen(),),
    evidence: tuple[Row, ...] = (proof(),),
    contacts: tuple[Row, ...] = (),
) -> tuple[Spot, ...]:
    tables = (frame(LIVENESS, *liveness), frame(STEP_EVIDENCE, *evidence), frame(CONTACTS, *contacts))
    return campaign_spots(*tables, of)


def told(of: Scenario, **given: Any) -> list[tuple[Kind, str]]:
    assert all(spot.blocks for spot in spots(of, **given))
    return [(spot.kind, spot.detail) for spot in spots(of, **given)]


def test_a_test_that_was_done_as_it_should_be_leaves_nothing_open() -> None:
    assert told(scenario(cell(LOGIN))) == []


def test_a_device_that_was_not_seen_in_one_of_two_steps_is_told() -> None:
    of = scenario(cell(LOGIN, step("flight", 60, 90, stated("video"))))
    rows: Row = {
        "liveness": (seen(), seen(step_id="flight", there=False)),
        "evidence": (proof(), proof(step_id="flight")),
    }
    assert told(of, **rows) == [(Kind.DEVICE_NOT_SEEN, "Device phone was not seen in step flight.")]


def test_a_step_that_names_no_device_shows_no_device() -> None:
    of = scenario(cell(LOGIN, step("idle", 60, 90, stated("video"), devices=())))
    assert told(of, evidence=(proof(), proof(step_id="idle"))) == [
        (Kind.DEVICE_NOT_SEEN, "Step idle names no device that must be seen.")
    ]


def test_a_device_under_test_that_no_step_names_could_be_dead_unnoticed() -> None:
    of = scenario(cell(LOGIN), devices=(device("phone"), device("aircraft", "192.168.1.30")))
    assert told(of) == [
        (Kind.DEVICE_NOT_SEEN, "Device aircraft is under test, and no step says that it must be seen.")
    ]


@pytest.mark.parametrize(
    ("of_step", "evidence", "why"),
    [
        (LOGIN, (proof(met=False),), "none of its evidence was found"),
        (LOGIN, (proof("de"),), "none of its evidence was found"),
        (LOGIN, (proof(step_id="flight"),), "none of its evidence was found"),
        (step("login", 0, 60), (), "it names no evidence"),
    ],
)
def test_a_step_without_evidence_that_was_found_is_not_proven(
    of_step: Any, evidence: tuple[Row, ...], why: str
) -> None:
    assert told(scenario(cell(of_step)), evidence=evidence) == [(Kind.STEP_UNPROVEN, f"Step login: {why}.")]


def test_one_sign_of_several_proves_a_step() -> None:
    assert told(scenario(cell(LOGIN)), evidence=(proof(met=False), proof())) == []


def test_a_cell_without_steps_shows_no_use_of_the_product() -> None:
    assert [kind for kind, _ in told(scenario(cell()))] == [Kind.NO_STEPS]


@pytest.mark.parametrize(
    ("state", "points", "kind"),
    [
        (EgressState.TAPPED, ("lan",), None),
        (EgressState.TAPPED, ("sim-tap", "lan"), None),
        (EgressState.TAPPED, ("sim-tap",), Kind.EGRESS_NOT_CAPTURED),
        (EgressState.UNOBSERVED, (), Kind.UNOBSERVED_EGRESS),
        (EgressState.DISABLED, (), None),
    ],
)
def test_each_way_out_is_tapped_in_this_very_cell_or_disabled(
    state: EgressState, points: tuple[str, ...], kind: Kind | None
) -> None:
    of = scenario(cell(LOGIN), subject=subject(Boundary.DEVICE, egress("sim", state, *points)))
    assert [found for found, _ in told(of)] == ([] if kind is None else [kind])


@pytest.mark.parametrize("what", Interference)
def test_every_interference_is_told_by_its_own_words(what: Interference) -> None:
    ((kind, detail),) = told(scenario(cell(LOGIN, interference=(what,))))
    assert kind is Kind.INTERFERENCE
    assert what.value.replace("_", " ") in detail


def test_a_step_that_a_claim_is_asserted_for_and_nobody_did_blocks_that_claim() -> None:
    asserted = claim(steps=("login", "flight"))
    (spot,) = spots(scenario(cell(LOGIN), claims=(asserted, claim(id="any"))))
    assert (spot.kind, spot.claim) == (Kind.STEP_MISSING, "location-claim")
    assert "kind flight" in spot.detail


def test_a_claim_about_other_cells_asks_nothing_of_this_one() -> None:
    assert told(scenario(cell(LOGIN), claims=(claim(ClaimKind.SILENCE, settings=("local-mode",)),))) == []


def silence(control: Cell | None, *contacts: Row, test: Cell | None = None, there: bool = True) -> list[str]:
    """What is told of the control of a silence claim."""
    tested = test or cell(LOGIN, control="off")
    cells = (tested,) if control is None else (tested, control)
    rows: Row = {"liveness": (seen(), seen("off", there=there)), "contacts": contacts or (contact("off"),)}
    found = spots(scenario(*cells, claims=(SILENCE, claim())), **rows)
    assert all((spot.kind, spot.claim, spot.cell) == (Kind.NO_CONTROL, SILENCE.id, "us") for spot in found)
    return [spot.detail for spot in found]


def off(*steps: Any, **given: Any) -> Cell:
    return cell(*(steps or (LOGIN,)), id="off", role=CellRole.CONTROL, **given)


def test_silence_is_controlled_by_a_cell_of_the_same_rig_in_which_the_device_sent() -> None:
    assert silence(off()) == []


def test_silence_without_a_control_shows_nothing() -> None:
    assert silence(None, test=cell(LOGIN)) == [
        "No control on the same rig with the mode off, in which traffic was seen."
    ]
    assert len(silence(off(), test=cell(LOGIN))) == 1


@pytest.mark.parametrize(
    "sent",
    [
        contact("off", 0),
        contact("us"),
        contact("off", device=None, owner="other"),
        contact("off", device="tablet"),
    ],
)
def test_a_control_in_which_the_device_only_received_or_another_sent_shows_nothing(sent: Row) -> None:
    assert silence(off(), sent) == [
        "In the control off device phone sent nothing to the outside, so its silence shows nothing."
    ]


def test_a_control_with_a_dead_device_in_a_step_shows_nothing() -> None:
    assert silence(off(), there=False) == ["In the control off a device under test was not seen in a step."]


def test_a_control_at_another_tap_is_another_rig() -> None:
    control = off(captures=(capture_file(vantage_point="wan"),))
    assert silence(control) == ["The control off was not captured at lan."]


@pytest.mark.parametrize(
    ("steps", "detail"),
    [
        ((step("login", 0, 60),), None),
        ((step("login", 0, 30),), None),
        ((step("login", 0, 61),), "Steps of kind login last 60 s, shorter than the 61 s of the control off."),
        ((step("idle", 0, 60),), "The control off has no step of kind login."),
    ],
)
def test_silence_must_last_as_long_as_the_same_steps_of_its_control(
    steps: tuple[Any, ...], detail: str | None
) -> None:
    assert silence(off(*steps)) == ([] if detail is None else [detail])


def test_only_test_cells_that_were_run_are_asked() -> None:
    cells = (cell(captures=()), cell(id="base", role=CellRole.BASELINE), off())
    assert told(scenario(*cells, claims=(SILENCE,))) == []


def test_a_control_that_is_flawed_in_two_ways_is_told_both() -> None:
    assert len(silence(off(captures=(capture_file(vantage_point="wan"),)), contact("us"), there=False)) == 3
