"""A cable with a capture at one end and a counted sender at the other, inside the lab's namespaces."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.lab.namespaces import End, Namespaces
from harness.live.recording.capturing import CaptureTap, Capturing
from harness.live.recording.journal import Event, Journal, read_journal
from harness.live.recording.recorder import Rotation, Settings
from harness.machine.programs import run

NEAR, FAR = "tap0", "far0"
RESERVE = 1 << 20
FRAME = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x88\xb5"
"""Ethernet header of frames that nothing answers (local experimental EtherType, IEEE 802)."""
SMALL = Settings(rotation=Rotation(octets=60_000, seconds=None), buffer_mib=4, reserve_octets=RESERVE)
"""A next file every hundred frames or so."""


def cable(lab: Namespaces) -> None:
    """``tap0`` in namespace ``gate``, its other end in ``far``; IPv6 is off, so that only the test sends."""
    if "gate" not in lab.names:
        lab.add("gate", "far")
    for name in lab.names:
        lab.setting(name, "net/ipv6/conf/default/disable_ipv6", "1")
    lab.link(End("gate", NEAR), End("far", FAR))


def pull_out(lab: Namespaces) -> None:
    """Both ends are gone."""
    lab.ip("gate", f"link del {NEAR}")


def small_disk(folder: Path, size: str) -> Path:
    """A folder on a disk of its own, in memory."""
    path = folder / "disk"
    path.mkdir()
    done = run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)])
    assert done.ok, done.why
    return path


def send(lab: Namespaces, frames: int, *, first: int = 0, octets: int = 500) -> None:
    """Send numbered frames over the cable; the kernel has taken each when this returns."""
    with lab.entered("far"), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as out:
        out.bind((FAR, 0))
        for number in range(first, first + frames):
            out.send(FRAME + number.to_bytes(4, "big") + bytes(octets - len(FRAME) - 4))


def numbers_in(folder: Path) -> list[int]:
    """Numbers of the frames in all capture files, in the order of files and packets; found by the frame's own octets."""
    found = []
    for path in sorted(folder.glob("*.pcapng")):
        octets = path.read_bytes()
        at = octets.find(FRAME)
        while at >= 0:
            found.append(int.from_bytes(octets[at + len(FRAME) : at + len(FRAME) + 4], "big"))
            at = octets.find(FRAME, at + len(FRAME) + 4)
    return found


@contextmanager
def capturing(
    lab: Namespaces, folder: Path, settings: Settings = SMALL, **given: Any
) -> Iterator[tuple[Capturing, Journal]]:
    """Capture at ``tap0`` from here on; ended with the block."""
    journal = Journal(folder)
    with lab.entered("gate"):
        found = Capturing(folder, [CaptureTap(interface=NEAR, vantage="lan")], journal, settings, **given)
        found.start()
        try:
            yield found, journal
        finally:
            found.stop()
            journal.close()


def look_until(
    capture: Capturing, condition: Callable[[], Any], what: str, *, timeout_s: float = 30.0
) -> Any:
    """Look after capturing until a condition holds, and hand back its first true value."""
    end = time.monotonic() + timeout_s
    while not (found := condition()):
        assert time.monotonic() < end, f"waited {timeout_s} s for {what}; {capture.taps()}"
        capture.look()
        time.sleep(0.02)
    return found


def events(folder: Path, *kinds: str) -> tuple[Event, ...]:
    kept = read_journal(folder)
    assert kept is not None
    assert not kept.torn
    return kept.of(*kinds)
