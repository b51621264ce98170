"""Results beside each other: every row of the comparison, in every result, and before all else in the page."""

from __future__ import annotations

from html import escape

from harness.model.comparison import Change
from harness.reports.html.comparison import compared
from harness.reports.html.page import verification_page
from harness.reports.text import shown
from harness.stages.comparison import Result, compare_results
from tests.support.verification_example import example, narrowed

RESULTS = (Result("first.json", "0.1.0", example()), Result("<second>.json", "0.1.0", narrowed()))
(COMPARISON,) = compare_results(RESULTS)


def test_each_row_has_a_value_for_each_result() -> None:
    view = compared(COMPARISON)
    assert view.numbers == ("[1]", "[2]")
    assert [label for label, _ in view.results] == [one.label for one in COMPARISON.results]
    grids = (view.claims, view.findings, view.differences, *(rows for _, rows in view.endpoints))
    assert all(len(row) == 3 for grid in grids for row in grid)
    assert len(view.claims) == 2 * len(COMPARISON.claims)
    assert [row[0].partition(": ")[2] for row in view.findings] == [
        row.finding for row in COMPARISON.findings
    ]


def test_every_endpoint_that_is_not_in_all_results_is_listed_once() -> None:
    view = compared(COMPARISON)
    listed = [row[0] for _, rows in view.endpoints for row in rows]
    changes = (Change.NEW, Change.NOT_SEEN, Change.STILL)
    assert sorted(listed) == sorted(row.endpoint for row in COMPARISON.endpoints if row.change in changes)


def test_it_stands_first_in_the_page_and_only_where_there_is_one() -> None:
    with_it = verification_page([one.verification for one in RESULTS], [COMPARISON]).decode()
    assert with_it.index('id="c1"') < with_it.index('id="r1"')
    assert "&lt;second&gt;.json" in with_it
    assert all(escape(shown(row.finding)) in with_it for row in COMPARISON.findings)
    assert 'id="c1"' not in verification_page([one.verification for one in RESULTS]).decode()
