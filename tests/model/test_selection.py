"""A choice of cells: which it holds, and how it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.selection import VARIABLES, Selection
from tests.support.scenario_parts import cell

US_CELL = cell(egress_region="US", account_region="JP", subject_version="1.0", session=2)
CHOICES = {
    "of no variable": (Selection(), True),
    "of its egress region": (Selection((("egress.region", ("US",)),)), True),
    "of another egress region": (Selection((("egress.region", ("DE",)),)), False),
    "of one of several values": (Selection((("egress.region", ("DE", "US")),)), True),
    "of an account region that is its egress region": (Selection((("account.region", ("US",)),)), False),
    "of two variables that both fit": (
        Selection((("egress.region", ("US",)), ("account.region", ("JP",)))), True,
    ),
    "of two variables of which one fits": (
        Selection((("egress.region", ("US",)), ("account.region", ("US",)))), False,
    ),
    "of a session, which is a number in the scenario": (Selection((("session", ("2",)),)), True),
    "of a version that begins alike": (Selection((("subject.version", ("1",)),)), False),
    "of no value": (Selection((("egress.region", ()),)), False),
}  # fmt: skip


@pytest.mark.parametrize(("selection", "held"), CHOICES.values(), ids=CHOICES)
def test_a_cell_is_in_a_choice_only_with_one_value_of_every_variable(
    selection: Selection, held: bool
) -> None:
    assert selection.holds(US_CELL) is held


@given(st.sampled_from(sorted(VARIABLES)), st.lists(st.sampled_from(["US", "DE", "1.0", "wifi"]), max_size=3))
def test_one_more_condition_never_adds_a_cell(variable: str, values: list[str]) -> None:
    cells = [cell(egress_region=region, account_region="DE") for region in ("US", "DE")]
    wider = Selection((("egress.region", ("US",)),))
    narrower = Selection((*wider.wanted, (variable, tuple(values))))
    assert [one for one in cells if narrower.holds(one) and not wider.holds(one)] == []


def test_a_choice_reads_as_it_was_asked_for() -> None:
    assert str(Selection()) == "all cells"
    choice = Selection((("egress.region", ("US", "DE")), ("settings", ("local data",))))
    assert str(choice) == "egress.region=US,DE settings=local data"


def test_cells_are_told_apart_by_every_part_of_their_definition() -> None:
    changed = cell(
        subject_version="2", settings="s", egress_region="BR", account_region="BR", bearer="sim", consent="declined",
        session=9,
    )  # fmt: skip
    here, there = cell(), changed
    assert [name for name, value in VARIABLES.items() if value(here) == value(there)] == []
    assert list(VARIABLES) == [
        *("subject.version", "settings", "egress.region", "account.region", "bearer", "consent", "session"),
    ]
