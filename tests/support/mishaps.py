"""What befalls captures in the field, made to happen inside the lab: two machines on a cable, one of which captures.

Nothing here waits for a fixed time: each step waits for what it needs to have happened.
"""

from __future__ import annotations

import json
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.lab.namespaces import End, Namespaces
from harness.lab.processes import Background
from harness.machine.programs import run
from tests.support.in_lab import wait_until

FAR, NEAR = ("192.0.2.1", "2001:db8::1"), ("192.0.2.2", "2001:db8::2")
INTERFACE = "eth0"
"""Of the near machine, where captures are made."""


class Cable:
    """Two machines, ``far`` and ``near``, and what is captured at the near one."""

    def __init__(self, lab: Namespaces, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        self.background = Background(lab, folder / "logs")
        lab.add("far", "near")
        self.plug()

    def plug(self) -> None:
        """Join the two; also again, after ``unplug``."""
        far = End("far", INTERFACE, (f"{FAR[0]}/24", f"{FAR[1]}/64"))
        self.lab.link(far, End("near", INTERFACE, (f"{NEAR[0]}/24", f"{NEAR[1]}/64")))

    def unplug(self) -> None:
        """Take the interface away, as a USB adapter that is pulled."""
        self.lab.ip("near", f"link del {INTERFACE}")

    def down(self) -> None:
        """Set the interface down; it stays."""
        self.lab.ip("near", f"link set {INTERFACE} down")

    def up(self) -> None:
        """Set it up again."""
        self.lab.ip("near", f"link set {INTERFACE} up")

    def crossed(self) -> int:
        """Packets that crossed the near interface both ways, as its kernel counts them."""
        found = json.loads(self.lab.run("near", ("ip", "-s", "-j", "link", "show", INTERFACE)).out)[0][
            "stats64"
        ]
        return int(found["rx"]["packets"]) + int(found["tx"]["packets"])

    def capture(self, target: Path, *options: str) -> subprocess.Popen[str]:
        """Start dumpcap at the near machine; it captures when this returns."""
        command = ["dumpcap", "-i", INTERFACE, "-q", "-w", str(target), *options]
        started = self.background.start("dumpcap", "near", command)
        self.background.ready("dumpcap", "File:")
        return started

    def said(self) -> str:
        """What dumpcap has said."""
        return self.background.log("dumpcap").read_text()

    def send(self, datagrams: int, payload: bytes = bytes(1_000)) -> None:
        """Send so many datagrams from far to near, none of which is answered."""
        with self.lab.entered("near"):
            taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            taken.bind((NEAR[0], 9))
        with self.lab.entered("far"), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(datagrams):
                sender.sendto(payload, (NEAR[0], 9))
        taken.close()

    def mark(self, target: Path) -> None:
        """Send what nothing else holds, and wait until the capture has it, and so all that came before.

        It is sent again where the buffer was full.
        """
        marks = []

        def held() -> bool:
            marks.append(secrets.token_bytes(64))
            self.send(1, payload=marks[-1])
            tail = target.read_bytes()[-4_096:]
            return any(mark in tail for mark in marks)

        wait_until(held, "the capture to hold what was sent last")

    def load(self, mbit: float, seconds: float) -> dict[str, Any]:
        """Mixed traffic from far to near; what was given, and what was taken."""
        command = [sys.executable, "-m", "harness.lab.load"]
        self.background.start("take", "near", [*command, "take", *NEAR])
        self.background.ready("take", "ready")
        done = self.lab.run(
            "far", [*command, "give", str(mbit), str(seconds), *NEAR], timeout_s=60 + 4 * seconds
        )
        assert done.ok, done.why
        self.background.end("take")
        return {
            "given": json.loads(done.out),
            "taken": json.loads(self.background.log("take").read_text().splitlines()[-1]),
        }

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """End dumpcap by a signal; its status."""
        return self.background.end("dumpcap", number)


def small_disk(folder: Path, octets: int) -> Path:
    """A file system in memory that is full after so many octets; only this lab's processes see it."""
    folder.mkdir()
    done = run(("mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", str(folder)))
    assert done.ok, done.why
    return folder


def grown_to(path: Path, octets: int) -> Callable[[], bool]:
    """A condition: a file is at least so long."""
    return lambda: path.exists() and path.stat().st_size >= octets


def wait_for_end(process: subprocess.Popen[str]) -> int:
    """Wait until a program has ended of itself; its status."""
    wait_until(lambda: process.poll() is not None, "the program to end")
    return process.wait()


def frozen(process: subprocess.Popen[str], while_done: Callable[[], None]) -> None:
    """Stop dumpcap, below ``ip netns exec`` which became it, while something is done."""
    process.send_signal(signal.SIGSTOP)
    status = Path(f"/proc/{process.pid}/stat")
    wait_until(lambda: re.search(r"\) T ", status.read_text()), "the program to stop")
    try:
        while_done()
    finally:
        process.send_signal(signal.SIGCONT)
