"""The matrix says in cells what the terminal's says in columns."""

from __future__ import annotations

import re

from harness.reports.html.matrix import verification_matrix
from harness.reports.html.page import verification_page
from harness.reports.verification_facts import Facts
from harness.reports.verification_matrix import matrix_rows
from tests.support.html_text import section_html
from tests.support.verification_example import example


def test_every_cell_and_both_sums_stand_below_each_claim() -> None:
    view = verification_matrix(example())
    caption, rows = view.claims[0]
    assert caption == "no-data-to-cn, floor of coverage 99%"
    assert [row.texts[0] for row in rows][-2:] == ["as tested", "as asserted"]
    told = {row.texts[0]: row.texts[1] for row in rows}
    assert told["us-v1"] == "PASS"
    assert told["br-v1"] == "FAIL"
    assert told["jp-v1"] == "NONE"
    assert told["as tested"] == "FAIL"
    assert [row.texts for row in rows] == [
        texts for texts, _ in matrix_rows(Facts(example()), "no-data-to-cn")
    ]


def test_cells_lead_to_their_details() -> None:
    html = section_html(verification_page([example()]), "matrix")
    number = re.search(r'<a href="#r1-cell-(\d+)">br-v1</a>', html)
    assert number
    details = html.split(f'id="r1-cell-{number[1]}"')[1].split("</dl>")[0]
    assert "<dt>INTERFERENCE</dt><dd>tls interception</dd>" in details
    assert "<dt>baseline</dt>" not in details
    assert "NOT RUN" in html


def test_tables_say_what_their_heads_are() -> None:
    html = section_html(verification_page([example()]), "matrix")
    assert html.count("<table>") == html.count("<caption>") == 4
    assert not re.search(r"<th\b(?! scope=)", html)
