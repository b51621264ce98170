"""The first lines of a journal: what is known before the first packet."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.live.recording.capturing import CaptureTap
from harness.live.recording.journal import Journal, read_journal
from harness.live.recording.recorder import Settings
from harness.live.recording.tool import Tool
from harness.live.sealing.folder import GIVEN
from harness.live.session import begin, gateway_of, keep_scenario, machine_facts
from harness.machine.gateway_state import FILE, state_text
from tests.support.gateway_states import gateway_state
from tests.support.scenario_files import GOOD

TOOL = Tool(name="dumpcap 4.0.17", command=("dumpcap",))
TAPS = [CaptureTap(interface="eth1", vantage="frankfurt")]


def given(folder: Path, text: str = GOOD) -> Path:
    path = folder / "theirs.yaml"
    path.write_text(text)
    return path


def test_scenario_tools_machine_and_gateway_are_taken_down(tmp_path: Path) -> None:
    folder, run = tmp_path / "out", tmp_path / "run"
    folder.mkdir()
    run.mkdir()
    (run / FILE).write_text(state_text(gateway_state()))
    begin(Journal(folder), folder, TAPS, TOOL, Settings(), scenario=given(tmp_path), gateway=str(run))
    kept = read_journal(folder)
    assert kept is not None
    started, gateway = kept.events
    assert started["taps"] == [{"interface": "eth1", "vantage": "frankfurt"}]
    assert (started["scenario"]["cell"], started["tools"]["capture"]) == ("de-v1", "dumpcap 4.0.17")
    assert started["settings"]["rotation"] == {"octets": 100_000_000, "seconds": 900}
    assert "at_ns" in started["clock"]
    assert gateway["event"] == "gateway"
    assert gateway_of(kept.events) == gateway_state()
    assert (folder / GIVEN).read_text() == GOOD


def test_a_wrong_vantage_point_is_told_before_anything_is_captured(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    taps = [CaptureTap(interface="eth1", vantage="lan")]
    with pytest.raises(UsageError, match="'lan' is no vantage point"):
        begin(
            Journal(folder), folder, taps, TOOL, Settings(), scenario=given(tmp_path), gateway=str(tmp_path)
        )


def test_nothing_names_the_machine_or_its_user() -> None:
    told = str(machine_facts())
    assert socket.gethostname() not in told
    assert f"'{getpass.getuser()}'" not in told
    assert machine_facts()["processors"]


def test_the_rules_of_a_scenario_are_kept_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text("rules: []\n")
    text = GOOD + "endpoint_rules: [rules/own.yaml]\n"
    path = given(tmp_path, text)
    keep_scenario(folder, path)
    keep_scenario(folder, path)
    assert (folder / "rules" / "own.yaml").read_text() == "rules: []\n"


def test_another_scenario_never_takes_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    keep_scenario(folder, given(tmp_path))
    with pytest.raises(UsageError, match="is there already and is not"):
        keep_scenario(folder, given(tmp_path, GOOD + "# more\n"))
    assert (folder / GIVEN).read_text() == GOOD


def test_lines_of_a_gateway_that_hold_no_state_are_passed_over() -> None:
    events = [{"event": "gateway", "at_ns": 1, "state": {"lan": 5}}, {"event": "note", "at_ns": 2}]
    assert gateway_of(events) is None
