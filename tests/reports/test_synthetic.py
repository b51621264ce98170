"""What is said of made-up captures: that, by whom, and of how many."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest

from harness.reports.document import document
from harness.reports.synthetic import synthetic_lines, synthetic_sentence
from harness.reports.terminal import render
from harness.tables.analysis import Analysis
from harness.tables.captures import CAPTURES
from tests.support.analysis_example import example
from tests.support.places_example import capture, frame


def captures(*makers: str | None) -> pl.DataFrame:
    return frame(CAPTURES, *(capture(made_by=maker) for maker in makers))


def made_up(*makers: str | None) -> Analysis:
    analysis = example()
    column = pl.Series("made_by", makers, dtype=pl.String)
    return replace(analysis, captures=analysis.captures.with_columns(column))


@pytest.mark.parametrize(("makers", "sentence"), [
    ((), None),
    ((None, None), None),
    (("forge 1",), "SYNTHETIC: made up by forge 1; says nothing about any real product."),
    (("forge 1", "forge 1"), "SYNTHETIC: made up by forge 1; says nothing about any real product."),
    (("lab", "forge 1"), "SYNTHETIC: made up by forge 1, and by lab; says nothing about any real product."),
    ((None, "lab"), "SYNTHETIC: made up by lab (1 of 2 captures); says nothing about any real product."),
])  # fmt: skip
def test_the_sentence(makers: tuple[str | None, ...], sentence: str | None) -> None:
    assert synthetic_sentence(captures(*makers)) == sentence


def test_nothing_is_said_where_nothing_was_made_up() -> None:
    assert list(synthetic_lines(captures(None), 80)) == []
    assert "SYNTHETIC: made up" not in render(example(), 80, colour=False)


def test_the_terminal_report_opens_with_it_and_each_capture_says_it() -> None:
    report = render(made_up("forge 1", None), 80, colour=False)
    assert (
        report.splitlines()[0]
        == "SYNTHETIC: made up by forge 1 (1 of 2 captures); says nothing about any real"
    )
    assert report.count("    SYNTHETIC: made up by forge 1\n") == 1


def test_the_json_document_says_it_at_the_top_and_in_the_capture() -> None:
    found = json.loads(b"".join(document(made_up("forge 1", None))))
    assert found["made_by"] == ["forge 1"]
    assert [row["made_by"] for row in found["captures"]] == ["forge 1", None]
    assert json.loads(b"".join(document(example())))["made_by"] == []


def test_a_hostile_maker_is_escaped() -> None:
    report = render(made_up("\x1b[2J\nCaptures: 0", None), 80, colour=False)
    assert "\x1b" not in report
    assert report.splitlines()[0].startswith(r"SYNTHETIC: made up by \x1b[2J\nCaptures: 0")
