"""Packed name rows come back as they went in, whatever the chunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import NameFact
from harness.model.words import NameSource
from harness.tables import name_rows
from harness.tables.name_rows import NameRow, NameRows

NUMBERS = st.integers(0, 2**62)
FACTS = st.builds(
    NameFact,
    st.text("abc-.\\0123", max_size=12),
    st.none() | st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    st.sampled_from([source.value for source in NameSource]),
    st.none() | st.integers(0, 2**31 - 1),
    st.none() | st.booleans(),
)
ROWS = st.lists(st.builds(NameRow, NUMBERS, st.integers(0, 1), NUMBERS, NUMBERS, FACTS), max_size=12)


@given(ROWS, st.integers(1, 5))
def test_rows_come_back_in_order(rows: list[NameRow], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_rows, "CHUNK", chunk)
        packed = NameRows()
        for row in rows:
            packed.append(row)
        assert len(packed) == len(rows)
        assert list(packed) == rows
        assert [len(part.numbers) for part in packed.chunks()] == [
            len(rows[start : start + chunk]) for start in range(0, len(rows), chunk)
        ]
        assert len(packed) == len(rows)
        assert sum(len(part.numbers) for part in packed.take_chunks()) == len(rows)
        assert len(packed) == 0


def test_nothing_is_no_chunk() -> None:
    assert NameRows().chunks() == []
    assert list(NameRows().take_chunks()) == []
    assert list(NameRows()) == []
