"""Ctrl-C while captures are read, in processes of their own: a part is reported, and marked as one."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.sources.stopping import INTERRUPTED, NOT_BEGUN
from tests.support.command import ROOT
from tests.support.waiting_process import HALF, OCTETS, reading


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_read_is_reported_as_a_part(tmp_path: Path, number: signal.Signals) -> None:
    target, later = tmp_path / "out.json", tmp_path / "later.pcap"
    later.write_bytes(OCTETS)
    asked = (tmp_path / "pipe", later, "--country", "CN", "--json", target)
    with reading(tmp_path / "pipe", "analyze", *asked) as (started, _):
        started.send_signal(number)
        printed, said = started.communicate(timeout=100)
    assert (started.returncode, said.count(b"stopping; what was read so far is reported")) == (130, 1)
    report = " ".join(printed.decode().split())
    assert report.startswith("INTERRUPTED: ")
    assert f"{NOT_BEGUN}." in report
    document = json.loads(target.read_text())
    (capture,) = document["captures"]
    assert (capture["sha256"], capture["problem"], capture["truncated"]) == (None, INTERRUPTED, True)
    assert (capture["octets"], capture["stopped_at"] <= len(HALF)) == (len(HALF), True)
    assert capture["capture"].startswith("part-")
    assert len(document["flows"]) == 1
    assert document["interrupted"] == [
        f"{tmp_path / 'pipe'}: {INTERRUPTED}.",
        f"{later}: {NOT_BEGUN}.",
    ]
    assert document["notes"][:2] == document["interrupted"]
    assert [(row["read"], row["why"]) for row in document["manifest"]] == [(True, None), (False, NOT_BEGUN)]
    (answer,) = document["answers"]
    assert answer["answer"] == "possible"
    assert answer["limits"][:2] == document["interrupted"]


def test_cells_that_were_not_read_whole_are_error_and_witnesses_stay(tmp_path: Path) -> None:
    case = ROOT / "tests/cases/verdicts/error-beside-fail"
    for name in ("scenario.yaml", "us-v1.pcapng"):
        shutil.copy(case / name, tmp_path)
    target = tmp_path / "out.json"
    with reading(tmp_path / "us-v2.pcapng", "verify", tmp_path, "--json", target) as (started, _):
        started.send_signal(signal.SIGINT)
        printed, _ = started.communicate(timeout=100)
    assert started.returncode == 130
    assert "ERROR:" in printed.decode()
    assert INTERRUPTED in " ".join(printed.decode().split())
    (scenario,) = json.loads(target.read_text())["scenarios"]
    assert scenario["errors"] == [f"{tmp_path}/us-v2.pcapng: {INTERRUPTED}; what was read of it is not used"]
    verdicts = {(row["cell"], row["verdict"]) for row in scenario["judgements"]}
    assert verdicts == {("us-v1", "FAIL"), ("us-v2", "ERROR")}


def test_a_second_signal_ends_at_once() -> None:
    program = """if True:
        import os, signal, time
        from harness.cli.interruption import stoppable
        with stoppable() as stop, stop.while_reading():
            os.kill(os.getpid(), signal.SIGINT)
            assert stop.wanted
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=50, check=False)
    assert done.returncode == -signal.SIGINT


def test_a_signal_outside_reading_ends_as_ever() -> None:
    program = """if True:
        import os, signal
        from harness.cli.interruption import stoppable
        try:
            with stoppable():
                os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            print("ended", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.split() == [b"ended", b"True"]
