"""Broadcast rows: what was added comes back, whatever lies outside memory."""

from __future__ import annotations

import polars as pl
import pytest

from harness.model.facts import ProtocolFact
from harness.sources import packed_rows
from harness.sources.broadcast_rows import BroadcastRow, BroadcastRows
from harness.tables.broadcast_rows import BROADCAST_ROWS


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 8])
def test_rows_come_back_in_order(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_rows, "ROWS_AT_ONCE", 4)
    rows, added = BroadcastRows(), []
    for number in range(count):
        key, value = (None, None) if number % 3 == 0 else ("key", f"\\{number:03d}")
        added.append((2**47 + number, -number, number, 2**40, number + 1, "remote_id", key, value))
        rows.append(BroadcastRow(*added[-1][:5], ProtocolFact(*added[-1][5:])))
    frames = list(rows.frames())
    assert all(frame.schema == BROADCAST_ROWS for frame in frames)
    assert pl.concat(frames).rows() == added
