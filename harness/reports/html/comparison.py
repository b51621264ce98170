"""Several results of one scenario beside each other: verdicts, what became of findings and endpoints, what else differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.model.comparison import Change, Comparison, EndpointRow
from harness.reports.comparison import ENDPOINT_WORDS, NOT_JUDGED, STATUS_WORDS, packets_of

Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the template shows; a grid's first column names its rows, each other column is a result."""

    numbers: tuple[str, ...]
    """``[1]``, ``[2]`` ..., as results are called in every grid."""
    results: tuple[tuple[str, str], ...]
    """Document, and when its packets are from."""
    claims: Grid
    """With the change behind the claim."""
    findings: Grid
    endpoints: tuple[tuple[str, Grid], ...]
    """What became of them, and the endpoints."""
    endpoints_in_all: int
    differences: Grid


def compared(comparison: Comparison) -> Compared:
    """The view of a comparison."""
    return Compared(
        numbers=tuple(f"[{number}]" for number in range(1, len(comparison.results) + 1)),
        results=tuple((one.label, packets_of(one)) for one in comparison.results),
        claims=tuple(_claims(comparison)),
        findings=tuple(
            (
                f"{row.change.upper()}: {row.finding}",
                *(STATUS_WORDS.get(one, one or "") for one in row.status),
            )
            for row in comparison.findings
        ),
        endpoints=tuple(_endpoints(comparison.endpoints)),
        endpoints_in_all=comparison.endpoints_in_all,
        differences=tuple((row.variable, *row.values) for row in comparison.differences),
    )


def _claims(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    for row in comparison.claims:
        for words, verdicts in (("as tested", row.as_tested), ("as asserted", row.as_asserted)):
            same = "" if len(set(verdicts)) > 1 else " (the same in all)"
            yield (f"{row.claim}, {words}{same}", *(one or NOT_JUDGED for one in verdicts))


def _endpoints(rows: Sequence[EndpointRow]) -> Iterator[tuple[str, Grid]]:
    for change, words in ENDPOINT_WORDS.items():
        if found := _seen(rows, change):
            yield f"{len(found):,} {words}", found


def _seen(rows: Sequence[EndpointRow], change: Change) -> Grid:
    return tuple(
        (row.endpoint, *("seen" if one else "not seen" for one in row.seen))
        for row in rows
        if row.change is change
    )
