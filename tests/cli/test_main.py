"""How runs end: exit status, streams, messages; by processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.command import REAL, ROOT, run, variables
from tests.support.fake_pipeline import PROGRAM
from tests.support.terminal import run_on_terminal


@pytest.mark.parametrize(
    ("pipeline", "status"),
    [
        ("cn", 1),
        ("possible", 3),
        ("none", 0),
        ("bad-captures", 4),
        ("fault", 4),
        ("panic", 4),
        ("interrupt", 130),
    ],
)
def test_exit_status(pipeline: str, status: int) -> None:
    done = run("analyze", "a", "--country", "CN", pipeline=pipeline)
    assert done.returncode == status
    assert bool(done.stdout) == (status in {0, 1, 3})
    assert bool(done.stderr) == (status in {4, 130})


def test_usage_faults_are_all_told_and_nothing_is_read() -> None:
    done = run(
        "analyze", "-", "-", "--device", "drone", "--country", "UK", "--country", "china", pipeline="fault"
    )
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode().splitlines()
    assert told[0].startswith("harness: error: --device 'drone': give a MAC (02:00:00:00:00:01), an address")
    assert told[1:] == [
        "harness: --country 'UK': the code for Britain (UK) is GB",
        "harness: --country 'china': the code for China is CN",
        "harness: standard input (-) can be read only once",
        "harness: try `harness analyze --help`",
    ]


@pytest.mark.parametrize("arguments", [(), ("analyze",), ("analyse", "a"), ("analyze", "a", "--nope")])
def test_a_wrong_command_line_points_to_help(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert b"--help`" in done.stderr


def test_every_bad_capture_is_told() -> None:
    done = run("analyze", "one", "two\x1b[31m", pipeline="bad-captures")
    assert done.stderr.decode().splitlines() == [
        "harness: error: one: no such file",
        "harness: two\\x1b[31m: no such file",
    ]


@pytest.mark.parametrize("pipeline", ["fault", "panic"])
def test_our_own_fault_says_what_where_and_what_next(pipeline: str) -> None:
    done = run("analyze", "a", pipeline=pipeline)
    told = done.stderr.decode()
    assert told.startswith("harness: internal fault: ")
    assert "harness: at harness/cli/analyze.py:" in told
    assert "HARNESS_DEBUG=1" in told
    assert "Traceback" not in told
    assert "\x1b" not in told


def test_a_traceback_shows_only_when_asked_for() -> None:
    assert b"Traceback" in run("analyze", "a", pipeline="fault", HARNESS_DEBUG="1").stderr
    assert b"Traceback" in run("analyze", "a", pipeline="bad-captures", HARNESS_DEBUG="1").stderr


def test_control_c_leaves_in_one_line() -> None:
    process = subprocess.Popen(
        [sys.executable, *PROGRAM, "analyze", "a"],
        cwd=ROOT,
        env=variables("slow"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (130, b"", b"harness: stopped by Ctrl-C\n")


@pytest.mark.parametrize("arguments", [("a",), ("a", "--json", "-")])
def test_a_reader_who_leaves_changes_nothing(arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [sys.executable, *PROGRAM, "analyze", *arguments],
        cwd=ROOT,
        env=variables("many"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 1
    assert b"Traceback" not in errors
    assert b"Broken" not in errors


def test_a_full_disk_is_an_error_not_an_answer() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, *PROGRAM, "analyze", "a"],
            cwd=ROOT,
            env=variables(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 4
    assert (
        done.stderr
        == b"harness: error: standard output: No space left on device; what was written is not complete\n"
    )


def test_json_to_standard_output_is_all_that_is_there() -> None:
    done = run("analyze", "a", "--json", "-", "--device", "02-00-00-00-00-01")
    assert json.loads(done.stdout)["parameters"]["devices"] == ["02:00:00:00:00:01"]
    assert b"SYNTHETIC" in done.stderr
    assert done.returncode == 1


def test_a_hosts_file_is_recorded_with_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(b"192.0.2.7 cam.example cam\n")
    done = run("analyze", "a", "--json", "-", "--hosts", path)
    assert json.loads(done.stdout)["parameters"]["hosts"] == [
        {
            "path": str(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "names": 2,
            "pairs": [["192.0.2.7", "cam.example"], ["192.0.2.7", "cam"]],
        }
    ]


def test_faults_of_hosts_files_are_told_with_the_others_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(b"cam 192.0.2.7\n192.0.2.7\n")
    done = run("analyze", "a", "--hosts", path, "--device", "x")
    told = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert [place in told for place in (f"{path}:1:1: ", f"{path}:2:10: ", "--device 'x'")] == [True] * 3


def test_json_to_a_file_goes_with_the_report(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    first = run("analyze", "a", "--json", target)
    assert json.loads(target.read_bytes())["schema"] == "harness-analysis"
    assert first.stdout.startswith(b"Captures: 2\n")
    assert first.stderr == f"harness: wrote {target}\n".encode()
    assert run("analyze", "a", "--json", target).stderr == f"harness: replaced {target}\n".encode()


@pytest.mark.parametrize(
    ("target", "status", "hint"),
    [
        ("none/out.json", 4, "does not exist; make it first"),
        ("evidence.pcap", 2, "no document of harness"),
        (".", 2, "this is a folder"),
    ],
)
def test_json_that_cannot_be_written_is_told_before_reading(
    target: str, status: int, hint: str, tmp_path: Path
) -> None:
    (tmp_path / "evidence.pcap").write_bytes(b"\xd4\xc3\xb2\xa1")
    done = run("analyze", "a", "--json", tmp_path / target, pipeline="fault")
    assert done.returncode == status
    assert hint in done.stderr.decode()
    assert (tmp_path / "evidence.pcap").read_bytes() == b"\xd4\xc3\xb2\xa1"


def test_standard_input_is_handed_on() -> None:
    assert b"stdin held 5 octets" in run("analyze", "-", stdin=b"bytes").stderr


def test_colour_shows_on_a_terminal_only() -> None:
    assert b"\x1b[" not in run("analyze", "a", TERM="xterm").stdout
    assert b"\x1b[1;31mCN: WITNESSED\x1b[0m" in run_on_terminal("analyze", "a")[1]
    assert b"\x1b" not in run_on_terminal("analyze", "a", NO_COLOR="1")[1]


def test_a_long_run_shows_a_bar_and_takes_it_away() -> None:
    status, output, errors = run_on_terminal("analyze", "a", pipeline="slow")
    assert status == 1
    assert b"reading" in errors
    assert output.startswith(b"\x1b[1mCaptures: 2\x1b[0m")
    assert run("analyze", "a", pipeline="slow").stderr == b""


def test_no_output_encoding_can_break_the_report() -> None:
    done = run("analyze", "a", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert done.stdout.isascii()


def test_width_is_as_asked() -> None:
    lines = run("analyze", "a", "--width", "160").stdout.decode().splitlines()
    assert 80 < max(map(len, lines)) <= 160
    assert max(map(len, run("analyze", "a").stdout.decode().splitlines())) <= 80


@pytest.mark.parametrize("arguments", [("--help",), ("analyze", "--help"), ("--version",)])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys; from harness.cli.main import main; status = main(sys.argv[1:]); "
        "heavy = {'numpy', 'polars', 'numba', 'duckdb', 'pydantic', 'rich'} & set(sys.modules); "
        "sys.stderr.write(f'{status} {heavy}')"
    )
    assert run(*arguments, program=("-c", program)).stderr == b"0 set()"


def test_module_and_script_are_the_same_program() -> None:
    assert run("--version", program=REAL).stdout.startswith(b"harness ")
    assert run("--help", program=REAL).returncode == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, "dirty_decay_ms:100,muzzy_decay_ms:0"), ({"_RJEM_MALLOC_CONF": "tcache:false"}, "tcache:false")],
)
def test_polars_allocator_is_told_before_it_is_loaded(given: dict[str, str], expected: str) -> None:
    told = "import os, sys, harness.cli.main as m; m.main(['--version']); print('polars' in sys.modules, os.environ['_RJEM_MALLOC_CONF'])"
    environment = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"} | given
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    assert done.stdout.split()[-2:] == ["False", expected]
