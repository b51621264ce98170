"""Endpoints as the view shows them: by concern, and whose they are."""

from __future__ import annotations

import pytest

from harness.live.shown_endpoints import Ours, live_endpoints
from harness.model.subject import OwnTool
from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from tests.support.repository import ROOT

CLIENT, CN, DNS = "192.168.77.2", "52.80.0.10", "9.9.9.9"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze([str(ROOT / "captures/lab/plain/gw-lan.pcapng")], countries=["CN"])


def tool(**given: object) -> OwnTool:
    basis = {"name": "gateway", "addresses": (CLIENT,), "macs": (), "servers": (), "ports": ()}
    return OwnTool(**(basis | given))  # type: ignore[arg-type]


def ours_by(analysis: Analysis, tool: OwnTool, *, translated: bool = False) -> set[tuple[str, int | None]]:
    (vantage,) = analysis.captures["vantage"].unique()
    ours = Ours(tools=(tool,), translated=frozenset([vantage] if translated else []))
    found = live_endpoints(analysis, [vantage], {}, ours)
    return {(one.address, one.port) for one in found if one.ours}


def test_the_largest_concern_comes_first_and_what_refutes_before_all(analysis: Analysis) -> None:
    (vantage,) = analysis.captures["vantage"].unique()
    plain = live_endpoints(analysis, [vantage], {}, Ours())
    assert [one.rank for one in plain] == sorted(one.rank for one in plain)
    last = plain[-1]
    refuted = live_endpoints(analysis, [vantage], {last.key: "a-claim"}, Ours())
    assert (last.key, 0, "refutes a-claim") in [(one.key, one.rank, one.concern) for one in refuted]
    assert live_endpoints(analysis, ["elsewhere"], {}, Ours()) == ()


def test_what_only_a_tool_speaks_with_is_ours(analysis: Analysis) -> None:
    everything = ours_by(analysis, tool())
    assert (CN, 443) in everything
    assert ours_by(analysis, tool(addresses=("192.0.2.1",))) == set()
    assert ours_by(analysis, tool(addresses=())) == set()
    assert ours_by(analysis, tool(servers=("9.9.9.0/24",), ports=(53,))) == {(DNS, 53)}
    assert ours_by(analysis, tool(servers=(DNS,), ports=(54,))) == set()


def test_behind_translation_a_tool_without_servers_excuses_nothing(analysis: Analysis) -> None:
    assert ours_by(analysis, tool(), translated=True) == set()
    assert ours_by(analysis, tool(servers=(DNS,)), translated=True) == {(DNS, 53)}
