"""The bench's arithmetic, on made-up measurements; and that a process is measured at all."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.bench.measure import ROOT, Best, Run, alternate, best_of, run
from tests.bench.peer_commands import Peer
from tests.bench.report import PeerResult, Results, SlopePoint, aims_table, octets_per_flow, speed_table


def best(wall_s: float, peak_octets: int = 10**8) -> Best:
    return Best(wall_s, wall_s + 1, wall_s, peak_octets, 5)


def results() -> Results:
    slope = [
        SlopePoint(
            flows=n,
            packets=n,
            octets=n,
            with_json=best(1, 10**8 + n * 300),
            without_json=best(1, 10**8 + n * 500),
            reading=best(1, 10**8 + n * 350),
        )
        for n in (25_000, 500_000)
    ]
    peers = [
        PeerResult(peer=Peer(name="tshark -T fields", command=["tshark"]), best=best(60)),
        PeerResult(peer=Peer(name="ndpiReader -q", command=["n"]), best=best(8)),
        PeerResult(peer=Peer(name="ndpiReader -q -e 0", command=["n"]), best=best(1.5)),
        PeerResult(peer=Peer(name="dpkt", command=["d"], packets=1_000), best=best(2)),
    ]
    return Results(
        command="x",
        packets=10_000,
        connections=5,
        octets=10,
        ours=best(2.0),
        digest=best(1.25),
        coreutils=None,
        reading=best(1.5),
        peers=peers,
        slope=slope,
    )


def test_aims_are_judged_as_measured() -> None:
    rows = aims_table(results()).splitlines()[2:]
    assert [row.split(" | ")[2:] for row in rows] == [
        ["1.20 times", "met |"],
        ["1.60 times", "met |"],
        ["30.00 times", "met |"],
        ["0.75 times", "not met |"],
        ["100.00 MB", "met |"],
        ["350.00 B", "met |"],
        ["500.00 B", "not met |"],
        ["300.00 B", "met |"],
    ]


def test_a_part_is_extrapolated_and_says_so() -> None:
    row = next(line for line in speed_table(results()).splitlines() if line.startswith("| dpkt"))
    assert row.startswith("| dpkt | 20.00 |  | 10.00 |")
    assert "**extrapolated** from 1000 packets" in row


def test_memory_per_flow_needs_two_points() -> None:
    one = results()
    one.slope = one.slope[:1]
    assert octets_per_flow(one, "with_json") is None


def test_a_failed_run_gives_no_figure() -> None:
    assert best_of([Run(1.0, 1.0, 1, 0), Run(0.1, 0.1, 1, 3)]) is None


def test_a_process_is_measured_from_a_small_one() -> None:
    """In a process of its own, because a child's size is counted from its parent's."""
    child = "x = bytearray(50_000_000); x[::4096] = b'1' * len(x[::4096])"
    script = f"import sys; from tests.bench.measure import run; print(run([sys.executable, '-c', {child!r}]))"
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    peak = re.search(r"peak_octets=(\d+), status=0", printed.stdout)
    assert peak
    assert 50_000_000 < int(peak[1]) < 80_000_000


def test_a_run_that_takes_too_long_is_ended() -> None:
    took = run([sys.executable, "-c", "import time; time.sleep(60)"], longest_s=0.2)
    assert took.status < 0
    assert took.wall_s < 20


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_first_round_is_discarded(rounds: int) -> None:
    found = alternate({"a": [sys.executable, "-c", ""]}, rounds)["a"]
    assert found is not None
    assert found.runs == rounds
