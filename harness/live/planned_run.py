"""What a run of ``harness live`` is to do, worked out before the first packet: taps, their places in the scenario, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness.cell_facts import ours_of
from harness.errors import CaptureError
from harness.live.asked import Asked
from harness.live.recording.capturing import CaptureTap
from harness.live.recording.recorder import Settings
from harness.live.sealing import filling
from harness.live.tap_reader import TapFiles, TapReader, TapShown
from harness.machine.gateway_state import read_state, state_folder
from harness.model.gateway_state import GatewayState
from harness.model.names_apart import NamesApart, names_apart
from harness.model.scenario import Cell, Scenario
from harness.model.sites import Site
from harness.rules.catalogue import load_catalogue
from harness.rules.own_rules import with_own_rules
from harness.rules.scenario import load_scenario
from harness.stages.sides import Devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user asks for."""

    folder: Path
    """Of the evidence."""
    taps: tuple[CaptureTap, ...]
    settings: Settings
    scenario: Path | None = None
    cell: str | None = None
    countries: tuple[str, ...] = ()
    site: Site | None = None
    devices: tuple[str, ...] = ()
    gateway: str | None = None
    """Folder of a gateway's state; None: where it always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """Everything that is known before capturing begins."""

    wanted: Wanted
    asked: Asked
    vantages: tuple[str, ...]
    """In tables, of each tap: ``cell/vantage_point`` of a scenario."""
    ours: Devices
    gateway: GatewayState | None

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the steps that the cell plans."""
        return () if self.asked.cell is None else tuple(step.id for step in self.asked.cell.steps)

    @property
    def apart(self) -> NamesApart:
        """Names that rules, claims and steps ask about."""
        return names_apart(self.asked.rules.rules, self.asked.scenario)


def planned_run(wanted: Wanted) -> PlannedRun:
    """Work it out.

    Raises:
        UsageError: The taps have no place in the scenario; every mistake at once.
        ScenarioError: The scenario has faults.
        RuleError: The catalogue, or a file of the scenario's own rules, has.
        MachineError: The state of a gateway that is up cannot be read.
    """
    state = read_state(state_folder(wanted.gateway))
    texts = [*wanted.devices, *(_addresses(state, wanted.taps) if state else ())]
    rules, names = load_catalogue(), tuple(tap.vantage for tap in wanted.taps)
    if wanted.scenario is None:
        asked = Asked(rules=rules, countries=wanted.countries, site=wanted.site)
        return PlannedRun(
            wanted=wanted,
            asked=_interfered(asked, state),
            vantages=names,
            ours=Devices.parse(texts),
            gateway=state,
        )
    scenario = load_scenario(wanted.scenario)
    place = filling.place_in(scenario, names, filling.Asked(cell=wanted.cell, vantages={}))
    cell = next(cell for cell in scenario.cells if cell.id == place.cell)
    folder = Path(scenario.folder)
    rules = with_own_rules(rules, [folder / path for path in scenario.endpoint_rules])
    asked = Asked(
        rules=rules,
        countries=wanted.countries,
        scenario=scenario,
        cell=cell,
        baseline=baseline_of(scenario, cell, names_apart(rules.rules, scenario)),
    )
    return PlannedRun(
        wanted=wanted,
        asked=_interfered(asked, state),
        vantages=tuple(f"{cell.id}/{name}" for name in names),
        ours=Devices.parse([*ours_of(scenario).texts, *texts]),
        gateway=state,
    )


def _interfered(asked: Asked, state: GatewayState | None) -> Asked:
    return asked if state is None else replace(asked, interference=state.interference)


def _addresses(state: GatewayState, taps: Sequence[CaptureTap]) -> list[str]:
    """Prefixes of devices, and where the WAN is captured the gateway's own addresses, which stand for theirs there."""
    wan = any(tap.interface == state.wan.interface for tap in taps)
    own = [address.partition("/")[0] for address in state.wan.addresses] if wan else []
    return [*state.prefixes, *own]


def baseline_of(scenario: Scenario, cell: Cell, apart: NamesApart) -> tuple[TapShown, ...]:
    """What the cell's baseline showed, by vantage point; nothing where a capture of it is not there.

    Args:
        scenario: As loaded.
        cell: Of it, that is to be captured.
        apart: Names that are asked about.

    Raises:
        CaptureError: A capture that is there cannot be read, and without it the baseline says nothing.
    """
    baseline = next((other for other in scenario.cells if other.id == cell.baseline), None)
    files = () if baseline is None else baseline.captures
    paths = [Path(scenario.folder) / file.path for file in files]
    if baseline is None or not paths or not all(path.is_file() for path in paths):
        return ()
    shown = []
    for point in dict.fromkeys(file.vantage_point for file in files):
        own = [str(path) for file, path in zip(files, paths, strict=True) if file.vantage_point == point]
        vantage, ours = f"{baseline.id}/{point}", ours_of(scenario)
        shown.append(
            _whole(TapFiles(vantage=vantage, listed=_listing(own), over=lambda: True, ours=ours, apart=apart))
        )
    return tuple(shown)


def _listing(paths: Sequence[str]) -> Callable[[], Sequence[str]]:
    return lambda: paths


def _whole(files: TapFiles) -> TapShown:
    """What files show that no longer grow."""
    reader = TapReader(files, lambda: ())
    reader.start()
    reader.join()
    shown = reader.ask(0.0)
    if reader.problems or shown is None:
        raise CaptureError("\n".join(reader.problems))
    return shown
