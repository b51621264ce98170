"""A capture in a process of its own that ends in order or is killed, and what it leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness.lab.namespaces import Namespaces
from harness.rules.skeleton import skeleton
from tests.support.in_lab import wait_until
from tests.support.live_lab import cable, numbers_in, send

STEPS = """\
  steps:
  - id: login                     # the author's own words
    kind: login
    from: 2026-01-01T00:00:00Z
    to: 2026-01-01T00:01:00Z
    devices: [phone]
"""


def planned_scenario() -> str:
    """One as ``harness campaign init`` writes it, with a step planned in its first cell."""
    text = skeleton("lab-de", ["DE"])
    return text.replace("  captures: []\n", f"  captures: []\n{STEPS}", 1)


def captured(lab: Namespaces, folder: Path, scenario: bool, end: str, clock_s: int = 0) -> dict[str, Any]:
    """Capture 300 frames with two steps and a note in a process that is then ended by a line or a signal; its clock may be set meanwhile."""
    cable(lab)
    evidence = folder / "evidence"
    evidence.mkdir()
    given = folder / "scenario.yaml"
    given.write_text(planned_scenario())
    driver = lab.start(
        "gate",
        [
            sys.executable,
            "-m",
            "tests.support.live_driver",
            str(evidence),
            str(given) if scenario else "",
            "de",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert driver.stdin is not None
    assert driver.stdout is not None
    assert driver.stdout.readline() == "ready\n"
    send(lab, 100)
    set_ = (f"clock {clock_s}",) if clock_s else ()
    for line in ("step Login", *set_, "step Take-off, 2nd \x1b[1m", "note wind from the west"):
        driver.stdin.write(f"{line}\n")
        driver.stdin.flush()
        assert driver.stdout.readline() == "done\n"
    send(lab, 200, first=100)
    wait_until(lambda: len(numbers_in(evidence / "captures")) == 300, "all frames")
    if end == "end":
        driver.stdin.write("end\n")
        driver.stdin.flush()
        assert driver.stdout.readline() == "done\n"
    else:
        # `ip netns exec` has made room for the driver: they are one process.
        driver.send_signal(getattr(signal, end))
    driver.wait()
    # The keeper ends dumpcap where the one who started it cannot.
    wait_until(lambda: not _dumpcaps(), "dumpcap to end")
    return {"folder": str(evidence)}


def _dumpcaps() -> list[str]:
    """Those that run: one that ended, and that nobody has waited for, has no command line."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [one.parent.name] if b"dumpcap\0" in one.read_bytes() else []
        except OSError:
            continue
    return found
