"""Measure speed and memory on a generated capture, beside SHA-256 and other programs.

``python -m tests.bench.run`` prints Markdown and writes it into docs/performance.md.
Nothing is asserted: times belong to a machine. Everything made lies below build/bench/.

Method: whole processes, warm file cache. Ours and SHA-256 alternate, the first round is
discarded (it also compiles the kernels), the best of the rest counts. Peers run after.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ROOT, Best, alternate, best_of, run
from tests.bench.peer_commands import peers_here
from tests.bench.report import PeerResult, Results, SlopePoint, markdown
from tests.support.docs import replace_section

WORK = ROOT / "build/bench"
DOCS = ROOT / "docs/performance.md"
DIGEST = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"
SLOPE_PACKETS_PER_CONNECTION = 12
BUDGET_S = 900.0
"""After so long nothing further is begun: the whole stays below twenty minutes."""
LEAST_OCTETS = 1
"""Asks the maker for the smallest packets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much to measure."""

    packets: int
    connections: int
    octets: int
    rounds: int
    slope_connections: tuple[int, ...]


FULL = Sizes(
    packets=2_000_000,
    connections=25_000,
    octets=1_740_000_000,
    rounds=5,
    slope_connections=(12_500, 125_000, 250_000),
)
QUICK = Sizes(
    packets=200_000, connections=2_500, octets=174_000_000, rounds=2, slope_connections=(2_500, 25_000)
)


def make(packets: int, connections: int, octets: int) -> Path:
    """Have the capture made by a process of its own, so that this one stays small."""
    sizes = {"packets": packets, "connections": connections, "octets": octets}
    options = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "tests.bench.make_capture", *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return Path(done.stdout.strip())


def analyze(capture: Path, document: Path | None) -> list[str | Path]:
    """Our command as a user calls it."""
    command: list[str | Path] = [sys.executable, "-m", "harness", "analyze", capture]
    return command if document is None else [*command, "--json", document]


def counts_of(document: Path) -> dict[str, int]:
    """Rows in the JSON document, as evidence that the work was done; empty where it cannot be read."""
    if not document.is_file():
        return {}
    tables = json.loads(document.read_text(encoding="utf-8"))
    packets = sum(capture["packets"] for capture in tables["captures"])
    return {"packets": packets, **{name: len(tables[name]) for name in ("flows", "names", "endpoints")}}


def measure_slope(connections: int, rounds: int) -> SlopePoint:
    """Peak memory on a capture of many small flows; a connection is two flows, DNS and TCP."""
    packets = connections * SLOPE_PACKETS_PER_CONNECTION
    capture, document = make(packets, connections, LEAST_OCTETS), WORK / "slope.json"
    with_json = best_of([run(analyze(capture, document)) for _ in range(rounds)])
    without = best_of([run(analyze(capture, None)) for _ in range(rounds)])
    return SlopePoint(
        flows=connections * 2,
        packets=packets,
        octets=capture.stat().st_size,
        with_json=with_json,
        without_json=without,
        reading=measure_reading(capture, 1),
    )


def measure_reading(capture: Path, rounds: int) -> Best | None:
    """The reading part alone, in one process that times itself."""
    printed = WORK / "reading.json"
    took = run([sys.executable, "-m", "tests.bench.reading", capture, str(rounds)], output=printed)
    if took.status:
        return None
    own = json.loads(printed.read_text(encoding="utf-8"))
    return Best(own["best_s"], own["slowest_s"], took.cpu_s, took.peak_octets, own["rounds"])


def measure(sizes: Sizes, command: str, *, quick: bool) -> Results:
    """Run everything, in order; a progress line on standard error for each part."""
    capture, document = make(sizes.packets, sizes.connections, sizes.octets), WORK / "document.json"
    for made in (document, WORK / "slope.json"):
        made.unlink(missing_ok=True)
    _tell("ours and SHA-256")
    pair = alternate(
        {"ours": analyze(capture, document), "digest": [sys.executable, "-c", DIGEST, capture]}, sizes.rounds
    )
    coreutils = (
        best_of([run(["sha256sum", capture]) for _ in range(2)]) if shutil.which("sha256sum") else None
    )
    results = Results(
        command=command,
        packets=sizes.packets,
        connections=sizes.connections,
        octets=capture.stat().st_size,
        ours=pair["ours"],
        digest=pair["digest"],
        coreutils=coreutils,
        reading=measure_reading(capture, 3),
    )
    enough = time.monotonic() + BUDGET_S
    peers = peers_here(capture, quick=quick)
    if len(peers) < (3 if quick else 6):
        _tell("some peers are left out: not installed here, or their packages cannot be had")
    for peer in peers:
        if time.monotonic() > enough:
            _tell(f"left out, no time: {peer.name}")
            continue
        _tell(peer.name)
        results.peers.append(
            PeerResult(peer=peer, best=best_of([run(peer.command) for _ in range(peer.rounds)]))
        )
    for connections in sizes.slope_connections:
        if time.monotonic() > enough:
            _tell(f"left out, no time: memory at {2 * connections} flows")
            continue
        _tell(f"memory at {2 * connections} flows")
        results.slope.append(measure_slope(connections, 1 if quick else 2))
    results.document = counts_of(document)
    return results


def _tell(part: str) -> None:
    print(f"bench: {part}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the documentation unless told not to."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.run", description="Measure speed and memory."
    )
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the capture, fewer peers; writes no documentation"
    )
    options = parser.parse_args(arguments)
    WORK.mkdir(parents=True, exist_ok=True)
    command = f"python -m tests.bench.run{' --quick' if options.quick else ''}"
    results = measure(QUICK if options.quick else FULL, command, quick=options.quick)
    text = markdown(results)
    if results.ours is None:
        print(text)
        print("bench: harness analyze failed; run it by hand to see why", file=sys.stderr)
        return 1
    if not options.quick:
        replace_section(DOCS, "bench", text)
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
