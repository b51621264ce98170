"""Packed name rows come back as they went in, whatever is packed together and where it lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import NameFact
from harness.model.words import CertificateRange, NameSource
from harness.sources import packed_rows
from harness.sources.name_rows import NameRow, NameRows
from tests.support.examples import COSTLY

NUMBERS = st.integers(0, 2**62)
FACTS = st.builds(
    NameFact,
    st.text("abc-.\\0123", max_size=12),
    st.none() | st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    st.sampled_from([source.value for source in NameSource]),
    st.none() | st.integers(0, 2**31 - 1),
    st.none() | st.booleans(),
    st.none() | st.sampled_from([word.value for word in CertificateRange]),
)
ROWS = st.lists(st.builds(NameRow, NUMBERS, st.integers(0, 1), NUMBERS, NUMBERS, FACTS), max_size=12)


@COSTLY
@given(ROWS, st.integers(1, 14))
def test_rows_come_back_in_order(rows: list[NameRow], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_rows, "ROWS_AT_ONCE", at_once)
        packed = NameRows()
        for row in rows:
            packed.append(row)
        assert len(packed) == len(rows)
        assert list(packed) == rows
        assert len(packed) == len(rows)
        assert sum(part.height for part in packed.frames(("name",))) == len(rows)
        for name in ("", "a", *(row.fact.name for row in rows)):
            found = packed.of_name(name)["mark"].to_list()
            assert found == [row.mark for row in rows if row.fact.name == name]


def test_nothing_is_an_empty_table() -> None:
    assert [frame.height for frame in NameRows().frames()] == [0]
    assert list(NameRows()) == []
