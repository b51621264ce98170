"""Linted -> a report with every fault where it stands, and a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from harness.model.lint import Linted, Warned, WarningKind
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.rule_counts import count_lines, counts_of
from harness.reports.units import counted
from harness.reports.whole_document import whole_document

SCHEMA: Final = "harness-endpoints-lint"
_FEW: Final = 5
"""Warnings of one kind that are listed where not all are asked for."""

_MEANINGS: Final = {
    WarningKind.UNDATED: "no source fixes an edition, so what it said cannot be looked up again",
    WarningKind.SHADOWED: "a wider rule of the same operator says the same",
    WarningKind.WIDE: "a service by a prefix so wide that others may have addresses in it",
    WarningKind.SPELLING: "an operator is spelled in two ways",
    WarningKind.CONTROL: "the country of control of one operator is told in two ways",
}


def render_lint(linted: Linted, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """Write the report.

    Args:
        linted: What was found.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
        all_rows: List every warning.
    """
    return paint(_lines(linted, width, all_rows=all_rows), colour=colour)


def lint_document(linted: Linted) -> Iterator[bytes]:
    """Write the JSON document."""
    return whole_document(
        SCHEMA,
        {
            "read": linted.files,
            **counts_of(linted.tally),
            "faults": [asdict(fault) for fault in linted.faults],
            "warnings": [{"kind": one.kind.value, **asdict(one.fault)} for one in linted.warnings],
        },
    )


def _lines(linted: Linted, width: int, *, all_rows: bool) -> Iterator[Line]:
    if linted.faults:
        yield heading("FAULTS")
        for fault in linted.faults:
            yield from wrapped(str(fault), width, rest="  ", style=Style.BAD)
        yield EMPTY
    if linted.warnings:
        yield heading("WARNINGS")
        yield from _warnings(linted.warnings, width, all_rows=all_rows)
        yield EMPTY
    tally = linted.tally
    yield heading("RULES THAT READ")
    yield from wrapped(
        f"{counted(tally.rules, 'rule')} in {counted(linted.files, 'file')}, every example run; "
        f"{counted(len(linted.faults), 'fault')}, {counted(len(linted.warnings), 'warning')}.",
        width,
    )
    yield from count_lines("kind", tally.kinds, tally.rules, width)
    yield from count_lines("category", tally.categories, tally.rules, width)
    yield from count_lines("confidence", tally.confidences, tally.rules, width)


def _warnings(warnings: tuple[Warned, ...], width: int, *, all_rows: bool) -> Iterator[Line]:
    """By kind; of each the first few, or all."""
    for kind, meaning in _MEANINGS.items():
        faults = [one.fault for one in warnings if one.kind is kind]
        some = faults if all_rows else faults[:_FEW]
        if faults:
            yield from wrapped(f"{kind.value}: {len(faults):,}; {meaning}.", width, style=Style.DOUBT)
        for fault in some:
            yield from wrapped(str(fault), width, first="  ", rest="    ")
        if len(some) < len(faults):
            yield from wrapped(f"and {len(faults) - len(some):,} more: --all lists them", width, first="  ")
