"""Service rows: what was added comes back, whatever lies outside memory."""

from __future__ import annotations

import pytest

from harness.model.facts import ServiceFact
from harness.sources import packed_rows
from harness.sources.service_rows import ServiceRow, ServiceRows
from harness.tables.service_rows import SERVICE_ROWS


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 8])
def test_rows_come_back_in_order(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_rows, "ROWS_AT_ONCE", 4)
    rows = ServiceRows()
    for number in range(count):
        configs = tuple(range(255, 255 - number % 3, -1)), ("p.example",) * (number % 3)
        fact = ServiceFact(
            f"{number}.example",
            "\\046.example",
            number,
            ("h2",) * (number % 3),
            number % 2 == 0,
            2**31 - 1,
            *configs,
        )
        rows.append(ServiceRow(2**62 + number, number % 2, -number, number, fact))
    frames = list(rows.frames())
    assert all(frame.schema == SERVICE_ROWS for frame in frames)
    found = [row for frame in frames for row in frame.iter_rows()]
    assert [row[3] for row in found] == list(range(count))
    assert [row[0] - 2**62 for row in found] == list(range(count))
    assert [row[7] for row in found] == [["h2"] * (number % 3) for number in range(count)]
    assert [row[10] for row in found] == [[255, 254][: number % 3] for number in range(count)]
    assert [row[11] for row in found] == [["p.example"] * (number % 3) for number in range(count)]
    assert [frame.columns for frame in rows.frames(["owner"])] == [["owner"]] * len(frames)
