"""Requests become rows by packet, with every null that was given."""

from __future__ import annotations

import polars as pl
import pytest

from harness.model.facts import RequestFact
from harness.stages.requests import PlacedRequest, gather_clear_requests, gather_requests
from harness.tables.request_rows import REQUEST_ROWS
from harness.tables.requests import REQUESTS
from tests.support.tables import START_NS

UPLOAD = RequestFact(
    "keylog", "1.1", "POST", "https", "cloud.example", 443, "/upload", 4, "application/json", 1_000, 200, "text/plain", 2, "Drone/1"
)  # fmt: skip
NAMELESS = RequestFact("har", None, "GET", "http", None, None, "/", None)


def test_rows_come_by_packet_and_hold_what_was_read() -> None:
    ends = ("192.0.2.20", 40_000, "198.51.100.7", 443)
    later = PlacedRequest(START_NS + 5, 9, 3, *ends, UPLOAD)
    first = PlacedRequest(START_NS, 2, None, None, None, None, None, NAMELESS)
    frame = gather_requests([later, first], capture="c1", vantage="app")
    assert frame.schema == REQUESTS.schema
    assert frame["packet"].to_list() == [2, 9]
    assert frame.row(1, named=True) == {
        "capture": "c1", "vantage": "app", "time_ns": START_NS + 5, "packet": 9, "flow_id": 3, "client_ip": "192.0.2.20",
        "client_port": 40_000, "server_ip": "198.51.100.7", "server_port": 443, "seen_by": "keylog", "http_version": "1.1",
        "method": "POST", "scheme": "https", "host": "cloud.example", "port": 443, "path": "/upload", "query_octets": 4,
        "content_type": "application/json", "request_octets": 1_000, "status": 200, "response_content_type": "text/plain",
        "response_octets": 2, "user_agent": "Drone/1",
    }  # fmt: skip
    assert {name for name, value in frame.row(0, named=True).items() if value is None} == {
        "flow_id", "client_ip", "client_port", "server_ip", "server_port", "http_version", "host", "port", "query_octets",
        "content_type", "request_octets", "status", "response_content_type", "response_octets", "user_agent",
    }  # fmt: skip


def test_requests_of_one_packet_stay_in_order() -> None:
    both = [PlacedRequest(START_NS, 2, 0, None, None, None, None, fact) for fact in (UPLOAD, NAMELESS)]
    assert gather_requests(both, capture="c1", vantage="app")["method"].to_list() == ["POST", "GET"]


def test_no_request_is_an_empty_table() -> None:
    assert gather_requests([], capture="c1", vantage="app").schema == REQUESTS.schema


@pytest.mark.parametrize(
    ("side", "client_ip", "server_ip"), [(0, "192.0.2.20", "198.51.100.7"), (1, "198.51.100.7", "192.0.2.20")]
)
def test_whoever_sent_a_request_in_clear_is_its_client(side: int, client_ip: str, server_ip: str) -> None:
    row = {"side": side, "time_ns": START_NS, "packet": 3, "flow_id": 5, **UPLOAD._asdict()}
    requests = pl.DataFrame(
        [row],
        schema={
            name: dtype for name, dtype in (REQUEST_ROWS | {"flow_id": pl.UInt64}).items() if name != "mark"
        },
    )
    ends = pl.DataFrame(
        [{"flow_id": 5, "client_ip": "192.0.2.20", "client_port": 40_000, "server_ip": "198.51.100.7", "server_port": 80,
          "client_side": 0}],
        schema={"flow_id": pl.UInt64, "client_ip": pl.String, "client_port": pl.UInt16, "server_ip": pl.String,
                "server_port": pl.UInt16, "client_side": pl.Int8},
    )  # fmt: skip
    (found,) = gather_clear_requests(requests, ends, capture="c1", vantage="app").iter_rows(named=True)
    assert (found["client_ip"], found["server_ip"], found["path"]) == (client_ip, server_ip, "/upload")
    assert (found["client_port"], found["server_port"]) == ((40_000, 80) if side == 0 else (80, 40_000))
