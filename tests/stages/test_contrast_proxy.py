"""Who would not speak through a cell's proxy, and what it passed through, by endpoint."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.interception import passed_through_text
from harness.stages.contrast_proxy import OF_PROXY, with_proxy
from harness.tables.captures import CAPTURES
from harness.tables.contrasts import CONTRAST_ENDPOINTS
from harness.tables.interception import PROXY_FAILURES
from tests.support.contrast_example import endpoint
from tests.support.places_example import capture, frame

Row = dict[str, Any]
LOG, A = "log.skylark.example", "198.51.100.1"


def failure(**given: Any) -> Row:
    row: Row = dict.fromkeys(PROXY_FAILURES.columns)
    row |= {"capture": "r", "vantage": "mitm/lan", "time_ns": 1, "packet": 1, "server_ip": A}
    return row | {"server_port": 443, "reason": "ca_not_accepted"} | given


def told(
    endpoints: list[Row], failures: list[Row], comments: list[str] | None = None, at: str = "mitm/lan"
) -> pl.DataFrame:
    given: list[Row] = [{"server_ips": [A]} | one for one in endpoints]
    rows = frame(CONTRAST_ENDPOINTS, *(endpoint(**one) for one in given))
    captures = frame(CAPTURES, capture(vantage=at, intercepted=True, comments=comments or []))
    return with_proxy(rows.drop(OF_PROXY), "mitm", frame(PROXY_FAILURES, *failures), captures)


@pytest.mark.parametrize(
    ("reason", "in_system_store", "word"),
    [
        ("ca_not_accepted", None, "ca_not_accepted"),
        ("ca_not_accepted", False, "ca_not_accepted"),
        ("ca_not_accepted", True, "pinned"),
        ("closed_without_data", None, "suspected_pinned"),
        ("closed_without_data", True, "pinned"),
        ("handshake_failed", True, "handshake_failed"),
    ],
)
def test_refusals_are_pinned_only_where_the_system_trusted_the_ca(
    reason: str, in_system_store: bool | None, word: str
) -> None:
    refused = failure(sni=LOG, reason=reason, ca_in_system_store=in_system_store)
    found = told([{"name": LOG}, {"name": LOG, "server_port": 8443}], [refused, refused])
    assert found["refusals"].to_list() == [[word], []]
    assert found["cell"].to_list() == ["mitm", "mitm"]


def test_refusals_of_other_cells_are_not_told_and_without_a_name_the_address_tells() -> None:
    failures = [failure(vantage="plain/lan", sni=LOG), failure(sni=None)]
    found = told([{"name": LOG}, {"name": None}, {"name": None, "server_ips": ["192.0.2.9"]}], failures)
    assert found["refusals"].to_list() == [[], ["ca_not_accepted"], []]


def test_what_was_passed_through_is_told_by_name_else_by_address_and_port() -> None:
    said = passed_through_text({LOG: 2, f"{A}:443": 1})
    endpoints: list[Row] = [
        {"name": LOG},
        {"name": LOG, "transport": "udp"},
        {"name": "b.example"},
        {"name": None},
        {"name": None, "server_port": 8443},
    ]
    found = told(endpoints, [], ["by hand", said])
    assert found["passed_through"].to_list() == [True, False, False, True, False]
    assert not told(endpoints, [], [said], at="plain/lan")["passed_through"].any()
