"""Octets per minute: every capture's minutes add up to its flows, and tshark counts the same in each minute.

tshark's minutes begin with the capture (``-z io,stat,60``), ours are those of the clock. So the captures
compared are moved to begin at a whole minute. A lab capture lasts ten seconds: it is joined from
copies at other times, so that flows cross minutes. tshark counts frames; IP octets are less by the
Ethernet header of each, because these captures hold no padding.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.facts import gather_facts
from harness.reading import read_captures, taken
from harness.stages.sides import Devices
from harness.stages.vantages import by_vantage, place_captures
from harness.tables.minutes import MINUTES
from harness.tables.parts import collect
from tests.support import truth, tshark
from tests.support.truth import ROOT

PLAIN = ROOT / "captures/lab/plain"
LAB = ("app", "gw-lan", "gw-wan")
FIXTURES = truth.fixtures()
ABSENT = pytest.param("absent", marks=pytest.mark.skip(reason="capability: shared"))
ETHERNET_OCTETS = 14
MINUTE_NS = 60_000_000_000
COPIES_AT_S = (0, 55, 119, 300)
"""Seconds after a whole minute; the capture lasts less than ten, and the second and third cross a minute."""
_ROW = re.compile(r"^\|\s*\d+ <> +(?:\d+|Dur) *\|((?:\s*\d+\s*\|)+)$", re.MULTILINE)
FIGURES = [name for name in MINUTES.columns if name not in ("flow_id", "minute_ns")]


def minutes_and_flows(*paths: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    tried = read_captures([str(path) for path in paths], 300, None, None, minutes=True)
    reads = [read for read in tried if read is not None]
    placed, _ = place_captures([taken(read) for read in reads])
    facts, _ = gather_facts(reads, by_vantage(placed), Devices.parse([]), 300)
    assert facts.minutes is not None
    return collect(facts.minutes), collect(facts.flows)


def check_sums(minutes: pl.DataFrame, flows: pl.DataFrame) -> None:
    """The laws: figures add up to the flow's, and all lies between its first and last packet."""
    whole = minutes.group_by("flow_id", maintain_order=True).agg(pl.col(FIGURES).sum())
    assert_frame_equal(whole, flows.select("flow_id", *FIGURES))
    spans = minutes.group_by("flow_id", maintain_order=True).agg(
        first=pl.col("minute_ns").min(), last=pl.col("minute_ns").max()
    )
    assert (spans["first"] == flows["start_ns"] // MINUTE_NS * MINUTE_NS).all()
    assert (spans["last"] == flows["end_ns"] // MINUTE_NS * MINUTE_NS).all()
    assert (minutes["packets_up"] + minutes["packets_down"] > 0).all()


@pytest.mark.parametrize("name", LAB)
def test_minutes_of_a_lab_capture_add_up_to_its_flows(name: str) -> None:
    check_sums(*minutes_and_flows(PLAIN / f"{name}.pcapng"))


@pytest.mark.parametrize("fixture", FIXTURES or [ABSENT])
def test_minutes_of_a_real_capture_add_up_to_its_flows(fixture: str) -> None:
    check_sums(*minutes_and_flows(truth.load(fixture).capture))


def moved(name: str, folder: Path) -> Path:
    """Copies of a lab capture, moved, in one file that begins at a whole minute."""
    (first,) = tshark.fields(PLAIN / f"{name}.pcapng", ("frame.time_epoch",), "frame.number == 1")
    start_ns = truth.nanoseconds(first["frame.time_epoch"][0]) or 0
    copies = []
    for at_s in COPIES_AT_S:
        offset_ns = MINUTE_NS - start_ns % MINUTE_NS + at_s * 1_000_000_000
        copies.append(folder / f"{at_s}.pcapng")
        seconds = f"{offset_ns // 10**9}.{offset_ns % 10**9:09}"
        subprocess.run(
            ["editcap", "-t", seconds, str(PLAIN / f"{name}.pcapng"), str(copies[-1])],
            check=True,
            capture_output=True,
        )
    whole = folder / "whole.pcapng"
    subprocess.run(["mergecap", "-w", str(whole), *map(str, copies)], check=True, capture_output=True)
    return whole


def counted_by_tshark(path: Path) -> list[tuple[int, int]]:
    """Frames and octets with IP, minute by minute from the capture's first on; empty ones too."""
    statistics = ["-q", "-z", "io,stat,60,ip||ipv6"]
    done = subprocess.run(
        ["tshark", "-n", "-r", str(path), *statistics], check=True, capture_output=True, text=True
    )
    rows = [[int(cell) for cell in cells.strip("|").split("|")] for cells in _ROW.findall(done.stdout)]
    return [(frames, octets) for frames, octets in rows]


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("name", LAB)
def test_tshark_counts_the_same_in_each_minute(name: str, tmp_path: Path) -> None:
    path = moved(name, tmp_path)
    minutes, flows = minutes_and_flows(path)
    check_sums(minutes, flows)
    sums = minutes.group_by("minute_ns").agg(
        packets=pl.col("packets_up").sum() + pl.col("packets_down").sum(),
        octets=pl.col("ip_octets_up").sum() + pl.col("ip_octets_down").sum(),
    )
    first_ns = min(minutes["minute_ns"].to_list())
    ours = {
        (minute_ns - first_ns) // MINUTE_NS: (packets, octets + ETHERNET_OCTETS * packets)
        for minute_ns, packets, octets in sums.rows()
    }
    theirs = {number: row for number, row in enumerate(counted_by_tshark(path)) if row[0]}
    assert ours == theirs
    assert sorted(theirs) == [0, 1, 2, 5]
    assert minutes["flow_id"].is_duplicated().any()
