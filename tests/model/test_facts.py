"""NameFact: what is left out says that the fact is not from DNS."""

from __future__ import annotations

from harness.model.facts import NameFact
from harness.model.words import NameSource
from harness.tables.names import NAMES


def test_peer_fact_has_no_ttl_and_no_question() -> None:
    fact = NameFact("a.example", None, NameSource.SNI.value)
    assert (fact.ttl_s, fact.asked) == (None, None)


def test_fields_that_are_columns_have_the_column_s_name() -> None:
    assert set(NameFact._fields) - {"address"} <= set(NAMES.columns)
