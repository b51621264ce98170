"""``harness live`` as a real process on a real interface: lines, Ctrl-C, SIGKILL, what is refused."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from harness.cli.live import request
from harness.errors import UsageError
from harness.lab.namespaces import End, Namespaces
from tests.support import frames
from tests.support.in_lab import in_lab, wait_until

PHONE, WITNESS = "192.168.8.20", "47.94.10.10"
SENT = 50


def near_and_far(lab: Namespaces) -> socket.socket:
    """Two namespaces with a link between them, and a socket that puts frames on it."""
    lab.add("near", "far")
    lab.link(End("near", "wan0"), End("far", "lan0", ("192.168.8.1/24",)))
    with lab.entered("near"):
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        wire.bind(("wan0", 0))
    return wire


def live(lab: Namespaces, folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "harness", "live", "-i", "lan0", "--out", str(folder / "out"), *options]
    return lab.start("far", command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def send(wire: socket.socket) -> None:
    """Data to an address that is located in CN, from a phone."""
    frame = frames.ethernet(frames.ip(PHONE, WITNESS, 17, frames.udp(4000, 9999, b"x" * 600)))
    for _ in range(SENT):
        wire.send(frame)


def until_line(process: subprocess.Popen[str], *words: str) -> str:
    """Read lines until one holds all of these words."""
    assert process.stdout is not None
    for line in process.stdout:
        if all(word in line for word in words):
            return line
    raise AssertionError(f"no line with {words}: {process.stderr.read() if process.stderr else ''}")


@in_lab("dumpcap")
def test_lines_tell_a_witness_and_ctrl_c_seals(lab: Namespaces, folder: Path) -> None:
    wire = near_and_far(lab)
    running = live(lab, folder, "--country", "CN", "--json-lines", "--region", "DE")
    assert json.loads(until_line(running, '"tap"'))["state"] == "capturing"
    send(wire)
    found = json.loads(until_line(running, '"refuted"'))
    assert found["claim"] == "CN"
    assert WITNESS in found["witness"]
    running.send_signal(signal.SIGINT)
    rest, said = running.communicate(timeout=60)
    assert running.returncode == 1, said
    drops = [json.loads(line) for line in rest.splitlines() if '"drops"' in line]
    assert drops[-1]["capture"] == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "sealed"
    _check_sealed(folder / "out")
    assert "Traceback" not in said


def _check_sealed(out: Path) -> None:
    """Digests hold by coreutils too, everything is read-only, and the result is the one that analyze gives."""
    checked = subprocess.run(
        ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=out, check=False, capture_output=True
    )
    assert checked.returncode == 0, checked.stdout
    assert all(not path.stat().st_mode & 0o222 for path in out.rglob("*") if path.is_file())
    result = json.loads((out / "result.json").read_text())
    assert [answer["answer"] for answer in result["answers"]] in ([], ["witnessed"])
    (capture,) = (out / "captures").glob("*.pcapng")
    assert capture.stat().st_size > SENT * 600


@in_lab("dumpcap")
def test_what_a_kill_leaves_is_sealed_later(lab: Namespaces, folder: Path) -> None:
    wire = near_and_far(lab)
    running = live(lab, folder, "--plain", "--country", "CN")
    until_line(running, " tap ")
    send(wire)
    until_line(running, " refuted ", "claim=CN")
    running.kill()
    running.communicate(timeout=60)

    def closed() -> bool:
        done = subprocess.run(
            [sys.executable, "-m", "harness", "seal", str(folder / "out")],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0

    wait_until(closed, "dumpcap to end after its parent was killed, and sealing to succeed", timeout_s=60)
    _check_sealed(folder / "out")
    manifest = json.loads((folder / "out/manifest.json").read_text())
    assert manifest["ended_ns"] is None


@in_lab("dumpcap")
def test_it_ends_by_itself_after_the_time_and_never_adds_to_evidence(lab: Namespaces, folder: Path) -> None:
    near_and_far(lab)
    first = live(lab, folder, "--plain", "--seconds", "1")
    _, said = first.communicate(timeout=60)
    assert first.returncode == 0, said
    again = live(lab, folder, "--plain", "--seconds", "1")
    _, said = again.communicate(timeout=60)
    assert again.returncode == 4
    assert "holds the evidence of another capture" in said
    nowhere = lab.start(
        "far", [sys.executable, "-m", "harness", "live", "-i", "lan9", "--out", str(folder / "b")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    _, said = nowhere.communicate(timeout=60)
    assert nowhere.returncode == 4
    assert "lan9: there is no such interface; there are" in said
    assert not (folder / "b").exists()


@in_lab("dumpcap")
def test_the_view_runs_on_a_terminal_and_ctrl_c_ends_it(lab: Namespaces, folder: Path) -> None:
    wire = near_and_far(lab)
    main, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "harness",
        "live",
        "-i",
        "lan0",
        "--out",
        str(folder / "out"),
        "--country",
        "CN",
    ]
    running = lab.start(
        "far",
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    seen = bytearray()

    def shown(word: bytes) -> bool:
        try:
            seen.extend(os.read(main, 65_536))
        except OSError:
            return word in seen
        return word in seen

    wait_until(lambda: shown(b"lan0"), "the view", timeout_s=60)
    send(wire)
    wait_until(lambda: shown(b"REFUTED"), "the witness in the view", timeout_s=60)
    os.write(main, b"\x03")
    wait_until(lambda: shown(b"sealed"), "the end", timeout_s=60)
    while running.poll() is None:
        shown(b"")
        time.sleep(0.05)
    assert running.returncode == 1
    assert (folder / "out/SHA256SUMS").exists()


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        ([], ["-i/--interface: name an interface"]),
        (
            ["-i", "a", "--cell", "x", "--plain", "--json-lines"],
            ["--cell: is of a scenario", "give one of them"],
        ),
        (["-i", "a", "--scenario", "s", "--country", "XX"], ["--vantage: say at which", "--country 'XX'"]),
        (
            ["-i", "a", "-i", "b", "--vantage", "v"],
            ["--vantage: give one for each interface, in their order: 2, not 1"],
        ),
        (
            ["-i", "a", "--scenario", "s", "--vantage", "v", "--device", PHONE],
            ["--device: the scenario says so"],
        ),
        (
            ["-i", "a", "--redact-alerts", "--alert-test"],
            ["--redact-alerts: is of --webhook", "--alert-test: is of"],
        ),
    ],
)
def test_every_mistake_is_told_at_once(arguments: list[str], faults: list[str]) -> None:
    with pytest.raises(UsageError) as told:
        request(arguments)
    assert [fault for fault in faults if fault not in str(told.value)] == []


def test_what_is_given_is_what_is_asked() -> None:
    found: Any = request(
        ["-i", "wlan0", "-i", "eth0", "--country", "cn", "--at", "50.11,8.68,25", "--rotate-seconds", "0"]
    )
    assert (found.interfaces, found.vantages, found.countries) == (
        ("wlan0", "eth0"),
        ("wlan0", "eth0"),
        ("CN",),
    )
    assert (found.lines, found.rotate_s, found.site.error_km) == ("", 0, 25.0)


@in_lab("dumpcap")
def test_a_lost_connection_and_a_reader_who_left_end_it_in_order(lab: Namespaces, folder: Path) -> None:
    wire = near_and_far(lab)
    for number, end in enumerate(("hangup", "reader")):
        out = folder / str(number)
        running = live(lab, out, "--json-lines")
        until_line(running, '"tap"')
        if end == "hangup":
            running.send_signal(signal.SIGHUP)
            _, said = running.communicate(timeout=60)
        else:
            assert running.stdout is not None
            assert running.stderr is not None
            running.stdout.close()
            send(wire)
            said = running.stderr.read()
            running.wait(timeout=60)
        assert running.returncode == 0, said
        assert (out / "out/SHA256SUMS").exists(), said
