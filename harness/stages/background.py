"""What devices send without the app: baseline cells in, a test for each endpoint of a test cell out.

An endpoint is the same in both if it has the same name there, or the same address,
transport and port where one of the two has no name. Addresses alone do not make it the
same: one address serves many names.

That an endpoint is missing in a baseline tells something only if the baseline would have shown it:
its captures are whole, and its steps last at least as long as those of the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.scenario import Cell, Scenario
from harness.model.words import Owner
from harness.stages.senders import SenderKind

_FAR = ("server_ip", "transport", "server_port")


@dataclass(frozen=True, slots=True)
class Told:
    """Whose a device's flow is, judged by the baseline."""

    owner: Owner
    why: str


@dataclass(frozen=True, slots=True)
class Background:
    """Endpoints of each device in each baseline cell."""

    baseline_of: Mapping[str, str | None]
    """Cell to its baseline cell."""
    seen: frozenset[tuple[str, str]]
    """(baseline cell, device) with at least one flow."""
    names: frozenset[tuple[str, str, str]]
    """(baseline cell, device, name)."""
    unsound: Mapping[str, str]
    """Cell whose baseline cannot tell, to why."""
    sockets: Mapping[tuple[object, ...], frozenset[str | None]]
    """(baseline cell, device, address, transport, port) to the names there; None for flows without."""

    def tell(self, row: Mapping[str, object]) -> Told:
        """Judge one flow of a device: ``cell``, ``id`` of the device, the far end and its ``name``."""
        cell, device, name = str(row["cell"]), str(row["id"]), row["name"]
        baseline = self.baseline_of.get(cell)
        if baseline is None:
            return Told(Owner.UNASSIGNED, "no baseline tells the app from the rest of the device")
        if baseline == cell:
            return Told(Owner.BACKGROUND, "seen in the baseline itself")
        if (baseline, device) not in self.seen:
            return Told(Owner.UNASSIGNED, f"the baseline {baseline} does not show this device")
        if isinstance(name, str) and (baseline, device, name) in self.names:
            return Told(Owner.BACKGROUND, f"{name} is contacted in the baseline {baseline} too")
        there = self.sockets.get((baseline, device, *(row[column] for column in _FAR)), frozenset())
        if there and (name is None or None in there):
            return Told(
                Owner.BACKGROUND, f"the same address and port are contacted in the baseline {baseline} too"
            )
        if cell in self.unsound:
            return Told(
                Owner.UNASSIGNED, f"not contacted in the baseline {baseline}, but {self.unsound[cell]}"
            )
        return Told(Owner.SUBJECT, f"not contacted in the baseline {baseline}")


def gather_background(
    sides: pl.DataFrame, endpoints: pl.DataFrame, scenario: Scenario, flawed: Mapping[str, str]
) -> Background:
    """Collect what devices contacted in baseline cells.

    Args:
        sides: Senders of flows, identified: cell, vantage, kind, id, near, far end.
        endpoints: ENDPOINTS rows, for names.
        scenario: Which cell is whose baseline.
        flawed: Cells whose captures could hide something, and what.
    """
    baseline_of: dict[str, str | None] = {cell.id: cell.baseline for cell in scenario.cells}
    baselines = {baseline for baseline in baseline_of.values() if baseline is not None}
    baseline_of |= {cell.id: cell.id for cell in scenario.cells if cell.role == "baseline"}
    own = sides.filter(pl.col("cell").is_in(sorted(baselines)) & (pl.col("kind") == SenderKind.DEVICE.value))
    far = (
        own.filter("near")
        .select("cell", "id", "vantage", *_FAR)
        .unique()
        .join(
            endpoints.select("vantage", *_FAR, "name", "names"),
            on=["vantage", *_FAR],
            how="left",
            nulls_equal=True,
        )
    )
    return Background(
        baseline_of=baseline_of,
        seen=frozenset(own.select("cell", "id").unique().iter_rows()),
        names=frozenset(_names(far)),
        unsound=dict(_unsound(scenario, flawed)),
        sockets=_sockets(far),
    )


def _unsound(scenario: Scenario, flawed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Cells whose baseline could have missed what the device does anyway, and why."""
    cells = {cell.id: cell for cell in scenario.cells}
    for cell in scenario.cells:
        if cell.baseline is None or cell.id == cell.baseline:
            continue
        if cell.baseline in flawed:
            yield cell.id, f"that capture could hide it: {flawed[cell.baseline]}"
        elif _step_time_ns(cells[cell.baseline]) < _step_time_ns(cell):
            yield cell.id, "that baseline is shorter than the test"


def _step_time_ns(cell: Cell) -> int:
    return sum(step.to_ns - step.from_ns for step in cell.steps)


def _names(far: pl.DataFrame) -> set[tuple[str, str, str]]:
    return {
        (cell, device, name) for cell, device, name in far.select("cell", "id", "name").iter_rows() if name
    }


def _sockets(far: pl.DataFrame) -> dict[tuple[object, ...], frozenset[str | None]]:
    found: dict[tuple[Any, ...], set[str | None]] = {}
    for *key, name in far.select("cell", "id", *_FAR, "name").iter_rows():
        found.setdefault(tuple(key), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}
