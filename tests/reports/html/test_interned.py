"""Interned texts come back by their numbers, each once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.html.interned import Interned, columns


@given(st.lists(st.none() | st.text(max_size=3)))
def test_every_text_is_found_by_its_number(given_texts: list[str | None]) -> None:
    texts = Interned()
    numbers = [texts(text) for text in given_texts]
    values = texts.values()
    assert [values[number] for number in numbers] == given_texts
    assert len(values) == len(set(given_texts) - {None}) + 1


def test_rows_become_columns() -> None:
    assert columns(("a", "b"), [{"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 5}]) == {"a": [1, 4], "b": [2, 5]}
    assert columns(("a",), []) == {"a": []}
