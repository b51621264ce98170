"""A proxy's process: started, waited for, noticed when it ends, ended with whoever started it. With mitmdump itself: tests/cases/interception."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.interception.listening import is_listening
from harness.interception.process import check, start
from harness.interception.recorded import end_recorded, read_record
from harness.interception.setup import ProxyMode, Setup
from tests.support.in_lab import wait_until
from tests.support.repository import ROOT

STAND_IN = ROOT / "tests/support/stand_in_proxy.py"


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    program = tmp_path / "mitmdump"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
    program.chmod(0o755)
    (tmp_path / "proxy").mkdir()
    return Setup(
        program=program,
        folder=tmp_path / "proxy",
        mode=ProxyMode.REGULAR,
        ca_folder=tmp_path / "ca",
        port=free_port(),
    )


def free_port() -> int:
    """A port below those that the kernel gives to connections, and above those of services."""
    return next(
        port for port in range(20_000 + os.getpid() % 9_000, 32_000) if not is_listening(os.getpid(), port)
    )


def test_it_takes_connections_when_start_returns_and_none_when_it_was_stopped(setup: Setup) -> None:
    running = start(setup)
    assert is_listening(os.getpid(), setup.port)
    assert running.problem() is None
    assert setup.certificate.read_text().startswith("-----BEGIN CERTIFICATE")
    assert running.stop() is None
    assert not is_listening(os.getpid(), setup.port)


def test_one_that_was_started_to_stay_is_ended_by_its_record(setup: Setup) -> None:
    running = start(replace(setup, with_parent=False))
    recorded = read_record(setup.folder)
    assert recorded == running.recorded
    assert end_recorded(setup.folder) is None
    wait_until(lambda: running.problem() is not None, "its end")


def test_it_ends_with_whoever_started_it_however_that_ends(setup: Setup) -> None:
    script = f"""
from pathlib import Path
from harness.interception.process import check, start
from harness.interception.setup import ProxyMode, Setup
one = start(Setup(program=Path({str(setup.program)!r}), folder=Path({str(setup.folder)!r}), mode=ProxyMode.REGULAR,
    ca_folder=Path({str(setup.ca_folder)!r}), port={setup.port}))
print(one.pid, flush=True)
input()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) > 0
    assert is_listening(os.getpid(), setup.port)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: not is_listening(os.getpid(), setup.port), "the proxy's end")


def test_one_that_does_not_start_is_told_with_its_last_words_escaped(setup: Setup) -> None:
    (setup.folder / "behaviour").write_text("crash")
    with pytest.raises(MachineError) as raised:
        start(setup)
    assert str(raised.value) == (
        f"the proxy ended by itself with status 3; {setup.log} ends with:\nno such \\x1b[31moption"
    )


def test_one_that_ends_by_itself_is_noticed(setup: Setup) -> None:
    (setup.folder / "behaviour").write_text("quit")
    running = start(setup)
    wait_until(lambda: running.problem() is not None, "its end")
    told = running.problem()
    assert told == f"the proxy ended by itself with status 7; {setup.log} ends with:\nready"
    assert running.stop() == told


def test_one_that_takes_no_connections_is_given_up_and_ended(setup: Setup) -> None:
    (setup.folder / "behaviour").write_text("deaf")
    with pytest.raises(MachineError, match=r"takes no connections after 1 s; .*proxy\.log says nothing"):
        start(setup, ready_s=1)


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_told_before_anything_is_made(setup: Setup) -> None:
    taken = pytest.raises(MachineError, match=f"another program listens at port {setup.port}")
    with socket.create_server(("127.0.0.1", setup.port)), taken:
        start(setup)
    assert not (setup.folder / "settings.json").exists()


def test_everything_that_is_closed_to_its_user_is_told_at_once(setup: Setup, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(MachineError) as raised:
        start(replace(setup, uid=61_100))
    lines = str(raised.value).splitlines()
    assert len(lines) == 3
    assert all("the proxy runs as user 61100, who cannot reach" in line for line in lines)


def test_a_proxy_without_the_mode_is_refused_before_anything_is_made(setup: Setup) -> None:
    setup.program.write_text("#!/bin/sh\necho 'Mitmproxy: 8.1.1'\n")
    with pytest.raises(MachineError, match="the mode tun needs 11 or later"):
        check(replace(setup, mode=ProxyMode.TUN))
    check(setup)
