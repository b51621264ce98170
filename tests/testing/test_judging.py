"""A scenario is judged once: by one process, and by several that share a folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError, ScenarioError
from harness.model.honey import Honey, HoneyKind
from harness.model.scenario import Scenario
from harness.reports.verification_document import document
from harness.tables.verification import Verification
from harness.testing import judging as module
from harness.testing.judging import Judging, load
from tests.support.repository import ROOT
from tests.support.verification_example import example

FILE = ROOT / "scenarios/four-regions/scenario.yaml"


class Judge:
    """Gives the example, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, scenario: Scenario) -> Verification:
        self.asked.append(scenario.path)
        return example()


def text(found: Verification) -> bytes:
    return b"".join(document([found], only=()))


def test_one_process_judges_a_file_once_by_whatever_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Judge()
    one = Judging(None, judge)
    (tmp_path / "link.yaml").symlink_to(FILE)
    assert (
        one.of(FILE)
        is one.of(FILE.parent / "../four-regions/scenario.yaml")
        is one.of(tmp_path / "link.yaml")
    )
    assert len(judge.asked) == 1
    monkeypatch.chdir(ROOT)
    assert load(FILE).path == "scenarios/four-regions/scenario.yaml"
    monkeypatch.chdir(tmp_path)
    assert load(FILE).path == str(FILE)


def test_a_second_process_reads_what_the_first_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Judge(), Judge()
    known = load(FILE)
    honey = Honey(id="serial", kind=HoneyKind.SERIAL, values=("SN-0042",))
    monkeypatch.setattr(module, "load", lambda path: replace(known, honey=(honey,)))
    judged = Judging(tmp_path, first).of(FILE)
    read = Judging(tmp_path, second).of(FILE)
    assert (len(first.asked), second.asked) == (1, [])
    assert text(read) == text(judged)
    # What no document holds comes from the scenario file.
    assert (read.scenario.folder, read.scenario.honey) == (known.folder, (honey,))


def test_a_document_that_cannot_be_read_back_is_judged_anew(tmp_path: Path) -> None:
    Judging(tmp_path, Judge()).of(FILE)
    (written,) = tmp_path.glob("*.json")
    written.write_bytes(written.read_bytes()[:-40])
    again = Judge()
    Judging(tmp_path, again).of(FILE)
    assert len(again.asked) == 1
    last = Judge()
    Judging(tmp_path, last).of(FILE)
    assert last.asked == []


def test_who_comes_second_waits_for_who_judges(tmp_path: Path) -> None:
    begun, go = threading.Event(), threading.Event()
    second = Judge()

    def slow(scenario: Scenario) -> Verification:
        begun.set()
        assert go.wait(30)
        return example()

    found: list[Verification] = []
    threads = [
        threading.Thread(target=lambda judge=judge: found.append(Judging(tmp_path, judge).of(FILE)))
        for judge in (slow, second)
    ]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    threads[1].join(0.2)
    assert threads[1].is_alive()
    go.set()
    for thread in threads:
        thread.join(30)
    assert (len(found), second.asked) == (2, [])


def test_a_worker_that_dies_while_it_judges_holds_nobody_up(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys; from harness.testing.judging import Judging; "
        "Judging(pathlib.Path(sys.argv[1]), lambda scenario: os._exit(7)).of(pathlib.Path(sys.argv[2]))"
    )
    dead = subprocess.run([sys.executable, "-c", program, tmp_path, FILE], cwd=ROOT, check=False)
    assert dead.returncode == 7
    judge = Judge()
    Judging(tmp_path, judge).of(FILE)
    assert len(judge.asked) == 1


def test_what_cannot_be_judged_is_told_to_everyone_who_asks_and_tried_once() -> None:
    asked = []

    def fault(scenario: Scenario) -> Verification:
        asked.append(scenario)
        raise ReferenceDataError("altered")

    judging = Judging(None, fault)
    for _ in range(2):
        with pytest.raises(ReferenceDataError, match="altered"):
            judging.of(FILE)
    assert len(asked) == 1


def test_faults_of_a_file_are_located(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_text("schema_version: 1\nid: x\ntitel: y\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as found:
        Judging(None, Judge()).of(tmp_path / "x.yaml")
    assert all(fault.path == "x.yaml" for fault in found.value.faults)


def test_equal_captures_are_analyzed_once() -> None:
    judging = Judging(None)
    path = str(ROOT / "captures/lab/plain/app.pcapng")
    one = judging.analysis((path,), {"countries": ["CN"]})
    assert judging.analysis((path,), {"countries": ["CN"]}) is one
    assert [answer.country for answer in one.answers] == ["CN"]
    assert judging.analysis((path,), {}).answers == ()
