"""What a run is planned by: taps and their places in a scenario, the baseline, a gateway that is up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.live.planned_run import Wanted, baseline_of, planned_run
from harness.live.recording.capturing import CaptureTap
from harness.live.recording.recorder import Settings
from harness.machine.gateway_state import state_text
from harness.model.gateway_state import (
    GatewayLink,
    GatewayState,
    InterceptionMode,
    Ipv6Mode,
    OwnTraffic,
    QuicPolicy,
)
from harness.model.names_apart import NamesApart
from harness.model.scenario import Interference
from harness.rules.scenario import load_scenario
from harness.rules.skeleton import skeleton
from harness.tables.parts import collect
from tests.support.repository import ROOT

FOUR_REGIONS = ROOT / "scenarios/four-regions/scenario.yaml"


def wanted(folder: Path, **given: object) -> Wanted:
    basis = Wanted(
        folder=folder / "out",
        taps=(CaptureTap(interface="lan0", vantage="de"),),
        settings=Settings(),
        gateway=str(folder / "state"),
    )
    return replace(basis, **given)  # type: ignore[arg-type]


def scenario_in(folder: Path) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(skeleton("lab-de", ["DE"]))
    return path


def gateway_in(folder: Path) -> None:
    (folder / "state").mkdir()
    state = GatewayState(
        began_ns=1,
        lan=GatewayLink(interface="lan0", index=2, mac="02:00:00:00:00:01", addresses=("10.77.0.1/24",)),
        wan=GatewayLink(interface="wan0", index=3, mac="02:00:00:00:00:02", addresses=("203.0.113.7/24",)),
        prefixes=("10.77.0.0/24",),
        resolvers=("10.77.0.1",),
        ip_versions=(4,),
        ipv6=Ipv6Mode.OFF,
        interception=InterceptionMode.TRANSPARENT,
        quic=QuicPolicy.BLOCK,
        interference=(Interference.TLS_INTERCEPTION, Interference.QUIC_BLOCKED, Interference.IPV6_BLOCKED),
        own=OwnTraffic(addresses=("203.0.113.7",), uids=(), flows=None),
        record=str(folder / "record"),
        leases=None,
    )
    (folder / "state/state.json").write_text(state_text(state))


def test_without_a_scenario_tables_are_by_tap(tmp_path: Path) -> None:
    planned = planned_run(wanted(tmp_path, countries=("CN",), devices=("10.0.0.9",)))
    assert (planned.vantages, planned.steps, planned.gateway) == (("de",), (), None)
    assert planned.ours.texts == ("10.0.0.9/32",)


def test_with_a_scenario_they_are_by_cell_and_vantage_point(tmp_path: Path) -> None:
    planned = planned_run(wanted(tmp_path, scenario=scenario_in(tmp_path)))
    assert planned.vantages == ("de-1/de",)
    assert planned.asked.cell is not None
    assert planned.asked.all_countries == ("CN",)
    assert planned.asked.baseline == ()
    assert planned.ours.texts


def test_what_has_no_place_in_the_scenario_is_refused(tmp_path: Path) -> None:
    taps = (CaptureTap(interface="lan0", vantage="paris"),)
    with pytest.raises(UsageError, match="'paris' is no vantage point of scenario lab-de"):
        planned_run(wanted(tmp_path, scenario=scenario_in(tmp_path), taps=taps))


def test_a_gateway_that_is_up_says_what_it_changes_and_whose_addresses_are_ours(tmp_path: Path) -> None:
    gateway_in(tmp_path)
    taps = (CaptureTap(interface="lan0", vantage="lan"), CaptureTap(interface="wan0", vantage="wan"))
    both = planned_run(wanted(tmp_path, taps=taps))
    assert both.asked.interference == (
        Interference.TLS_INTERCEPTION, Interference.QUIC_BLOCKED, Interference.IPV6_BLOCKED,
    )  # fmt: skip
    assert both.ours.texts == ("10.77.0.0/24", "203.0.113.7/32")
    assert planned_run(wanted(tmp_path)).ours.texts == ("10.77.0.0/24",)


def test_the_baseline_is_read_where_it_was_captured() -> None:
    scenario = load_scenario(FOUR_REGIONS)
    cell = next(cell for cell in scenario.cells if cell.id == "us-v10")
    (shown,) = baseline_of(scenario, cell, NamesApart())
    assert (shown.vantage, shown.packets > 0) == ("us-base/ashburn", True)
    assert "check.phone-os.example" in collect(shown.facts.names)["name"].to_list()
    assert baseline_of(replace(scenario, folder="/nowhere"), cell, NamesApart()) == ()
    assert baseline_of(scenario, replace(cell, baseline=None), NamesApart()) == ()
