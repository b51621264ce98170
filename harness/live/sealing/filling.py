"""Which scenario evidence belongs to, and where in it: an author's, else a skeleton to go on from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from harness.errors import UsageError
from harness.live.sealing.evidence import Evidence
from harness.live.sealing.filled import Filled, filled
from harness.live.sealing.filled_gateway import Place
from harness.live.sealing.folder import GIVEN
from harness.live.sealing.kept_yaml import in_brackets, kept_yaml
from harness.model.gateway_state import GatewayState
from harness.model.scenario import CellRole, Scenario, Tap
from harness.model.scenario_ids import id_of
from harness.rules.scenario import checked_scenario
from harness.rules.skeleton import skeleton

SKELETON_CELL: Final = "session-1"
_NO_REGION: Final = "US"
_MADE_UP: Final = "CHANGE: made up, nothing says where this was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where whoever seals says that the evidence belongs."""

    cell: str | None = None
    """None: the only one that it can be."""
    vantages: Mapping[str, str]
    """Vantage point by the name that files have; under the empty name that of the only one."""
    region: str | None = None
    """Country of a skeleton."""


def given_scenario(folder: Path) -> Scenario | None:
    """The author's scenario in the folder; None where there is none.

    Raises:
        ScenarioError: It has faults.
    """
    try:
        data = (folder / GIVEN).read_bytes()
    except FileNotFoundError:
        return None
    return checked_scenario(data, str(folder / GIVEN), str(folder))


def place_in(scenario: Scenario, taps: Sequence[str], asked: Asked) -> Place:
    """Where in a scenario captures of these taps belong.

    Raises:
        UsageError: It is not told, or it cannot be there; every mistake at once.
    """
    faults: list[str] = []
    vantages = _vantages(scenario, taps, asked, faults)
    cell = _cell(scenario, set(vantages.values()), asked.cell, faults)
    if faults:
        raise UsageError("\n".join(faults))
    return Place(cell=cell, vantages=vantages)


def _vantages(scenario: Scenario, taps: Sequence[str], asked: Asked, faults: list[str]) -> dict[str, str]:
    points = [point.id for point in scenario.vantage_points]
    found = {}
    for tap in taps:
        point = asked.vantages.get(tap) or (asked.vantages.get("") if len(taps) == 1 else None) or tap
        if point in points:
            found[tap] = point
        else:
            faults.append(
                f"--vantage: {point!r} is no vantage point of scenario {scenario.id}: say which one {tap} is, "
                f"--vantage {tap}=ID; there are {', '.join(points)}"
            )
    faults.extend(
        f"--vantage {tap}=: nothing was captured there; there are {', '.join(taps)}"
        for tap in asked.vantages
        if tap and tap not in taps
    )
    return found


def _cell(scenario: Scenario, points: set[str], asked: str | None, faults: list[str]) -> str:
    cells = {cell.id: cell for cell in scenario.cells}
    if asked is not None:
        if asked not in cells:
            faults.append(
                f"--cell: {asked!r} is no cell of scenario {scenario.id}: there are {', '.join(cells)}"
            )
        elif cells[asked].captures:
            faults.append(
                f"--cell: {asked!r} lists captures already, and none is ever replaced: add a cell for this one"
            )
        return asked
    regions = {point.region for point in scenario.vantage_points if point.id in points}
    fit = [
        cell.id
        for cell in scenario.cells
        if cell.role is CellRole.TEST and not cell.captures and cell.egress_region in regions
    ]
    if len(fit) != 1 and points:
        which = (
            f"there are {', '.join(fit)}"
            if fit
            else "no planned cell of role test has the region of its vantage point"
        )
        faults.append(f"--cell: say which cell of scenario {scenario.id} was captured; {which}")
    return fit[0] if fit else ""


def fill_given(
    scenario: Scenario, folder: Path, evidence: Evidence, place: Place, state: GatewayState | None
) -> Filled:
    """The author's scenario with the evidence filled in.

    Raises:
        ScenarioError: It has faults so, which the author's alone does not have.
    """
    text = (folder / GIVEN).read_text(encoding="utf-8")
    return _checked(filled(text, evidence, place, state), f"{scenario.path}, filled in", folder)


def fill_skeleton(
    folder: Path, evidence: Evidence, taps: Sequence[str], asked: Asked, state: GatewayState | None
) -> Filled:
    """A scenario to go on from, with what is known."""
    yaml = kept_yaml()
    name = id_of(folder.absolute().name, "evidence")
    top = yaml.load(skeleton(name, [asked.region or _NO_REGION]))
    model = top["vantage_points"][0]
    points = [deepcopy(model) for _ in taps]
    for point, tap in zip(points, taps, strict=True):
        point["id"] = tap
        point["tap"] = _tap_of(tap, evidence, state)
        if asked.region is None:
            point.yaml_add_eol_comment(_MADE_UP, "region")
    # In place, so that the comments behind the list stay.
    top["vantage_points"][:] = points
    top["subject"]["egress"][0]["vantage_points"] = in_brackets(taps)
    top["cells"][0]["id"] = SKELETON_CELL
    out = StringIO()
    yaml.dump(top, out)
    place = Place(cell=SKELETON_CELL, vantages={})
    return _checked(filled(out.getvalue(), evidence, place, state), "scenario.yaml", folder)


def _tap_of(tap: str, evidence: Evidence, state: GatewayState | None) -> str:
    interfaces = {run.interface for run in evidence.runs if run.vantage == tap}
    if state is not None and state.wan.interface in interfaces:
        return Tap.GATEWAY_WAN.value
    return Tap.GATEWAY_LAN.value


def _checked(made: Filled, path: str, folder: Path) -> Filled:
    checked_scenario(made.text.encode(), path, str(folder))
    return made
