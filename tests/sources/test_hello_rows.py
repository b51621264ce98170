"""Packed hellos come back as they went in, whatever is packed together and where it lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import HelloFact
from harness.model.words import HelloTransport
from harness.sources import packed_rows
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.tables.hello_rows import HELLO_ROWS
from tests.support.examples import COSTLY

NUMBERS = st.integers(0, 2**62)
OCTETS = st.none() | st.integers(0, 255)
TEXTS = st.lists(st.text("abc-.\\0123", max_size=5), max_size=3).map(tuple)
FACTS = st.builds(
    HelloFact,
    st.sampled_from([transport.value for transport in HelloTransport]),
    st.none() | st.text("abc-.\\0123", min_size=1, max_size=12),
    TEXTS,
    TEXTS,
    st.booleans(),
    OCTETS,
    OCTETS,
    st.none() | st.just("t13d1516h2_8daaf6152771_e5627efa2ab1"),
    st.booleans(),
    st.just("5a" * 32),
)
ROWS = st.lists(st.builds(HelloRow, NUMBERS, st.integers(0, 1), NUMBERS, NUMBERS, FACTS), max_size=12)


@COSTLY
@given(ROWS, st.integers(1, 14))
def test_rows_come_back_in_order(rows: list[HelloRow], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_rows, "ROWS_AT_ONCE", at_once)
        packed = HelloRows()
        for row in rows:
            packed.append(row)
        assert len(packed) == len(rows)
        assert list(packed) == rows
        assert sum(part.height for part in packed.frames(("sni",))) == len(rows)


def test_nothing_is_an_empty_table() -> None:
    (frame,) = HelloRows().frames()
    assert (frame.height, frame.schema) == (0, HELLO_ROWS)
    assert list(HelloRows()) == []
