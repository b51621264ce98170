"""What devices send without the app: baseline cells in, a test for each endpoint of a test cell out.

An endpoint is the same in both if it has the same name there, or the same address,
transport and port where one of the two has no name. Addresses alone do not make it the
same: one address serves many names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.scenario import Scenario
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
        return Told(Owner.SUBJECT, f"not contacted in the baseline {baseline}")


def gather_background(sides: pl.DataFrame, endpoints: pl.DataFrame, scenario: Scenario) -> Background:
    """Collect what devices contacted in baseline cells.

    Args:
        sides: Senders of flows, identified: cell, vantage, kind, id, near, far end.
        endpoints: ENDPOINTS rows, for names.
        scenario: Which cell is whose baseline.
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
        sockets=_sockets(far),
    )


def _names(far: pl.DataFrame) -> set[tuple[str, str, str]]:
    return {
        (cell, device, name) for cell, device, name in far.select("cell", "id", "name").iter_rows() if name
    }


def _sockets(far: pl.DataFrame) -> dict[tuple[object, ...], frozenset[str | None]]:
    found: dict[tuple[Any, ...], set[str | None]] = {}
    for *key, name in far.select("cell", "id", *_FAR, "name").iter_rows():
        found.setdefault(tuple(key), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}
