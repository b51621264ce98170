"""The lab's captures against what the app itself noted, and against the times that were measured of each vantage point.

``app.jsonl`` is written by the program that made the traffic: it knows its ends and how long connecting took.
``compare.txt`` was made from the captures by another program, in hundredths of a millisecond.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.support import fixtures, tshark

TAPS = ("app", "gw-lan", "gw-wan")
RUNS = ("plain", "mitm")
ROW = re.compile(
    r".{18}\s*(?P<server>[\d.]+:\d+)\s+(?P<lan>[\d.]+:\d+)\s+(?P<wan>[\d.]+:\d+|-)\s+\S*?\s*[\d.]+"
    r"\s+(?P<app>[\d.]+|-)\s+(?P<gw_lan>[\d.]+|-)\s+(?P<gw_wan>[\d.]+|-)\s+[\d.]+\s+\d+/"
)
HALF_OF_LAST_DIGIT_MS = 0.0051
STACK_MS = 3.0
"""What the app's own clock may add: a thread waking up."""

pytestmark = [
    pytest.mark.skipif(not fixtures.names(), reason="capability: shared"),
    pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark"),
]


def handshake_ms(run: str, tap: str) -> dict[tuple[str, str], float | None]:
    """Ours: milliseconds of each connection that was opened, by its two ends."""
    found = fixtures.analysis(f"lab/{run}/{tap}.pcapng")
    ends = ("client_ip", "client_port", "server_ip", "server_port")
    rows = found.handshakes.join(found.flows.select("flow_id", *ends), on="flow_id")
    return {
        (f"{row['client_ip']}:{row['client_port']}", f"{row['server_ip']}:{row['server_port']}"): (
            None if row["rtt_ns"] is None else row["rtt_ns"] / 1e6
        )
        for row in rows.iter_rows(named=True)
    }


def records(run: str) -> list[dict[str, Any]]:
    text = (fixtures.LAB / run / "app.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("run", RUNS)
def test_connecting_took_the_app_a_little_longer_than_the_handshake(run: str) -> None:
    seen, connected = handshake_ms(run, "app"), 0
    for record in records(run):
        if not record.get("remote") or not record.get("connect_ms"):
            continue
        ends = tuple(f"{ip}:{port}" for ip, port in (record["local"], record["remote"]))
        rtt = seen[ends]  # type: ignore[index]
        if rtt is not None:
            connected += 1
            assert rtt <= record["connect_ms"] <= rtt + STACK_MS, record
    assert connected >= 11


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("tap", TAPS)
def test_handshake_times_are_those_measured_at_each_vantage_point(run: str, tap: str) -> None:
    seen, compared = handshake_ms(run, tap), 0
    lines = (fixtures.LAB / run / "compare.txt").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        row = ROW.match(line)
        assert row, line
        told = row[tap.replace("-", "_")]
        if told == "-":
            continue
        rtt = seen[row["wan" if tap == "gw-wan" else "lan"], row["server"]]
        assert rtt is not None
        assert abs(rtt - float(told)) <= HALF_OF_LAST_DIGIT_MS, line
        compared += 1
    assert compared >= 11
