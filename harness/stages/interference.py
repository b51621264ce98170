"""captures + scenario -> the scenario with what its captures show of interference, stated or not.

Definition: DESIGN section 5. Where a proxy opened the connections it wrote of, what the product does was changed,
whoever forgot to say so: such a cell never supports PASS of location or silence, and what is seen only there is
seen under interference.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.model.scenario import Interference, Scenario
from harness.tables.captures import CAPTURES
from harness.tables.schema import conform


def with_interference(scenario: Scenario, captures: pl.DataFrame) -> Scenario:
    """Add TLS interception to every cell that lists a file which an intercepting proxy wrote.

    Args:
        scenario: Cells with the interference that they state.
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
    """
    shown = conform(captures, CAPTURES).filter("intercepted")["vantage"].to_list()
    cells = {vantage.partition("/")[0] for vantage in shown}
    what = Interference.TLS_INTERCEPTION
    return replace(
        scenario,
        cells=tuple(
            replace(cell, interference=(*cell.interference, what))
            if cell.id in cells and what not in cell.interference
            else cell
            for cell in scenario.cells
        ),
    )
