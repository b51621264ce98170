"""Commands of runs, and processes that end in every way; any program will do."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.live.recording.recorder import Recorder, Rotation, Settings, capture_command, read_said
from tests.support.in_lab import wait_until

SAYS = "echo \"Capturing on 'x'\" >&2; echo 'File: a' >&2; exec sleep 1000"
ENDS_WELL = (
    'trap "echo \\"Packets received/dropped on interface \'x\': 5/1 (83.3%)\\" >&2; exit 0" INT; '
    "echo 'File: a' >&2; while :; do sleep 0.05; done"
)


def shell(text: str, said: Path) -> Recorder:
    return Recorder(["/bin/sh", "-c", text], said)


def test_nothing_is_ever_deleted_by_a_ring() -> None:
    for rotation in (
        Rotation(),
        Rotation(octets=None),
        Rotation(seconds=None),
        Rotation(octets=None, seconds=None),
    ):
        command = capture_command("eth0", Path("a"), Settings(rotation=rotation), ["dumpcap"])
        assert not any("files:" in word for word in command)
        assert command.count("-b") == (rotation.octets is not None) + (rotation.seconds is not None)


def test_a_comment_goes_into_the_file_only_where_dumpcap_takes_it() -> None:
    alone = Settings(rotation=Rotation(octets=None, seconds=None), comment="x", snaplen=96)
    assert capture_command("e", Path("a"), alone, ["d"])[-4:] == ["-s", "96", "--capture-comment", "x"]
    assert "--capture-comment" not in capture_command("e", Path("a"), Settings(comment="x"), ["d"])


def test_asked_to_end_it_says_its_counts(tmp_path: Path) -> None:
    recorder = shell(ENDS_WELL, tmp_path / "said")
    wait_until(lambda: recorder.told().begun, "a file")
    assert recorder.ended() is None
    before = time.time_ns()
    assert recorder.stop()
    assert recorder.ended() == 0
    assert recorder.told().dropped == 1
    assert recorder.asked_ns is not None
    assert before <= recorder.asked_ns <= time.time_ns()


def test_one_that_does_not_end_is_killed_and_that_is_told(tmp_path: Path) -> None:
    recorder = shell("trap '' INT; echo 'File: a' >&2; while :; do sleep 0.05; done", tmp_path / "said")
    wait_until(lambda: recorder.told().begun, "a file")
    assert not recorder.stop(timeout_s=0.2)
    assert recorder.ended() == -signal.SIGKILL


def test_one_that_ended_by_itself(tmp_path: Path) -> None:
    recorder = shell("echo 'dumpcap: odd' >&2; exit 3", tmp_path / "said")
    wait_until(lambda: recorder.ended() is not None, "the end")
    assert (recorder.ended(), recorder.told().fault, recorder.asked_ns) == (3, "odd", None)
    recorder.forget()
    assert not (tmp_path / "said").exists()


def test_it_is_asked_to_end_when_who_started_it_is_killed(tmp_path: Path) -> None:
    said = tmp_path / "said"
    program = (
        "import sys, time; from pathlib import Path; from harness.live.recording.recorder import Recorder\n"
        "Recorder(['/bin/sh', '-c', sys.argv[1]], Path(sys.argv[2]))\nprint('started', flush=True)\ntime.sleep(1000)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, ENDS_WELL, str(said)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    wait_until(lambda: read_said(said).begun, "a file")
    assert _is_locked(said)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: read_said(said).dropped == 1, "its counts")
    wait_until(lambda: not _is_locked(said), "its end")


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_what_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no-such cannot be started: No such file"):
        Recorder(["/no-such"], tmp_path / "said")


def test_words_of_an_earlier_run_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("mine")
    with pytest.raises(MachineError, match="File exists"):
        shell(SAYS, tmp_path / "said")
    assert (tmp_path / "said").read_text() == "mine"


def test_a_run_that_left_no_words_says_nothing(tmp_path: Path) -> None:
    assert not read_said(tmp_path / "none").begun


def test_of_a_run_of_very_many_files_beginning_and_end_are_read(tmp_path: Path) -> None:
    said = tmp_path / "said"
    files = "".join(f"File: lan-r001_{number:05}.pcapng\n" for number in range(50_000))
    said.write_text(f"Capturing on 'x'\n{files}Packets received/dropped on interface 'x': 7/2 (77.8%)\n")
    told = read_said(said)
    assert told.files[0] == "lan-r001_00000.pcapng"
    assert told.dropped == 2


@pytest.mark.parametrize("octets", [65_535, 65_536, 65_537, 131_072, 131_073])
def test_a_line_is_read_whole_wherever_it_is_cut(tmp_path: Path, octets: int) -> None:
    said = tmp_path / "said"
    line = "Packets received/dropped on interface 'x': 7/2 (77.8%)\n"
    said.write_text("x" * (octets - len(line) // 2) + "\n" + line)
    assert read_said(said).dropped == 2
