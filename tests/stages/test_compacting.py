"""Compacted facts tell the same of endpoints, in one go or in parts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.facts import gather_facts
from harness.inference import infer
from harness.model.sites import Rig
from harness.reading import IDLE_TIMEOUT_S, read_captures
from harness.sources.capture_reader import CaptureRead
from harness.stages.compacting import compact_facts
from harness.stages.sides import Devices
from harness.stages.vantages import Placed
from harness.tables.parts import FactParts, Whole, collect, rows_of
from tests.support.repository import ROOT

LAB = ROOT / "captures/lab/plain/gw-lan.pcapng"
FORGED = ROOT / "scenarios/four-regions/br-v10.pcapng"
DIFFERS = ["flows", "name_packet", "name_capture", "rtt_packet", "rtt_capture"]
"""Of endpoints: how many flows there are, and which of several alike is pointed at."""
TABLES = ("round_trips", "names", "hellos", "dns_services", "protocols", "requests", "proxy_failures")


def facts_of(path: Path) -> FactParts:
    (read,) = read_captures([str(path)], IDLE_TIMEOUT_S, None, None)
    assert isinstance(read, CaptureRead)
    place = Placed(index=0, capture="a", vantage="lan")
    return gather_facts([read], [[place]], Devices(), IDLE_TIMEOUT_S)[0]


def part_of(facts: FactParts, flow_ids: pl.Series) -> FactParts:
    """The facts of some flows, and what is in no flow where the first flow is among them."""
    tables = {}
    for name in (*TABLES, "handshakes"):
        table = collect(getattr(facts, name))
        loose = table.filter(pl.col("flow_id").is_null() & pl.lit(0 in flow_ids.to_list()))
        tables[name] = Whole(pl.concat([rows_of(table, flow_ids), loose]))
    return FactParts(flows=Whole(rows_of(collect(facts.flows), flow_ids)), minutes=None, **tables)


@pytest.mark.parametrize("path", [LAB, FORGED], ids=["lab", "forged"])
def test_what_is_inferred_of_endpoints_is_the_same(path: Path) -> None:
    facts = facts_of(path)
    whole = infer(facts, {"lan": Rig(stated=None)}).tables
    compact = infer(compact_facts([facts]), {"lan": Rig(stated=None)}).tables
    ordered = pl.col(
        "names"
    ).list.sort()  # those that no flow of the endpoint tells follow how often they were told
    for name in ("endpoints", "places", "classes"):
        drop = DIFFERS if name == "endpoints" else []
        kept = [frame.drop(drop) for frame in (whole[name], compact[name])]
        if name == "endpoints":
            kept = [frame.with_columns(ordered) for frame in kept]
        assert kept[0].equals(kept[1]), name
    assert compact["endpoints"]["flows"].sum() < whole["endpoints"]["flows"].sum()


FACTS = facts_of(LAB)
COUNT = FACTS.flows.frame.height if isinstance(FACTS.flows, Whole) else collect(FACTS.flows).height


@given(apart=st.lists(st.booleans(), min_size=COUNT, max_size=COUNT))
@settings(deadline=None, max_examples=20)
def test_in_parts_or_in_one_go(apart: list[bool]) -> None:
    """Parts follow each other in time: what begins a flow that both hold is in the first."""
    flows = collect(FACTS.flows)
    border = sum(apart)
    ids = flows.sort("start_ns")["flow_id"]
    first, second = (part_of(FACTS, part.sort()) for part in (ids[:border], ids[border:]))
    once = compact_facts([FACTS])
    twice = compact_facts([compact_facts([first]), second])
    again = compact_facts([twice])
    for name in ("flows", *TABLES):
        of_once, of_twice, of_again = (collect(getattr(one, name)) for one in (once, twice, again))
        assert of_twice.equals(of_again), name
        columns = [
            column
            for column in of_once.columns
            if column not in ("flow_id", "packet", "time_ns", "first_packet")
        ]
        assert of_once.height == of_twice.height, name
        if name == "flows":
            assert of_once.select(columns).equals(of_twice.select(columns))


def test_steps_are_kept_apart() -> None:
    starts = collect(FACTS.flows)["start_ns"].sort()
    border = int(starts[len(starts) // 2])
    flows = collect(compact_facts([FACTS], [border]).flows)
    assert flows.height > collect(compact_facts([FACTS]).flows).height
    before = flows.filter(pl.col("start_ns") < border)
    whole = collect(FACTS.flows).filter(pl.col("start_ns") < border)
    assert before["packets_up"].sum() == whole["packets_up"].sum()


def test_nothing_is_nothing() -> None:
    assert [collect(getattr(compact_facts([]), name)).height for name in ("flows", *TABLES)] == [0] * 8
