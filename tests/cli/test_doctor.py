"""``harness doctor``: what was asked is asked, its status says whether it can be done, and the machine is as before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.cli import doctor, doctor_own, doctor_questions
from harness.cli.doctor_asking import Probe
from harness.cli.exits import Exit
from harness.cli.main import main
from harness.errors import UsageError
from harness.machine.interfaces import read_interfaces
from harness.model.readiness import Answer, Mend, Purpose, State
from tests.support.in_lab import skip_unless
from tests.support.repository import ROOT

LIVE, LAB, REPLAY = Purpose.LIVE, Purpose.LAB, Purpose.REPLAY


def probe(name: str, state: State, needed: tuple[Purpose, ...], *mends: Mend) -> Probe:
    return Probe(
        question=doctor_questions.question("Capturing", name, name, needed),
        ask=lambda: [Answer(state=state, said=f"{name} is \x1b[31m{state}", mends=mends)],
    )


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[Probe]:
    """A machine of probes that a test puts there."""
    probes: list[Probe] = []
    monkeypatch.setattr(doctor_questions, "system_probes", lambda _: tuple(probes))
    monkeypatch.setattr(doctor_own, "proxy_probes", lambda: ())
    monkeypatch.setattr(doctor_own, "data_probes", lambda: (probe("data", State.THERE, (REPLAY,)),))
    monkeypatch.setattr(doctor_own, "python_probe", lambda: probe("python", State.THERE, (REPLAY,)))
    monkeypatch.setattr(doctor_own, "speed_probe", lambda: probe("speed", State.THERE, (REPLAY,)))
    monkeypatch.setattr(doctor_questions, "write_probe", lambda _: probe("write", State.THERE, (LIVE,)))
    return probes


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.THERE, Exit.OK),
        (State.LIMITED, Exit.OK),
        (State.MISSING, Exit.POSSIBLE),
        (State.UNTOLD, Exit.POSSIBLE),
    ],
)
def test_the_status_says_whether_all_that_was_asked_for_can_be_done(
    machine: list[Probe], state: State, status: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    machine += [probe("dumpcap", state, (LIVE,)), probe("namespaces", State.MISSING, (LAB,))]
    assert main(["doctor", "--for", "live"]) == status
    said = capsys.readouterr().out
    assert "namespaces" not in said
    assert "write" in said
    assert "\x1b" not in said
    assert main(["doctor", "--for", "live", "--for", "lab"]) == Exit.POSSIBLE


def test_where_packages_do_not_load_harness_itself_is_not_asked(
    machine: list[Probe], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor_own, "python_probe", lambda: probe("python", State.MISSING, (REPLAY,)))
    assert main(["doctor", "--for", "replay", "--json", "-"]) == Exit.POSSIBLE
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert [rows[name]["state"] for name in ("python", "data", "speed")] == ["missing", "untold", "untold"]
    assert rows["data"]["said"] == "could not be told: packages of Python do not load"


def test_a_document_beside_the_report_is_never_written_over_something_else(
    machine: list[Probe], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "doctor.json"
    assert main(["doctor", "--for", "replay", "--json", str(target)]) == Exit.OK
    assert json.loads(target.read_text())["can"] == {"replay": True}
    assert main(["doctor", "--for", "replay", "--json", str(target)]) == Exit.OK
    target.write_text("evidence")
    assert main(["doctor", "--for", "replay", "--json", str(target)]) == Exit.USAGE
    assert target.read_text() == "evidence"


def test_what_the_command_line_says() -> None:
    found = doctor.request(
        ["-i", "eth0", "--interface", "wlan0", "-i", "eth0", "--for", "lab", "--for", "live"]
    )
    assert (found.interfaces, found.purposes, found.folder) == (("eth0", "wlan0"), (LIVE, LAB), Path())
    assert doctor.request([]).purposes == ()
    with pytest.raises(UsageError, match="did you mean live"):
        doctor.request(["--for", "lives"])


def told(*arguments: str, before: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
    """The real command in a process of its own."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "harness", "doctor", *arguments, "--json", "-"],
        cwd=ROOT, capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.stderr == b"", done.stderr
    return done.returncode, json.loads(done.stdout)


def network() -> str:
    """What the command must leave alone: interfaces, addresses, routes, rules, forwarding; nothing that changes by itself."""
    asked = (
        ["ip", "-4", "route", "show", "table", "all"],
        ["ip", "rule"],
        ["nft", "--stateless", "list", "ruleset"],
    )
    said = [subprocess.run(one, capture_output=True, text=True, check=False).stdout for one in asked]
    there = [f"{one.name} {one.up} {one.addresses}" for one in read_interfaces()]
    return "\n".join([*said, *there, Path("/proc/sys/net/ipv4/ip_forward").read_text()])


@pytest.mark.slow
def test_this_machine_is_asked_and_is_as_before(tmp_path: Path) -> None:
    skip_unless("nft", "dumpcap")
    before = network()
    status, found = told("--out", str(tmp_path))
    assert network() == before
    assert list(tmp_path.iterdir()) == []
    assert status == (0 if all(found["can"].values()) else 3)
    assert list(found["can"]) == [one.value for one in Purpose]
    for row in found["rows"]:
        assert row["said"]
        for purpose in row["needed_for"]:
            stands = row["state"] in {"missing", "untold"}
            assert (row["id"] in found["lacks"][purpose]) or not stands
    states = {row["id"]: row["state"] for row in found["rows"]}
    assert states["dumpcap"] == states["nft"] == states["python"] == states["catalogue"] == "there"
    assert states["namespaces"] == "there"


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="capability: netns")
def test_a_user_without_any_right_is_told_so_and_never_ok() -> None:
    skip_unless("nft", "dumpcap")
    # Root of nothing: in a namespace of users that knows none, no right holds, and none can be gained.
    status, found = told("--for", "gateway", before=("unshare", "--user"))
    assert status == 3
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["capture-rights"]["facts"]["obstacle"] in {"no_capability", "confined"}
    assert rows["packet-filter"]["state"] == "untold"
    assert rows["administrator"]["state"] in {"limited", "missing"}
    assert {"capture-rights", "packet-filter"} <= set(found["lacks"]["gateway"])
