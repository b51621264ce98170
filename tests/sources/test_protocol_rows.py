"""Protocol rows: what was added comes back, whatever lies outside memory."""

from __future__ import annotations

import pytest

from harness.model.facts import ProtocolFact
from harness.sources import packed_rows
from harness.sources.protocol_rows import ProtocolRow, ProtocolRows
from harness.tables.protocol_rows import PROTOCOL_ROWS


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 8])
def test_rows_come_back_in_order(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_rows, "ROWS_AT_ONCE", 4)
    rows, facts = ProtocolRows(), []
    for number in range(count):
        key, value = (None, None) if number % 3 == 0 else ("key", f"\\{number:03d}")
        facts.append(ProtocolFact("mqtt", key, value))
        rows.append(ProtocolRow(2**62 + number, number % 2, -number, number, facts[-1]))
    frames = list(rows.frames())
    assert all(frame.schema == PROTOCOL_ROWS for frame in frames)
    assert [row.fact for row in rows] == facts
    assert [(row.mark - 2**62, row.side, row.time_ns, row.packet) for row in rows] == [
        (number, number % 2, -number, number) for number in range(count)
    ]
