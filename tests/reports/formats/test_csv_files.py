"""CSV: the standard library reads back every value; no cell can be a formula."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.formats.csv_files import (
    INDEX,
    INDEX_HEAD,
    cell,
    csv_files,
    csv_files_of_analysis,
    plain,
    safe,
)
from harness.reports.text import shown
from tests.support import analysis_example
from tests.support.format_readers import HOSTILE
from tests.support.verification_example import example, hostile, narrowed

EXAMPLE = example()


def rows(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8"), newline="")))


def value(text: str, dtype: Any) -> Any:
    """What a reader makes of a cell by the table's declaration."""
    if dtype == pl.String:
        return plain(text)
    return text == "true" if dtype == pl.Boolean else json.loads(text)


@pytest.mark.parametrize("table", ["leads", "findings", "contacts", "places", "blind_spots", "matrix"])
def test_every_value_is_read_back(table: str) -> None:
    files = {file.name: file.octets for file in csv_files([EXAMPLE, narrowed()])}
    frame: pl.DataFrame = getattr(EXAMPLE, table)
    found = [row for row in rows(files[f"{table}.csv"]) if row["result"] == "1"]
    assert len(found) == frame.height
    for row, wanted in zip(found, frame.iter_rows(named=True), strict=True):
        assert row["scenario"] == EXAMPLE.scenario.id
        assert list(row) == ["result", "scenario", *frame.columns]
        for column, dtype in frame.schema.items():
            told = wanted[column]
            if told in (None, ""):  # this reader cannot tell them apart; the next test can
                assert row[column] == ""
            elif isinstance(dtype, pl.List):
                assert json.loads(plain(row[column])) == told
            else:
                assert value(row[column], dtype) == (shown(told) if isinstance(told, str) else told)


def test_the_index_names_every_file_with_its_digest() -> None:
    *files, index = csv_files_of_analysis(analysis_example.example())
    assert index.name == INDEX
    assert index.octets.startswith(INDEX_HEAD.encode())
    assert {row["file"]: row["sha256"] for row in rows(index.octets)} == {
        file.name: hashlib.sha256(file.octets).hexdigest() for file in files
    }
    assert {"flows.csv", "endpoints.csv", "places.csv"} <= {file.name for file in files}


@given(st.text(max_size=30) | st.text("=+-@\t\r\n'\",;|", max_size=10))
def test_no_text_is_a_formula_and_all_of_it_comes_back(text: str) -> None:
    kept = safe(text)
    assert not kept.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert plain(kept) == shown(text)
    ((read,),) = csv.reader(io.StringIO(cell(text) + "\r\n", newline="")) if text else [[""]]
    assert read == (kept if text else "")


def test_numbers_stay_numbers_and_null_is_not_empty_text() -> None:
    assert [cell(one) for one in (-5, 0.5, None, "", "-5", True)] == ["-5", "0.5", "", '""', '"\'-5"', "true"]


def test_one_row_is_one_line_whatever_it_holds() -> None:
    for file in csv_files([hostile(HOSTILE)]):
        text = file.octets.decode()
        assert text.endswith("\r\n")
        assert text.count("\n") == len(rows(file.octets)) + 1
