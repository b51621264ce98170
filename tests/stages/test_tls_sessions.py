"""Which sessions were opened, and why others were not."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.stages.tls_sessions import first_hellos, gather_tls_sessions
from harness.tables.hellos import HELLOS


def hellos(*rows: tuple[int, int, str]) -> pl.DataFrame:
    made: list[dict[str, Any]] = [
        {"capture": "c1", "vantage": "app", "time_ns": packet, "packet": packet, "flow_id": flow_id, "by_client": True,
         "transport": "tls", "alpn": [], "versions": [], "ech": False, "complete": True, "random": random}
        for packet, flow_id, random in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema=HELLOS.schema)


def test_each_reason() -> None:
    found = first_hellos(hellos((1, 0, "aa"), (2, 1, "bb"), (3, 2, "cc"), (4, 3, "dd")))
    rows = gather_tls_sessions(found, {"aa", "bb", "cc"}, {0: 3, 1: 0, 3: 9}, read=True)
    assert rows.select("has_secrets", "opened", "messages", "why_not").rows() == [
        (True, True, 3, None), (True, True, 0, None), (True, False, 0, "not_opened"), (False, False, 0, "no_secrets"),
    ]  # fmt: skip
    rows = gather_tls_sessions(found, {"aa", "cc"}, {0: 3}, read=False)
    assert rows["why_not"].to_list() == [None, "no_secrets", "not_read", "no_secrets"]


def test_a_second_hello_after_a_retry_is_the_same_session() -> None:
    found = first_hellos(hellos((1, 0, "aa"), (2, 0, "aa"), (3, 1, "aa"), (4, 0, "bb")))
    assert found["packet"].to_list() == [1, 3, 4]


def test_none() -> None:
    assert gather_tls_sessions(hellos(), set(), {}, read=True).is_empty()
