"""The comparison as a reader sees it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.model.comparison import (
    Change,
    ClaimRow,
    Comparison,
    EndpointRow,
    FindingRow,
    ResultTold,
    VariableRow,
)
from harness.reports.comparison import render_comparisons
from tests.support import golden
from tests.support.format_readers import HOSTILE

EXPECTED = Path(__file__).parent / "expected"
START = 1_793_674_950_000_000_000
EXAMPLE = Comparison(
    scenario="four-regions",
    results=(
        ResultTold(label="results/november.json", first_ns=START, last_ns=START + 10**12),
        ResultTold(label="results/december.json", first_ns=None, last_ns=None),
    ),
    claims=(
        ClaimRow(claim="no-data-to-cn", as_tested=("FAIL", "INCONCLUSIVE"), as_asserted=("FAIL", "FAIL")),
        ClaimRow(claim="local-mode-silent", as_tested=("PASS", None), as_asserted=("PASS", None)),
    ),
    findings=(
        FindingRow(claim="no-data-to-cn", finding="no-data-to-cn/new.example", status=(None, "open"), change=Change.NEW),
        FindingRow(claim="no-data-to-cn", finding="no-data-to-cn/log.example", status=("open", None), change=Change.NOT_SEEN),
        FindingRow(claim="no-data-to-cn", finding="no-data-to-cn/diag.example", status=("open", "fixed"), change=Change.FIXED),
    ),
    endpoints=(
        *(EndpointRow(endpoint=f"h{number}.example tcp 443", seen=(False, True), change=Change.NEW) for number in range(14)),
        EndpointRow(endpoint="192.0.2.9 udp 53", seen=(True, False), change=Change.NOT_SEEN),
    ),
    endpoints_in_all=7,
    differences=(
        VariableRow(variable="subject.version", values=("1.0", "1.1")),
        VariableRow(variable="data dbip-country", values=("2026.10 (aaaaaaaaaaaa)", "2026.11 (bbbbbbbbbbbb)")),
    ),
)  # fmt: skip


def test_transcript() -> None:
    text = render_comparisons([EXAMPLE], 80, colour=False)
    golden.check(EXPECTED / "comparison_80.txt", text)
    assert max(map(len, text.splitlines())) <= 80
    assert "gone" not in text.replace("which is not gone", "")


def test_nothing_is_said_where_nothing_is_compared() -> None:
    assert render_comparisons([], 80, colour=False) == ""


def test_names_act_on_nothing() -> None:
    rows = tuple(replace(row, finding=HOSTILE) for row in EXAMPLE.findings)
    text = render_comparisons([replace(EXAMPLE, findings=rows, scenario=HOSTILE)], 80, colour=False)
    assert all(line.isprintable() for line in text.splitlines())
