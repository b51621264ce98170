"""Processes that are written down: ended later by number and start, never another that has the number now."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.interception.recorded import (
    FILE,
    end,
    end_recorded,
    is_there,
    of_process,
    read_record,
    write_record,
)
from tests.support.in_lab import wait_until


@pytest.fixture
def sleeping() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def test_it_is_ended_by_its_record(sleeping: subprocess.Popen[bytes], tmp_path: Path) -> None:
    recorded = of_process(sleeping.pid, tmp_path)
    write_record(recorded)
    assert read_record(tmp_path) == recorded
    assert is_there(recorded)
    assert end_recorded(tmp_path) is None
    assert sleeping.wait() == -15
    assert not (tmp_path / FILE).exists()
    assert end_recorded(tmp_path) is None


def test_another_process_with_its_number_is_left_alone(
    sleeping: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    write_record(replace(of_process(sleeping.pid, tmp_path), started_ticks=1))
    assert end_recorded(tmp_path) is None
    assert sleeping.poll() is None
    assert not (tmp_path / FILE).exists()


def test_one_that_does_not_end_is_killed_and_that_is_told(tmp_path: Path) -> None:
    process = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    told = end(of_process(process.pid, tmp_path), process.poll, end_s=0.3)
    assert told == "the proxy did not end within 0.3 s and was killed: its last lines may be missing"
    assert process.wait() == -9
    process.stdout.close()


def test_one_that_is_gone_is_no_process(tmp_path: Path) -> None:
    process = subprocess.Popen(["true"])
    wait_until(
        lambda: Path(f"/proc/{process.pid}/stat").read_text().split(")")[1].split()[0] == "Z", "its end"
    )
    with pytest.raises(MachineError, match="of the proxy is gone"):
        of_process(process.pid, tmp_path)
    process.wait()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"pid": "1", "started_ticks": 1}', '{"pid": -1, "started_ticks": 1}', "\udcff"]
)
def test_a_record_that_is_none_is_told_and_nothing_is_ended(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MachineError, match="is no record of a proxy"):
        end_recorded(tmp_path)


def test_a_name_with_brackets_and_spaces_is_read_over(tmp_path: Path) -> None:
    program = tmp_path / "a) S 1 (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([str(program), "600"])
    wait_until(lambda: b"a) S" in Path(f"/proc/{process.pid}/comm").read_bytes(), "its name")
    recorded = of_process(process.pid, tmp_path)
    assert recorded.started_ticks > 1
    assert json.loads(json.dumps(recorded.pid)) == process.pid
    assert end(recorded, process.poll) is None
    assert process.wait() == -15


def test_this_very_process_is_there(tmp_path: Path) -> None:
    assert is_there(of_process(os.getpid(), tmp_path))
