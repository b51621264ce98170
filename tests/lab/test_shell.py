"""A day in the field, in the lab: ``harness live`` at both sides of the gateway while the app does its steps, sealed and judged."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from harness.campaign import verify
from harness.lab.app import Options
from harness.lab.namespaces import Namespaces
from harness.lab.scenario import Done, scenario
from harness.lab.shell import open_lab
from harness.lab.taps import comment
from harness.pipeline import analyze
from harness.rules.scenario import load_scenario
from tests.support.in_lab import result_in_lab, skip_unless

STEPS = ("login", "sync")


def planned() -> str:
    """The lab's scenario before anything was captured."""
    done = Done(region="SG", began_ns=0, ended_ns=0, steps=(), files=())
    return scenario([done], silent=False).replace("  captures:\n  steps:\n", "  captures: []\n")


def field_day(lab: Namespaces, folder: Path) -> dict[str, Any]:
    open_lab(lab, "SG", folder, gateway=True)
    (folder / "planned.yaml").write_text(planned())
    taps = ("-i", "lan0", "-i", "wan0", "--vantage", "sg-gateway-lan", "--vantage", "sg-gateway-wan")
    command = [sys.executable, "-m", "harness", "live", *taps, "--scenario", str(folder / "planned.yaml")]
    running = lab.start(
        "gw",
        [*command, "--out", str(folder / "out"), "--json-lines", "--comment", comment("gateway", "SG")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None

    def until(kind: str, times: int = 1) -> None:
        found = 0
        while found < times:
            line = running.stdout.readline()  # type: ignore[union-attr]
            assert line, running.communicate()[1]
            found += json.loads(line)["event"] == kind

    until("tap", times=2)
    app = json.dumps(asdict(Options(steps=STEPS)))
    done = lab.run("isp", (sys.executable, "-m", "harness.lab.app", str(folder), app), timeout_s=120)
    assert done.ok, done.why
    until("refuted")
    running.send_signal(signal.SIGINT)
    rest, said = running.communicate(timeout=90)
    return {"status": running.returncode, "said": said, "rest": rest}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    skip_unless("nft", "dumpcap")
    folder = tmp_path_factory.mktemp("day")
    return folder, result_in_lab(field_day, folder)


def test_it_leaves_with_the_status_of_a_witness(day: tuple[Path, dict[str, Any]]) -> None:
    _, told = day
    assert (told["status"], "Traceback" in told["said"]) == (1, False), told["said"]


def test_what_was_sealed_holds_what_the_app_did_to_the_octet(day: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = day
    found = analyze([str(path) for path in sorted((folder / "out" / "captures").glob("*lan*.pcapng"))])
    seen = {
        ((row["client_ip"], row["client_port"]), (row["server_ip"], row["server_port"])): (
            row["payload_unique_octets_up"] if row["transport"] == "tcp" else row["payload_octets_up"]
        )
        for row in found.flows.iter_rows(named=True)
        if row["transport"] in ("tcp", "udp")
    }
    told = [json.loads(line) for line in (folder / "app.jsonl").read_text().splitlines()]
    assert seen == {(tuple(one["local"]), tuple(one["remote"])): one["up"] for one in told}
    assert set(found.captures["drops"]) <= {0, None}


def test_the_sealed_scenario_is_judged_as_the_zone_has_it(day: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = day
    found = verify(load_scenario(folder / "out" / "scenario.yaml"), today=dt.date(2026, 11, 27))
    assert [row[1] for row in found.judgements.select("cell", "verdict").rows()] == ["FAIL"]
    hosts = ("log.quillair.example", "platform.quillair.example")
    assert sorted(found.findings["finding"]) == [f"no-data-to-cn/{host}" for host in hosts]
    assert found.errors == ()


def test_the_evidence_says_that_it_is_made_up(day: tuple[Path, dict[str, Any]]) -> None:
    # dumpcap writes no comment where it writes one file after the other, so the captures themselves cannot say it.
    folder, _ = day
    assert comment("gateway", "SG") in (folder / "out" / "session.jsonl").read_text()
    assert "SYNTHETIC" in (folder / "out" / "report.txt").read_text()
