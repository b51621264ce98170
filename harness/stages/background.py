"""What devices send without the app: baseline cells in, a test for each flow of a test cell out.

An endpoint is the same in both if the device told or asked for the same name there, or contacted the same
address, transport and port where one of the two told no name. Addresses alone do not make it the
same: one address serves many names. Nor do they make it another: services move between addresses, so a
flow that tells no name is nobody's where the device sent flows without a name to that transport and port in the baseline. Names are those of single flows (``harness.stages.flow_names``), never what
somebody else told the address.

That an endpoint is missing in a baseline tells something only if the baseline would have shown it
(``harness.stages.baselines``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.addresses import scope_of
from harness.model.scenario import Scenario
from harness.model.words import Owner, Scope
from harness.stages.baselines import unsound_baselines, unwatched_devices
from harness.stages.senders import SenderKind
from harness.tables.frames import only

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
    points: frozenset[tuple[str, str]]
    """(baseline cell, vantage point that it was captured at)."""
    unsound: Mapping[str, str]
    """Cell whose baseline cannot tell, to why."""
    unwatched: frozenset[tuple[str, str]]
    """(cell, device) whose baseline does not show for as long as the test that the device was there."""
    sockets: Mapping[tuple[object, ...], bool]
    """(baseline cell, device, address, transport, port) to whether a flow there told no name."""
    nameless: frozenset[tuple[object, ...]]
    """(baseline cell, device, transport, port) of flows there that have no name at all."""

    def tell(self, row: Mapping[str, Any]) -> Told:
        """Judge one flow of a device: ``cell``, ``vantage_point``, ``id`` of the device, the far end, ``told``, ``asked``."""
        cell, device = str(row["cell"]), str(row["id"])
        baseline = self.baseline_of.get(cell)
        if baseline is None:
            return Told(Owner.UNASSIGNED, "no baseline tells the app from the rest of the device")
        if baseline == cell:
            return Told(Owner.BACKGROUND, "seen in the baseline itself")
        if (baseline, device) not in self.seen:
            return Told(Owner.UNASSIGNED, f"the baseline {baseline} does not show this device")
        if (known := self._contacted_there(row, baseline)) is not None:
            return Told(Owner.BACKGROUND, known)
        if (baseline, row["vantage_point"]) not in self.points:
            what = f"the baseline {baseline} was not captured at {row['vantage_point']}"
            return Told(Owner.UNASSIGNED, what)
        unsure = self.unsound.get(cell)
        if unsure is None and (cell, device) in self.unwatched:
            unsure = "its steps do not name this device for as long as the test lasts"
        if unsure is None and self._as_nameless(row, baseline):
            unsure = (
                "neither has it a name, nor have others there to the same port, whose addresses may change"
            )
        if unsure is not None:
            return Told(Owner.UNASSIGNED, f"not contacted in the baseline {baseline}, but {unsure}")
        return Told(Owner.SUBJECT, f"not contacted in the baseline {baseline}")

    def _contacted_there(self, row: Mapping[str, Any], baseline: str) -> str | None:
        """How it is known that the device contacts this without the app; None where that is not seen."""
        device = str(row["id"])
        for name in row["told"] or row["asked"]:
            if (baseline, device, name) in self.names:
                return f"{name} is contacted in the baseline {baseline} too"
        nameless = self.sockets.get((baseline, device, *(row[column] for column in _FAR)))
        if nameless or (nameless is not None and not row["told"]):
            return f"the same address and port are contacted in the baseline {baseline} too"
        return None

    def _as_nameless(self, row: Mapping[str, Any], baseline: str) -> bool:
        """Whether only its address tells it from what the device sends without the app."""
        key = (baseline, str(row["id"]), row["transport"], row["server_port"])
        return not row["told"] and not row["asked"] and key in self.nameless


def gather_background(sides: pl.DataFrame, scenario: Scenario, flawed: Mapping[str, str]) -> Background:
    """Collect what devices contacted in baseline cells.

    Args:
        sides: Senders of flows, identified: cell, vantage, kind, id, near, far end, told, asked.
        scenario: Which cell is whose baseline.
        flawed: Cells that could hide something, and what.
    """
    baseline_of: dict[str, str | None] = {cell.id: cell.baseline for cell in scenario.cells}
    baselines = {baseline for baseline in baseline_of.values() if baseline is not None}
    baseline_of |= {cell.id: cell.id for cell in scenario.cells if cell.role == "baseline"}
    own = sides.filter(pl.col("cell").is_in(sorted(baselines)) & (pl.col("kind") == SenderKind.DEVICE.value))
    far = only(own.filter("near"), ("cell", "id", *_FAR, "told", "asked")).unique()
    return Background(
        baseline_of=baseline_of,
        seen=frozenset(only(own, ("cell", "id")).unique().iter_rows()),
        names=frozenset(
            (cell, device, name)
            for cell, device, told, asked in only(far, ("cell", "id", "told", "asked")).iter_rows()
            for name in (*told, *asked)
        ),
        points=frozenset((cell.id, file.vantage_point) for cell in scenario.cells for file in cell.captures),
        unsound=unsound_baselines(scenario, flawed),
        unwatched=unwatched_devices(scenario),
        sockets=_sockets(far),
        nameless=_nameless(far, scenario),
    )


def _sockets(far: pl.DataFrame) -> dict[tuple[object, ...], bool]:
    found: dict[tuple[Any, ...], bool] = {}
    for *key, told in only(far, ("cell", "id", *_FAR, "told")).iter_rows():
        found[tuple(key)] = found.get(tuple(key), False) or not told
    return found


def _nameless(far: pl.DataFrame, scenario: Scenario) -> frozenset[tuple[object, ...]]:
    """Services without a name that may move; local hosts and the resolvers of the network are known by address."""
    resolvers = {address for point in scenario.vantage_points for address in point.resolvers or ()}
    return frozenset(
        (cell, device, transport, port)
        for cell, device, address, transport, port, told, asked in far.iter_rows()
        if not told and not asked and address not in resolvers and scope_of(address)[0] is Scope.INTERNET
    )
