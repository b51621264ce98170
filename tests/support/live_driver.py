"""Captures at ``tap0`` in a process of its own, for tests that end it in any way; what it is to do comes on standard input, line by line.

``step TEXT`` and ``note TEXT`` are taken down; ``clock SECONDS`` lets it believe that its clock was set by so many; ``end`` ends it in order. It says ``ready`` when packets are taken, and ``done`` after each line.
"""

from __future__ import annotations

import select
import sys
from dataclasses import replace
from pathlib import Path

from harness.live.desk import MarkKind
from harness.live.recording.capturing import CaptureTap, Capturing
from harness.live.recording.clock_watch import ClockWatch, Reading, read_clocks
from harness.live.recording.journal import Journal
from harness.live.session import begin
from tests.support.live_lab import NEAR, SMALL


def main(folder: Path, scenario: str, vantage: str) -> None:
    journal = Journal(folder)
    taps = [CaptureTap(interface=NEAR, vantage=vantage)]
    set_ns = 0

    def clocks() -> Reading:
        found = read_clocks()
        return replace(found, wall=found.wall + set_ns)

    capture = Capturing(folder, taps, journal, SMALL, clock=ClockWatch(clocks))
    begin(
        journal, folder, taps, capture.tool, SMALL,
        scenario=Path(scenario) if scenario else None, gateway=str(folder / "no-gateway"),
    )  # fmt: skip
    capture.start()
    print("ready", flush=True)
    while True:
        while not select.select([sys.stdin], [], [], 0.1)[0]:
            capture.look()
        word, _, text = sys.stdin.readline().strip().partition(" ")
        if word == "end":
            break
        if word == "clock":
            set_ns += int(text) * 10**9
        else:
            journal.mark(MarkKind(word), text)
        capture.look()
        print("done", flush=True)
    capture.stop()
    journal.write("ended")
    journal.close()
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
