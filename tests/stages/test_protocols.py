"""Whose protocol fact each is: the side of the flow that spoke."""

from __future__ import annotations

import polars as pl
import pytest

from harness.stages.protocols import gather_broadcasts, gather_protocols
from harness.tables.broadcast_rows import BROADCAST_ROWS
from harness.tables.protocol_rows import PROTOCOL_ROWS
from harness.tables.protocols import PROTOCOLS

SCHEMA = {"flow_id" if name == "mark" else name: dtype for name, dtype in PROTOCOL_ROWS.items()} | {
    "flow_id": pl.UInt64
}


def gathered(*rows: tuple[object, ...], clients: list[int]) -> pl.DataFrame:
    facts = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return gather_protocols(facts, pl.Series(clients, dtype=pl.Int8), capture="c1", vantage="app")


@pytest.mark.parametrize("client", [0, 1])
@pytest.mark.parametrize("side", [0, 1])
def test_a_fact_says_whether_the_flow_s_client_told_it(side: int, client: int) -> None:
    row = gathered((7, side, 5, 9, "mqtt", "client_id", "app-7"), clients=[client]).row(0, named=True)
    assert row == {
        "capture": "c1", "vantage": "app", "time_ns": 5, "packet": 9, "flow_id": 7, "by_client": side == client,
        "protocol": "mqtt", "key": "client_id", "value": "app-7",
        "transmitter_mac": None, "frames": None, "last_ns": None,
    }  # fmt: skip


def test_rows_stay_in_order_and_a_bare_fact_has_neither_key_nor_value() -> None:
    frame = gathered((8, 0, 1, 1, "tls", None, None), (7, 1, 2, 2, "socks", "target", "a"), clients=[0, 0])
    assert frame.select("flow_id", "by_client", "key").rows() == [(8, True, None), (7, False, "target")]


def test_no_facts_are_the_empty_table() -> None:
    frame = gathered(clients=[])
    assert (frame.height, frame.schema) == (0, PROTOCOLS.schema)


def test_a_broadcast_names_its_transmitter_and_no_flow() -> None:
    rows = [
        (0x02000000000A, 5, 9, 40, 77, "remote_id", "serial", "1581F0000"),
        (-1, 6, 10, 1, 6, "remote_id", None, None),
    ]
    facts = pl.DataFrame(rows, schema=BROADCAST_ROWS, orient="row")
    first, second = gather_broadcasts(facts, capture="c1", vantage="air").rows(named=True)
    assert first == {
        "capture": "c1", "vantage": "air", "time_ns": 5, "packet": 9, "flow_id": None, "by_client": None,
        "protocol": "remote_id", "key": "serial", "value": "1581F0000",
        "transmitter_mac": "02:00:00:00:00:0a", "frames": 40, "last_ns": 77,
    }  # fmt: skip
    assert (second["transmitter_mac"], second["key"], second["frames"]) == (None, None, 1)
