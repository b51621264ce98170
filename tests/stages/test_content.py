"""Values found get the flow that carried them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import polars as pl

from harness.model.content import Ends, FoundRow, Hit, Part, Seen, Standing, UndecodedRow, WhyUndecoded
from harness.stages.content import gather_content, gather_undecoded
from harness.tables.content import CONTENT, UNDECODED

CLIENT, SERVER = "192.0.2.1", "198.51.100.7"
HIT = Hit(Standing.WITNESS, "serial", "sn", ("gzip", "plain"), 4, 20, 2, "00" * 32)


def ends(source: str, sender: int, destination: str, receiver: int, protocol: int = 6) -> Ends:
    low = [int(ip_address(text)) for text in (source, destination)]
    return Ends(4, 0, low[0], sender, 0, low[1], receiver, protocol)


def flows(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {
        "flow_id": 0, "vantage": "lan", "client_ip": CLIENT, "client_port": 40000, "server_ip": SERVER, "server_port": 80,
        "transport": "tcp", "start_ns": 0, "end_ns": 100,
    }  # fmt: skip
    schema = {"flow_id": pl.UInt64, "client_port": pl.UInt16, "server_port": pl.UInt16}
    return pl.DataFrame([usual | row for row in rows], schema_overrides=schema)


def made(row: FoundRow, *frames: pl.DataFrame) -> dict[str, Any]:
    return gather_content([row], frames, capture="c", vantage="lan").row(0, named=True)


def test_way_and_flow_by_ends_and_time() -> None:
    up = FoundRow(ends(CLIENT, 40000, SERVER, 80), Seen(9, 50), Part.BODY, HIT)
    down = up._replace(ends=ends(SERVER, 80, CLIENT, 40000))
    parts = (flows({"flow_id": 3}), flows({"flow_id": 4, "start_ns": 200, "end_ns": 300}))
    assert (made(up, *parts)["flow_id"], made(up, *parts)["way"]) == (3, "up")
    assert (made(down, *parts)["flow_id"], made(down, *parts)["way"]) == (3, "down")
    assert made(up._replace(seen=Seen(9, 250)), *parts)["flow_id"] == 4
    assert made(up, *parts)["encoding"] == "gzip > plain"


def test_other_vantage_port_transport_or_time_is_no_flow() -> None:
    row = FoundRow(ends(CLIENT, 40000, SERVER, 80), Seen(9, 50), Part.BODY, HIT)
    for other in ({"vantage": "wan"}, {"server_port": 81}, {"transport": "udp"}, {"end_ns": 49}):
        assert made(row, flows(other))["flow_id"] is None
        assert made(row, flows(other))["way"] is None


def test_rows_come_in_order_of_packets_and_none_make_an_empty_table() -> None:
    row = UndecodedRow(ends(CLIENT, 40000, SERVER, 80), Seen(9, 50), WhyUndecoded.TLS, 7)
    found = gather_undecoded([row, row._replace(seen=Seen(2, 5))], [flows({})], capture="c", vantage="lan")
    assert found.select("packet", "reason", "octets").rows() == [(2, "tls", 7), (9, "tls", 7)]
    assert gather_content([], [flows({})], capture="c", vantage="lan").schema == CONTENT.schema
    assert found.schema == UNDECODED.schema
