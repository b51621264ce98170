"""Requests are given back as they were added, in memory and beyond."""

from __future__ import annotations

import pytest

from harness.model.facts import RequestFact
from harness.sources import packed_rows
from harness.sources.request_rows import RequestRow, RequestRows
from harness.tables.request_rows import REQUEST_ROWS

FULL = RequestFact(
    "clear", "1.1", "POST", "http", "a.example", 8080, "/up", 3, "text/plain", 5, 200, "text/html", 7, "App/1"
)
BARE = RequestFact("clear", "1.0", "GET", None, None, None, None, None)
EMPTY_QUERY = FULL._replace(query_octets=0, request_octets=0)


@pytest.mark.parametrize("at_once", [1, 2, 4_096])
def test_rows_come_back(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_rows, "ROWS_AT_ONCE", at_once)
    rows, facts = RequestRows(), (FULL, BARE, EMPTY_QUERY)
    for number, fact in enumerate(facts):
        rows.append(RequestRow(7, number % 2, 100 + number, 1 + number, fact))
    found = [row for frame in rows.frames() for row in frame.iter_rows(named=True)]
    assert [tuple(row[name] for name in RequestFact._fields) for row in found] == [
        tuple(fact) for fact in facts
    ]
    assert [(row["mark"], row["side"], row["time_ns"], row["packet"]) for row in found] == [
        (7, 0, 100, 1), (7, 1, 101, 2), (7, 0, 102, 3),
    ]  # fmt: skip
    assert all(frame.schema == REQUEST_ROWS for frame in rows.frames())
