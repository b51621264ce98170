"""captures + scenario -> the scenario with what its captures show of interference, stated or not.

Definition: DESIGN section 5. Where a proxy opened the connections it wrote of, what the product does was changed,
whoever forgot to say so: such a cell never supports PASS of location or silence, and what is seen only there is
seen under interference.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.model.interception import interference_said
from harness.model.scenario import Cell, Interference, Scenario
from harness.tables.captures import CAPTURES
from harness.tables.schema import conform


def with_interference(scenario: Scenario, captures: pl.DataFrame) -> Scenario:
    """Add TLS interception to every cell that lists a file which an intercepting proxy wrote, and what else that file says was changed.

    Args:
        scenario: Cells with the interference that they state.
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
    """
    shown = conform(captures, CAPTURES).filter("intercepted").select("vantage", "comments")
    changed: dict[str, set[Interference]] = {}
    for vantage, comments in shown.iter_rows():
        told = {Interference.TLS_INTERCEPTION} | interference_said(comments)
        changed.setdefault(vantage.partition("/")[0], set()).update(told)
    return replace(scenario, cells=tuple(_with(cell, changed.get(cell.id, set())) for cell in scenario.cells))


def _with(cell: Cell, changed: set[Interference]) -> Cell:
    """A cell with what its captures show besides what it states."""
    added = [one for one in Interference if one in changed and one not in cell.interference]
    return replace(cell, interference=(*cell.interference, *added)) if added else cell
