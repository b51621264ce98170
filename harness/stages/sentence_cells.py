"""Cells that were run -> where, with what, in which steps and for how long, in words that say no more than they show.

Values are listed, never summed up, and where not every combination of the values listed was tested, that is said.
Time is cut and loss is rounded up; what is not known is told as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from math import prod
from typing import Any, Final

from harness.model.claims import Claim
from harness.model.figures import cut_duration, percent_up
from harness.model.scenario import Cell
from harness.stages.matrix import EXERCISED, STATED

Row = dict[str, Any]
_CONDITIONS: Final[tuple[tuple[str, str, Callable[[Cell], str]], ...]] = (
    ("settings", "settings", lambda cell: cell.settings),
    ("account region", "account regions", lambda cell: cell.account_region),
    ("bearer", "bearers", lambda cell: cell.bearer),
    ("consent", "consent", lambda cell: cell.consent),
)
"""Word for one value, for several, and the value; regions and versions stand in the sentence itself."""
_IP_VERSIONS: Final = (4, 6)
NOT_EVERY: Final = "not every combination of these"


def all_of(values: Collection[str]) -> str:
    """A list as people say it; nothing is left out.

    >>> all_of(["BR", "DE", "US"])
    'BR, DE and US'
    """
    *most, last = values
    return f"{', '.join(most)} and {last}" if most else last


def regions(cells: Sequence[Cell]) -> list[str]:
    """Egress regions, sorted."""
    return sorted({cell.egress_region for cell in cells})


def regions_asserted(claim: Claim, cells: Sequence[Cell]) -> str:
    """Egress regions beside those that the claim is asserted for."""
    tested, asserted = regions(cells), claim.scope.egress_regions
    if not asserted:
        countries = "1 country" if len(tested) == 1 else f"{len(tested)} countries"
        return f"{all_of(tested)} (asserted worldwide, tested in {countries})"
    if len(tested) == len(asserted):
        return (
            f"all {len(tested)} asserted regions ({', '.join(tested)})"
            if tested[1:]
            else f"{tested[0]} (the region asserted)"
        )
    return f"{len(tested)} of {len(asserted)} asserted regions ({', '.join(tested)})"


def product_versions(product: str, cells: Sequence[Cell]) -> str:
    """The product with every version that was run."""
    return f"{product} {all_of(sorted({cell.subject_version for cell in cells}))}"


def conditions(cells: Sequence[Cell], *more: str) -> str:
    """Under which settings, accounts and the like, in brackets.

    Args:
        cells: At least one.
        more: Put behind them.
    """
    told = [
        f"{one if len(values) == 1 else many} {all_of(values)}"
        for one, many, value in _CONDITIONS
        for values in [sorted({value(cell) for cell in cells})]
    ]
    return f"[{'; '.join([*told, *_ip_versions(cells), *_interference(cells), *more])}]"


def _ip_versions(cells: Sequence[Cell]) -> Iterator[str]:
    """What was not offered everywhere; nothing where both versions were."""
    counts = {version: sum(version in cell.ip_versions for cell in cells) for version in _IP_VERSIONS}
    for version, other in (_IP_VERSIONS, _IP_VERSIONS[::-1]):
        if not counts[other] and counts[version]:
            yield f"IPv{version} only"
        elif 0 < counts[other] < len(cells):
            yield f"IPv{other} in {counts[other]} of {sessions(len(cells))}"


def _interference(cells: Sequence[Cell]) -> Iterator[str]:
    for kind in sorted({kind.value for cell in cells for kind in cell.interference}):
        count = sum(kind in {one.value for one in cell.interference} for cell in cells)
        where = "" if count == len(cells) else f" in {count} of {sessions(len(cells))}"
        yield f"under {kind.replace('_', ' ')}{where}"


def steps(rows: Sequence[Row]) -> str:
    """Kinds of steps that took place and that the claim is asserted for, in the order that they were done in.

    Args:
        rows: MATRIX rows of the cells.

    Returns:
        With "during" before them; empty where none did.
    """
    done = [
        (place, step["kind"], number, step["shown"])
        for number, row in enumerate(rows)
        for place, step in enumerate(row["steps"])
        if step["asked"] and step["shown"] in EXERCISED
    ]
    first = {
        kind: min(place for place, one, *_ in done if one == kind) for kind in {kind for _, kind, *_ in done}
    }
    told = []
    for kind in sorted(first, key=lambda kind: (first[kind], kind)):
        there = {number for _, one, number, _ in done if one == kind}
        by_word = {number for _, one, number, shown in done if one == kind and shown == STATED}
        told.append(kind + _in_part(len(there), len(by_word), len(rows)))
    return f" during {all_of(told)}" if told else ""


def _in_part(there: int, by_word: int, cells: int) -> str:
    """Where a step did not take place in every cell, or somebody's word alone says so."""
    where = f"in {there} of {sessions(cells)}" if there < cells else ""
    stated = "as stated, not shown" if by_word else ""
    if 0 < by_word < there:
        stated = f"{stated} in {by_word}"
    told = ", ".join(part for part in (where, stated) if part)
    return f" ({told})" if told else ""


def measured(cells: Sequence[Cell], rows: Sequence[Row]) -> str:
    """How long, in how many sessions, and with which loss.

    Args:
        cells: Cells that were run.
        rows: Their MATRIX rows.
    """
    losses = [row["loss_ratio"] for row in rows]
    known = [loss for loss in losses if loss is not None]
    loss = f"{percent_up(max(known))} loss" if len(known) == len(losses) else "loss not known"
    apart = "" if every_combination(cells) else f" {NOT_EVERY},"
    return f"{cut_duration(sum(row['captured_ns'] for row in rows))} in {sessions(len(cells))},{apart} {loss}"


def every_combination(cells: Sequence[Cell]) -> bool:
    """Whether every value that the words list was tested with every other."""
    points = {
        (cell.egress_region, cell.subject_version, *(value(cell) for _, _, value in _CONDITIONS))
        for cell in cells
    }
    return len(points) == prod(len(set(values)) for values in zip(*points, strict=True))


def sessions(count: int) -> str:
    """``1 session``, ``2 sessions``."""
    return f"{count} session" if count == 1 else f"{count} sessions"
