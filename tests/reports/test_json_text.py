"""Pieces of JSON put together are JSON, pure ASCII, one row a line."""

from __future__ import annotations

import json
import math

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.json_text import dumps, items, member, rows

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=30)


def parsed(*pieces: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(b'{"first": 0' + b"".join(pieces) + b"}")
    return found


def test_members_lists_and_tables_follow_each_other() -> None:
    frame = pl.DataFrame({"a": [1, None], "b": ["x", "\x1b"]})
    found = parsed(
        member("one", {"k": [1]}), *items("two", ["a", "b"]), *items("none", []), *rows("three", frame)
    )
    assert found == {
        "first": 0, "one": {"k": [1]}, "two": ["a", "b"], "none": [],
        "three": [{"a": 1, "b": "x"}, {"a": None, "b": "\x1b"}],
    }  # fmt: skip


def test_one_row_a_line() -> None:
    text = b"".join(rows("t", pl.DataFrame({"a": range(5_000)}))).decode()
    assert sum(line.startswith('{"a":') for line in text.splitlines()) == 5_000


@given(ANY_TEXT)
def test_any_text_is_ascii_and_exact(text: str) -> None:
    written = dumps({"t": text})
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written)["t"] == text.encode("utf-8", "backslashreplace").decode("utf-8")


def test_numbers_are_exact() -> None:
    assert json.loads(dumps([2**63 + 5, 0.1, math.pi])) == [2**63 + 5, 0.1, math.pi]
