"""The project's own lab captures against the tshark that is installed."""

from __future__ import annotations

from functools import cache

import pytest

from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from tests.support import tshark
from tests.support.compare import names_of, traffic_by_address
from tests.support.truth import ROOT, address

PLAIN = ROOT / "captures/lab/plain"
LAB = ("app", "gw-lan", "gw-wan")
pytestmark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")


@cache
def ours(name: str) -> Analysis:
    """Analyze a lab capture once."""
    return analyze([str(PLAIN / f"{name}.pcapng")])


@cache
def theirs(name: str) -> tshark.Seen:
    """Read a lab capture with tshark once."""
    return tshark.read(PLAIN / f"{name}.pcapng")


@pytest.mark.parametrize("name", LAB)
def test_packets_and_times_are_equal(name: str) -> None:
    row, seen = ours(name).captures.row(0, named=True), theirs(name)
    assert (row["packets"], row["first_ns"], row["last_ns"]) == (seen.packets, seen.first_ns, seen.last_ns)
    assert seen.packets > 1_000


@pytest.mark.parametrize("name", LAB)
def test_octets_per_address_are_equal(name: str) -> None:
    seen = {address(ip): traffic for ip, traffic in theirs(name).traffic.items()}
    assert traffic_by_address(ours(name).flows) == seen


@pytest.mark.parametrize("name", LAB)
@pytest.mark.parametrize("source", ["dns", "sni", "quic_sni", "http_host"])
def test_names_are_equal(name: str, source: str) -> None:
    wanted = {(address(ip), text) for ip, text in theirs(name).names[source]}
    assert wanted
    assert names_of(ours(name).names, source) == wanted
