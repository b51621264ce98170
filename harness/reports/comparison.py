"""Comparisons -> lines of the terminal report: verdicts beside each other, what became of findings and endpoints, what else differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.comparison import Change, Comparison, ResultTold
from harness.model.verdicts import Verdict
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.terminal import LEAST_WIDTH
from harness.reports.units import counted, moment
from harness.reports.verification_words import STYLES

_MOST = 12
"""Endpoints of a kind listed without ``all_rows``; the rest are counted."""
NOT_JUDGED = "not judged"
STATUS_WORDS = {None: "not seen", "not_seen_since": "not seen since"}
ENDPOINT_WORDS = {
    Change.NEW: "new in the last result",
    Change.NOT_SEEN: "not seen in the last result, which is not gone",
    Change.STILL: "in the last result, and not in every earlier one",
}


def render_comparisons(
    comparisons: Sequence[Comparison], width: int, *, colour: bool, all_rows: bool = False
) -> str:
    """Write comparisons for a terminal of ``width`` columns; nothing where there are none."""
    width = max(width, LEAST_WIDTH)
    lines = (line for one in comparisons for line in _comparison(one, width, all_rows=all_rows))
    return paint(lines, colour=colour)


def _comparison(comparison: Comparison, width: int, *, all_rows: bool) -> Iterator[Line]:
    title = f"Comparison of {counted(len(comparison.results), 'result')} of {comparison.scenario}"
    yield heading(title)
    for number, result in enumerate(comparison.results, 1):
        yield from wrapped(
            f"{result.label}: {packets_of(result)}", width, first=f"  [{number}] ", rest="      "
        )
    yield EMPTY
    yield from _claims(comparison, width)
    yield from _findings(comparison, width)
    yield from _endpoints(comparison, width, all_rows=all_rows)
    yield from _differences(comparison, width)


def packets_of(result: ResultTold) -> str:
    """When the packets of a result are from."""
    if result.first_ns is None or result.last_ns is None:
        return "no packet has a time"
    return f"packets {moment(result.first_ns)} to {moment(result.last_ns)}"


def _claims(comparison: Comparison, width: int) -> Iterator[Line]:
    yield heading("Verdicts, by result")
    for row in comparison.claims:
        yield from wrapped(f"{row.claim}{'' if row.changed else ' (the same in all)'}", width, first="  ")
        for label, verdicts in (("as tested", row.as_tested), ("as asserted", row.as_asserted)):
            yield from wrapped(
                f"{label}: {_numbered([one or NOT_JUDGED for one in verdicts])}",
                width,
                first="    ",
                rest="      ",
                style=Style.PLAIN if verdicts[-1] is None else STYLES[Verdict[verdicts[-1]]],
            )
    yield EMPTY


def _findings(comparison: Comparison, width: int) -> Iterator[Line]:
    """Each with its history; none is left out, whatever became of it."""
    yield heading(f"Findings, by result: {len(comparison.findings):,}")
    for row in comparison.findings:
        style = Style.BAD if row.change in (Change.NEW, Change.STILL) else Style.DOUBT
        yield from wrapped(
            f"{row.change.upper()}: {row.finding}", width, first="  ", rest="    ", style=style
        )
        states = [STATUS_WORDS.get(one, one or "") for one in row.status]
        yield from wrapped(_numbered(states), width, first="    ", rest="      ")
    if not comparison.findings:
        yield from wrapped("No result shows a packet that contradicts a claim.", width, first="  ")
    yield EMPTY


def _endpoints(comparison: Comparison, width: int, *, all_rows: bool) -> Iterator[Line]:
    yield heading("Endpoints, by result")
    yield from wrapped(
        f"{counted(comparison.endpoints_in_all, 'endpoint')} in all results", width, first="  "
    )
    for change, words in ENDPOINT_WORDS.items():
        rows = [row for row in comparison.endpoints if row.change is change]
        if not rows:
            continue
        yield from wrapped(f"{len(rows):,} {words}:", width, first="  ", rest="    ")
        listed = rows if all_rows else rows[:_MOST]
        for row in listed:
            numbers = ", ".join(f"[{number}]" for number, seen in enumerate(row.seen, 1) if seen)
            yield from wrapped(f"{row.endpoint} in {numbers}", width, first="    - ", rest="      ")
        if left := len(rows) - len(listed):
            text = f"... and {counted(left, 'more endpoint')}; --all lists every one"
            yield from wrapped(text, width, first="    ")
    yield EMPTY


def _differences(comparison: Comparison, width: int) -> Iterator[Line]:
    yield heading("What else differs, and may be why")
    for row in comparison.differences:
        yield from wrapped(f"{row.variable}: {_numbered(row.values)}", width, first="  ", rest="    ")
    if not comparison.differences:
        yield from wrapped(
            "Nothing that is recorded: scenario, versions, regions, rules and data are the same.",
            width,
            first="  ",
        )
    yield EMPTY


def _numbered(values: Sequence[str]) -> str:
    return ", ".join(f"[{number}] {value}" for number, value in enumerate(values, 1))
