"""Which cells stand beside one with interference, and what besides it is not alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario import Cell, CellRole, Interference
from harness.model.selection import VARIABLES
from harness.stages.interference_twins import Twins, find_twins
from harness.tables.captures import CAPTURES
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import capture_file, cell, scenario, step

MITM = (Interference.TLS_INTERCEPTION,)
LOGIN = step("login", 0, 60)
ALIKE = ("subject_version", "settings", "egress_region", "account_region", "bearer", "consent")


def under(*steps: Any, **given: Any) -> Cell:
    return cell(*(steps or (LOGIN,)), **({"id": "mitm", "interference": MITM} | given))


def passive(*steps: Any, **given: Any) -> Cell:
    return cell(*(steps or (LOGIN,)), **({"id": "plain"} | given))


def captures(*rows: tuple[str, bool | None]) -> pl.DataFrame:
    return frame(CAPTURES, *(capture(vantage=vantage, intercepted=by_proxy) for vantage, by_proxy in rows))


def found(
    *cells: Cell, by_proxy: tuple[str, ...] = (), broken: tuple[str, ...] = (), **flawed: str
) -> tuple[Twins, ...]:
    rows = captures(*((f"{one.id}/lan", one.id in by_proxy or None) for one in cells))
    return find_twins(scenario(*cells), rows, broken, flawed)


def only(*cells: Cell, **given: Any) -> Twins:
    (twins,) = found(*cells, **given)
    return twins


def ids(twins: Twins) -> list[str]:
    return [one.id for one in twins.passive]


def test_alike_in_all_but_interference_and_session() -> None:
    twins = only(under(), passive(), passive(id="again", session=2))
    assert (ids(twins), twins.wanted, twins.unlike) == (["plain", "again"], None, ())


@pytest.mark.parametrize("field", ALIKE)
def test_one_variable_that_differs_is_no_twin_and_the_cell_that_is_lacking_is_told(field: str) -> None:
    twins = only(under(**{field: "other"}), passive())
    assert ids(twins) == []
    assert twins.wanted is not None
    variable = field.replace("_", ".", 1)
    assert f"{variable} other" in twins.wanted
    assert twins.wanted.endswith("and without interference.")


def test_every_variable_of_cells_counts_but_the_session() -> None:
    """A variable that is added to cells has to be thought of here."""
    assert {variable.replace(".", "_") for variable in VARIABLES} == {*ALIKE, "session"}


def test_a_control_is_held_against_a_control() -> None:
    twins = only(under(role=CellRole.CONTROL), passive())
    assert twins.wanted is not None
    assert "No passive control cell" in twins.wanted
    assert ids(only(under(role=CellRole.CONTROL), passive(role=CellRole.CONTROL))) == ["plain"]


def test_what_has_other_interference_is_no_passive_cell() -> None:
    blocked = passive(id="blocked", interference=(Interference.QUIC_BLOCKED,))
    assert [ids(one) for one in found(under(), blocked)] == [[], []]


def test_a_planned_cell_and_one_that_cannot_be_used_are_told_and_are_no_twins() -> None:
    planned = only(under(), passive(captures=()))
    assert (ids(planned), planned.wanted) == ([], "plain would stand beside it, and was not run.")
    broken = only(under(), passive(), broken=("plain",))
    assert (ids(broken), broken.wanted) == (
        [],
        "plain would stand beside it, but what was captured there cannot be used.",
    )
    assert ids(only(under(), passive(), passive(id="again"), broken=("plain",))) == ["again"]


def test_a_cell_that_was_not_captured_itself_has_nothing_to_be_held_against() -> None:
    assert found(under(captures=()), passive()) == ()
    assert found(under(), passive(), broken=("mitm",)) == ()
    assert found(passive()) == ()


def test_what_is_not_alike_besides_is_told() -> None:
    twins = only(
        under(LOGIN, step("flight", 60, 90), ip_versions=(4, 6)),
        passive(captures=(capture_file(vantage_point="wan"),)),
        plain="lan lost packets",
    )
    assert twins.unlike == (
        "IP versions offered: mitm 4, 6; plain 4.",
        "Vantage points: mitm lan; plain wan.",
        "Kinds of steps: mitm flight, login; plain login.",
        "Time of steps: mitm 90 s; plain 60 s.",
        "plain could hide a contact: lan lost packets.",
    )


def test_a_cell_of_which_there_is_only_what_a_proxy_wrote_is_told() -> None:
    (told,) = only(under(), passive(), by_proxy=("mitm",)).unlike
    assert told.startswith("Of mitm there is only what the proxy wrote.")
    rows = captures(("mitm/lan", True), ("mitm/lan", None), ("plain/lan", None))
    assert find_twins(scenario(under(), passive()), rows, (), {})[0].unlike == ()


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans(), st.booleans()), max_size=6))
def test_a_cell_with_interference_that_was_captured_has_twins_or_a_sentence_and_never_both(
    drawn: list[tuple[str, bool, bool]],
) -> None:
    cells = [
        replace(
            under(settings=settings) if changed else passive(settings=settings),
            id=f"c{number}",
            captures=(capture_file(),) if run else (),
        )
        for number, (settings, changed, run) in enumerate(drawn)
    ]
    twins = found(*cells)
    assert [one.cell.id for one in twins] == [one.id for one in cells if one.interference and one.captures]
    for one in twins:
        assert (one.wanted is None) == bool(one.passive)
        assert all(not other.interference and other.captures for other in one.passive)
        assert {other.settings for other in one.passive} <= {one.cell.settings}
