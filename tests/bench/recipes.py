"""What captures the bench asks for. Imports no NumPy, so that the process that measures stays small."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.measure import ROOT

FLOW_HEAVY, BULK_VIDEO, SMALL_PACKETS = "flow-heavy", "bulk-video", "small-packets"
WORKLOADS = (FLOW_HEAVY, BULK_VIDEO, SMALL_PACKETS)
MADE_OF = {
    FLOW_HEAVY: "connections with DNS and TLS that begin within ten minutes",
    BULK_VIDEO: "40 streams, 28 of TLS over TCP and 12 of RTP over UDP, frames of 1,400 octets; a DNS exchange for each",
    SMALL_PACKETS: "MAVLink 2 of 48 aircraft to six services over UDP, frames of 90 octets; a DNS exchange for each",
}
RECORD_OCTETS = {BULK_VIDEO: 1416, SMALL_PACKETS: 106}
"""Of one packet in the file."""
REPEAT_PACKETS, REPEAT_CONNECTIONS, REPEAT_OCTETS = 230_000, 3_000, 200_000_000
"""Flow-heavy grows by repeats of this size with new connections, so that as many live at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to make; equal recipes give equal captures."""

    workload: str = FLOW_HEAVY
    packets: int = 2_000_000
    """Of one repeat."""
    connections: int = 25_000
    """Flow-heavy alone, as octets, seed and repeats are."""
    octets: int = 1_740_000_000
    seed: int = 1
    repeats: int = 1
    """So often, each time with new connections."""

    @property
    def name(self) -> str:
        """Of the file."""
        short = f"synthetic-{self.workload}-{self.packets}p"
        if self.workload != FLOW_HEAVY:
            return short
        repeated = f"-{self.repeats}r" if self.repeats > 1 else ""
        return f"{short}-{self.connections}c-{self.octets}o-{self.seed}{repeated}"


def maker(recipe: Recipe, *options: str) -> list[str]:
    """Command that makes a capture."""
    fields = [part for name, value in asdict(recipe).items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "tests.bench.make_capture", *fields, *options]


def make(recipe: Recipe) -> Path:
    """Have the capture made by a process of its own.

    Raises:
        subprocess.CalledProcessError: It could not be made.
    """
    done = subprocess.run(maker(recipe), check=True, capture_output=True, text=True, cwd=ROOT)
    return Path(done.stdout.strip())


def long_recipe(workload: str, octets: int) -> Recipe:
    """A capture of about so many octets with as many live flows as any other of its kind."""
    if workload == FLOW_HEAVY:
        repeats = max(1, round(octets / REPEAT_OCTETS))
        part = octets / repeats / REPEAT_OCTETS
        return Recipe(
            packets=int(REPEAT_PACKETS * part),
            connections=max(1, round(REPEAT_CONNECTIONS * part / 20)) * 20,
            octets=int(REPEAT_OCTETS * part),
            repeats=repeats,
        )
    return Recipe(workload=workload, packets=octets // RECORD_OCTETS[workload])
