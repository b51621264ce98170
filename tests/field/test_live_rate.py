"""Test, and in ``make soak`` ten minutes of it: a live run at 200 Mb/s of mixed traffic loses nothing unsaid and stays as small as it was.

How far the view is behind is a time, so it is measured and told (docs/performance.md), and held to its two seconds only in the
soak, which has the machine to itself.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.live.folding import MOST_NAMES
from tests.support.in_lab import result_in_lab, skip_unless
from tests.support.live_measured import live_run

SOAK = os.environ.get("HARNESS_HYPOTHESIS") == "soak"
SECONDS = 600 if SOAK else 20
MBIT = 200
AROUND = 20
"""Packets that cross the interface between the two counts and the capture's edges: neighbours that are looked for."""


def run_of(folder: Path, seconds: float, stopped_s: float = 0.0) -> dict[str, Any]:
    found: dict[str, Any] = result_in_lab(live_run, folder, MBIT, seconds, stopped_s, timeout_s=seconds + 300)
    print(json.dumps(found, indent=1))
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    skip_unless("dumpcap")
    return run_of(tmp_path_factory.mktemp("whole"), SECONDS)


def test_every_packet_is_captured_and_read_or_told_as_lost(whole: dict[str, Any]) -> None:
    """On a machine that is busy with other tests a packet may be lost: then just that is told, and nothing else."""
    assert abs(whole["captured"] + whole["drops"] - whole["interface_packets"]) <= AROUND
    assert whole["interface_packets"] > 1_000 * SECONDS
    assert whole["kernel_drops"] == 0


def test_names_are_seen_while_it_runs_and_it_is_told_where_they_are_too_many(whole: dict[str, Any]) -> None:
    assert whole["names_missed"] == 0 or whole["drops"] > 0
    assert whole["names_again"] > 5 * min(SECONDS, 60)
    told = [spot for spot in whole["blind_spots"] if "so many names" in spot]
    assert len(told) == (whole["names_given"] - whole["names_again"] > 2 * MOST_NAMES)


def test_pictures_are_made_while_it_runs_and_nothing_breaks(whole: dict[str, Any]) -> None:
    assert whole["troubles"] == []
    assert whole["behind_median_s"] is not None
    if SOAK:
        assert whole["behind_most_s"] <= 2


def test_memory_stays_as_it_was(whole: dict[str, Any]) -> None:
    assert whole["memory_last_mb"] <= whole["memory_first_mb"] * 1.1 + 10


def test_what_is_really_lost_is_told_within_one_percent(tmp_path: Path) -> None:
    skip_unless("dumpcap")
    found = run_of(tmp_path, 6, stopped_s=1.5)
    truly = found["interface_packets"] - found["captured"]
    assert truly > 1_000
    assert abs(found["drops"] - truly) <= max(0.01 * truly, AROUND)
    assert any(
        spot.startswith(f"lan: capturing lost {found['drops']:,} packets") for spot in found["blind_spots"]
    )
