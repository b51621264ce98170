"""scenario -> for each cell with interference its passive twins, and what besides the interference is not alike in them.

Twins are alike in role and in every variable of a cell but the session, which is what is run again. Whatever else differs (time,
steps, vantage points, what could hide a contact) is told and not held against them: a tester seldom can have the same again.

Blind spots: what no scenario tells, such as what servers did that day, or who was logged in before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from harness.model.listing import few
from harness.model.scenario import Cell, Scenario
from harness.model.selection import VARIABLES
from harness.tables.captures import CAPTURES
from harness.tables.schema import conform

_ALIKE = {variable: value for variable, value in VARIABLES.items() if variable != "session"}
_BY_PROXY = "That has nothing that went past the proxy, octets of bodies alone, and of what was passed through no more than its beginning."
_TOLD: Mapping[str, Callable[[Cell], Iterable[str]]] = MappingProxyType(
    {
        "IP versions offered": lambda cell: map(str, cell.ip_versions),
        "Vantage points": lambda cell: (file.vantage_point for file in cell.captures),
        "Kinds of steps": lambda cell: (step.kind for step in cell.steps),
    }
)
_TENTH = 10
"""Steps of two cells are as long where they differ by less than this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """A cell with interference, and what stands beside it."""

    cell: Cell
    passive: tuple[Cell, ...]
    """In order of the scenario."""
    wanted: str | None
    """What is to be captured where there is none; one sentence."""
    unlike: tuple[str, ...]
    """One sentence each."""


def find_twins(
    scenario: Scenario, captures: pl.DataFrame, broken: Collection[str], flawed: Mapping[str, str]
) -> tuple[Twins, ...]:
    """Pair cells.

    Args:
        scenario: With the interference that captures show (``harness.stages.interference``).
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        broken: Cells whose captures are missing, altered or unreadable.
        flawed: Cells that could hide something, and what.

    Returns:
        One for each cell with interference that was captured and is not broken, in order of the scenario.
    """
    by_proxy = _told_by_proxy(captures)
    found = []
    for cell in scenario.cells:
        if not cell.interference or not _is_read(cell, broken):
            continue
        passive = [other for other in scenario.cells if not other.interference and _is_like(cell, other)]
        twins = tuple(other for other in passive if _is_read(other, broken))
        found.append(
            Twins(
                cell=cell,
                passive=twins,
                wanted=None if twins else _wanted(cell, passive),
                unlike=tuple(_unlike(cell, twins, by_proxy, flawed)) if twins else (),
            )
        )
    return tuple(found)


def _is_read(cell: Cell, broken: Collection[str]) -> bool:
    return bool(cell.captures) and cell.id not in broken


def _is_like(one: Cell, other: Cell) -> bool:
    return one.role is other.role and all(value(one) == value(other) for value in _ALIKE.values())


def _told_by_proxy(captures: pl.DataFrame) -> frozenset[str]:
    """Cells of which there is nothing but what an intercepting proxy wrote."""
    rows = conform(captures, CAPTURES).with_columns(cell=pl.col("vantage").str.split("/").list.first())
    alone = (
        rows.group_by("cell").agg(pl.col("intercepted").fill_null(value=False).all()).filter("intercepted")
    )
    return frozenset(alone["cell"])


def _wanted(cell: Cell, passive: Sequence[Cell]) -> str:
    """Passive cells that are like it are none that was read."""
    if planned := [other.id for other in passive if not other.captures]:
        return f"{few(planned)} would stand beside it, and was not run."
    if passive:
        return f"{few([other.id for other in passive])} would stand beside it, but what was captured there cannot be used."
    role = "" if cell.role == "test" else f"{cell.role.value} "
    values = ", ".join(f"{variable} {value(cell)}" for variable, value in _ALIKE.items())
    return f"No passive {role}cell is like it: capture one with {values}, and without interference."


def _unlike(
    cell: Cell, twins: Sequence[Cell], by_proxy: Collection[str], flawed: Mapping[str, str]
) -> Iterator[str]:
    for one in (cell, *twins):
        if one.id in by_proxy:
            yield f"Of {one.id} there is only what the proxy wrote. {_BY_PROXY}"
    for twin in twins:
        yield from _differences(cell, twin)
    for one in (cell, *twins):
        if one.id in flawed:
            yield f"{one.id} could hide a contact: {flawed[one.id]}."


def _differences(cell: Cell, twin: Cell) -> Iterator[str]:
    for what, values in _TOLD.items():
        here, there = (sorted(set(values(one))) for one in (cell, twin))
        if here != there:
            yield f"{what}: {cell.id} {few(here) or 'none'}; {twin.id} {few(there) or 'none'}."
    spans = [sum(step.to_ns - step.from_ns for step in one.steps) for one in (cell, twin)]
    if abs(spans[0] - spans[1]) * _TENTH > max(spans):
        yield f"Time of steps: {cell.id} {spans[0] / 1e9:,.0f} s; {twin.id} {spans[1] / 1e9:,.0f} s."
