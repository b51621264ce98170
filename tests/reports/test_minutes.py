"""The file of octets per minute: rows that stand for themselves, exact in Parquet and harmless in CSV."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from harness.reports.minutes import minutes_file
from harness.tables.minutes import MINUTES
from tests.support.tables import START_NS, flow, flows_of

MINUTE_NS = 60_000_000_000


def minutes(*rows: tuple[int, int]) -> pl.DataFrame:
    """MINUTES rows: flow and number of the minute after 2026 began."""
    made = [(flow_id, START_NS + number * MINUTE_NS, 2, 1, 180, 40, 100, 0) for flow_id, number in rows]
    return pl.DataFrame(made, schema=MINUTES.schema, orient="row")


def csv_of(rows: pl.DataFrame, flows: pl.DataFrame) -> list[dict[str, str]]:
    text = b"".join(minutes_file(rows, flows, ".csv")).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_names_the_ends_of_its_flow() -> None:
    flows = flows_of(flow(flow_id=0), flow(flow_id=1, server_ip="198.51.100.9", port=None, transport="icmp"))
    found = csv_of(minutes((0, 0), (1, 0), (1, 61)), flows)
    assert [(row["minute"], row["server_ip"], row["server_port"]) for row in found] == [
        ("2026-01-01T00:00Z", "198.51.100.7", "443"),
        ("2026-01-01T00:00Z", "198.51.100.9", ""),
        ("2026-01-01T01:01Z", "198.51.100.9", ""),
    ]
    assert found[0]["minute_ns"] == str(START_NS)
    assert list(found[0])[-6:] == list(MINUTES.columns)[-6:]


@pytest.mark.parametrize(
    ("vantage", "text"),
    [
        ("=1+2", "'=1+2"),
        ("@x", "'@x"),
        ("a,b", "a,b"),
        ('"', '"'),
        ("\x1b[2J\n", r"\x1b[2J\n"),
        ("lan", "lan"),
    ],
)
def test_a_name_is_neither_formula_nor_control(vantage: str, text: str) -> None:
    (row,) = csv_of(minutes((0, 0)), flows_of(flow(vantage=vantage)))
    assert row["vantage"] == text


def test_parquet_is_exact() -> None:
    flows = flows_of(flow(vantage="=1+2"))
    octets = b"".join(minutes_file(minutes((0, 0)), flows, ".parquet"))
    (row,) = pl.read_parquet(io.BytesIO(octets)).to_dicts()
    assert (row["vantage"], row["minute_ns"], row["ip_octets_up"]) == ("=1+2", START_NS, 180)


def test_no_rows_are_a_header() -> None:
    text = b"".join(minutes_file(minutes(), flows_of(), ".csv")).decode()
    assert text.startswith("flow_id,minute_ns,minute,vantage,client_ip,")
    assert text.count("\n") == 1


@pytest.mark.parametrize("time_ns", [-(2**63 // MINUTE_NS) * MINUTE_NS, 2**63 // MINUTE_NS * MINUTE_NS])
def test_any_time_can_be_written(time_ns: int) -> None:
    rows = minutes((0, 0)).with_columns(pl.lit(time_ns, dtype=pl.Int64).alias("minute_ns"))
    (row,) = csv_of(rows, flows_of(flow()))
    assert row["minute"].startswith(("1677-09-21T00:1", "2262-04-11T23:4"))
