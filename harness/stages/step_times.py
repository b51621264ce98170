"""Scenario -> steps in time, and which step a time of a capture lies in.

Steps are told in true time, packets by the clock of the machine that captured them:
``CaptureFile.clock_offset_ns`` of the packet's own file is added first. A step holds its
beginning and not its end, so a time lies in one step only, unless steps overlap.

Blind spots: a flow that goes on into another file is timed by the clock of its first one;
a clock that drifted during a capture is corrected by one number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from harness.model.privacy import Privacy
from harness.model.scenario import Scenario
from harness.tables.schema import Column, Table, conform

_NEVER_NS = 2**63 - 1
"""In place of a beginning that is not known; less than nothing, of an end: such a span touches no step."""

STEP_TIMES = Table(
    "step_times",
    "one step, in order of the scenario",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "step": Column(dtype=pl.String, private=Privacy.TEXT, doc="Step of the cell."),
        "order": Column(dtype=pl.UInt32, doc="Place of the step in its cell, from 0."),
        "from_ns": Column(dtype=pl.Int64, unit="ns", doc="Beginning, true time."),
        "to_ns": Column(dtype=pl.Int64, unit="ns", doc="End, true time; not included."),
    },
)


def list_steps(scenario: Scenario) -> pl.DataFrame:
    """Steps of all cells as STEP_TIMES rows."""
    rows = [
        (cell.id, step.id, order, step.from_ns, step.to_ns)
        for cell in scenario.cells
        for order, step in enumerate(cell.steps)
    ]
    return conform(pl.DataFrame(rows, schema=STEP_TIMES.schema, orient="row"), STEP_TIMES)


def true_times(capture: pl.Series, time_ns: pl.Series, offsets: Mapping[str, int]) -> pl.Series:
    """Times by captures' clocks as true times, ns.

    Args:
        capture: Capture key of each time.
        time_ns: Times by that capture's clock; null stays null.
        offsets: Capture key to what is added to its times, ns.

    Raises:
        ValueError: A capture has no offset.
    """
    seen = set(capture.unique()) - {None}
    if missing := sorted(seen - offsets.keys()):
        raise ValueError(f"captures without a clock offset: {missing}")
    clocks = {offsets[one] for one in seen}
    if len(clocks) < 2 and not capture.null_count():  # mostly
        return (time_ns.cast(pl.Int64) + max(clocks, default=0)).rename("time_ns")
    # The cast is for an empty column, whose type replacing leaves as it is.
    added = capture.replace_strict(list(offsets), list(offsets.values()), return_dtype=pl.Int64).cast(
        pl.Int64
    )
    return (time_ns + added).rename("time_ns")


def step_of(
    cell: pl.Series,
    capture: pl.Series,
    time_ns: pl.Series,
    *,
    steps: pl.DataFrame,
    offsets: Mapping[str, int],
) -> pl.Series:
    """Step that each time lies in.

    Args:
        cell: Cell of each row.
        capture: Capture key of each row.
        time_ns: Time by that capture's clock.
        steps: STEP_TIMES rows.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        Ids of steps in the order of the rows; null outside every step of the cell and for a
        null time. Where steps overlap, the first in order of the scenario.
    """
    touched = steps_touched(cell, capture, time_ns, time_ns, steps=steps, offsets=offsets)
    return touched.list.first().rename("step")


def steps_touched(
    cell: pl.Series,
    capture: pl.Series,
    first_ns: pl.Series,
    last_ns: pl.Series,
    *,
    steps: pl.DataFrame,
    offsets: Mapping[str, int],
) -> pl.Series:
    """Steps that each span of time touches, both ends of the span included.

    Args:
        cell: Cell of each row.
        capture: Capture key of each row; its clock tells both times.
        first_ns: First time of each span.
        last_ns: Last time of each span.
        steps: STEP_TIMES rows.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        Lists of ids in order of the scenario; empty where no step is touched.
    """
    first, last = (true_times(capture, times, offsets) for times in (first_ns, last_ns))
    begins, ends = first.fill_null(_NEVER_NS).to_numpy(), last.fill_null(-_NEVER_NS).to_numpy()
    in_cell = {one: (cell == one).to_numpy() for one in steps["cell"].unique()}
    # Step by step: joining all spans with all steps of their cell would need memory for each pair.
    hits = [
        np.flatnonzero(in_cell[step["cell"]] & (begins < step["to_ns"]) & (ends >= step["from_ns"]))
        for step in conform(steps, STEP_TIMES).iter_rows(named=True)
    ]
    order = np.repeat(np.arange(len(hits)), [len(rows) for rows in hits])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *hits])
    by_row = np.lexsort((order, rows))
    found = (
        pl.DataFrame({"row": rows[by_row], "steps": steps["step"].gather(order[by_row])})
        .group_by("row", maintain_order=True)
        .agg("steps")
    )
    every = pl.DataFrame({"row": np.arange(len(cell))})
    joined = every.join(found, on="row", how="left", maintain_order="left")
    return joined.select(pl.col("steps").fill_null(pl.lit([], dtype=pl.List(pl.String)))).to_series()
