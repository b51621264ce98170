"""Cells in words: values are listed, parts are counted, and what was not tested together is said not to have been."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import Scope
from harness.model.scenario import Cell, Interference
from harness.stages.sentence_cells import (
    NOT_EVERY,
    all_of,
    conditions,
    every_combination,
    measured,
    regions_asserted,
    steps,
)
from tests.support.judging_rows import claim
from tests.support.scenario_parts import cell

Row = dict[str, Any]
BOTH = (4, 6)


def of(**given: Any) -> Cell:
    return cell(**({"ip_versions": BOTH} | given))


def row(*told: tuple[str, str], asked: bool = True, **given: Any) -> Row:
    found = [{"step": kind, "kind": kind, "asked": asked, "shown": shown} for kind, shown in told]
    return {"steps": found, "captured_ns": 60 * 10**9, "loss_ratio": 0.0} | given


@pytest.mark.parametrize(
    ("values", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(values: list[str], text: str) -> None:
    assert all_of(values) == text


@pytest.mark.parametrize(
    ("asserted", "tested", "text"),
    [
        ((), ("US",), "US (asserted worldwide, tested in 1 country)"),
        ((), ("US", "BR"), "BR and US (asserted worldwide, tested in 2 countries)"),
        (("US",), ("US",), "US (the region asserted)"),
        (("US", "BR"), ("US", "BR"), "all 2 asserted regions (BR, US)"),
        (("US", "BR", "DE"), ("US",), "1 of 3 asserted regions (US)"),
    ],
)
def test_regions_beside_those_asserted(asserted: tuple[str, ...], tested: tuple[str, ...], text: str) -> None:
    cells = [of(id=region, egress_region=region) for region in tested]
    assert regions_asserted(claim(scope=Scope(egress_regions=asserted)), cells) == text


def test_conditions_list_every_value() -> None:
    cells = [of(), of(id="de", account_region="none", consent="declined")]
    assert conditions([of()]) == "[settings default; account region US; bearer wifi; consent accepted]"
    assert conditions(cells, "more") == (
        "[settings default; account regions US and none; bearer wifi; consent accepted and declined; more]"
    )


@pytest.mark.parametrize(
    ("versions", "text"),
    [
        ([(4,), (4,)], "IPv4 only"),
        ([(6,)], "IPv6 only"),
        ([(4,), BOTH], "IPv6 in 1 of 2 sessions"),
        ([(4,), (6,)], "IPv6 in 1 of 2 sessions; IPv4 in 1 of 2 sessions"),
        ([BOTH, BOTH], None),
    ],
)
def test_an_ip_version_that_was_not_offered_everywhere_is_told(
    versions: list[tuple[int, ...]], text: str | None
) -> None:
    told = conditions([of(id=str(number), ip_versions=one) for number, one in enumerate(versions)])
    assert told.endswith(f"; {text}]" if text else "consent accepted]")


def test_interference_is_told_and_in_how_many_sessions() -> None:
    changed = of(id="x", interference=(Interference.QUIC_BLOCKED,))
    assert conditions([changed]).endswith("; under quic blocked]")
    assert conditions([changed, of()]).endswith("; under quic blocked in 1 of 2 sessions]")


def test_steps_stand_in_the_order_they_were_done_in() -> None:
    assert steps([row(("login", "shown"), ("flight", "shown"))]) == " during login and flight"
    assert steps([row(("flight", "shown")), row(("login", "shown"))]) == (
        " during flight (in 1 of 2 sessions) and login (in 1 of 2 sessions)"
    )


def test_steps_that_did_not_take_place_or_were_not_asked_for_are_not_told() -> None:
    assert steps([row(("login", "not_shown"), ("flight", "not_run"))]) == ""
    assert steps([row(("login", "shown"), asked=False)]) == ""


def test_steps_by_word_alone_are_told_as_such() -> None:
    assert steps([row(("idle", "stated"))]) == " during idle (as stated, not shown)"
    half = [row(("idle", "stated")), row(("idle", "shown"))]
    assert steps(half) == " during idle (as stated, not shown in 1)"
    assert steps([*half, row()]) == " during idle (in 2 of 3 sessions, as stated, not shown in 1)"


def test_time_is_added_up_and_the_largest_loss_counts() -> None:
    cells = [of(), of(id="two", session=2)]
    assert measured(cells, [row(loss_ratio=0.1), row(loss_ratio=0.2)]) == "2.0 min in 2 sessions, 20% loss"
    assert measured(cells, [row(loss_ratio=None), row()]) == "2.0 min in 2 sessions, loss not known"
    assert measured([of()], [row()]) == "1.0 min in 1 session, 0% loss"


def test_what_was_not_tested_together_is_said_not_to_have_been() -> None:
    square = [of(id=f"{r}{s}", egress_region=r, settings=s) for r in ("US", "DE") for s in ("on", "off")]
    assert every_combination(square)
    assert not every_combination(square[:3])
    assert NOT_EVERY in measured(square[:3], [row()] * 3)
    assert NOT_EVERY not in measured(square, [row()] * 4)
