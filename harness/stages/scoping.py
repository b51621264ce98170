"""Which cells a claim is about, and what of its scope no cell covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import NamedTuple

from harness.model.claims import Claim
from harness.model.scenario import Cell, CellRole

_DIMENSIONS = (
    ("egress.region", "egress_regions", "egress_region"),
    ("account.region", "account_regions", "account_region"),
    ("subject.version", "subject_versions", "subject_version"),
    ("settings", "settings", "settings"),
)
"""Variable as shown, field of a claim's scope, field of a cell; a claim that bounds none of them is asserted for any value."""
_NARROWING = (("consent", "consents", "consent"),)
"""Likewise; a claim that does not bound them does not tell their values apart."""
_UNBOUNDED = frozenset(scope for _, scope, _ in _DIMENSIONS)
_EXAMPLES = 3
"""Combinations that were not tested and are named; there may be millions."""


class Gap(NamedTuple):
    """Values of one variable that a claim is asserted for and no cell tested."""

    variable: str
    """As in ``--only``, or ``product``."""
    missing: tuple[str, ...]
    """Empty: every value but those tested, as the claim is asserted for any."""
    tested: tuple[str, ...]
    """Sorted."""


class Combinations(NamedTuple):
    """Values that were each tested, but not with each other: two regions and two settings make four to test."""

    variables: tuple[str, ...]
    missing: int
    examples: tuple[tuple[str, ...], ...]
    """A few of them; there may be millions."""


def in_scope(claim: Claim, cell: Cell) -> bool:
    """Whether a test cell lies within what a claim is asserted for."""
    return cell.role is CellRole.TEST and all(
        not (wanted := getattr(claim.scope, scope)) or getattr(cell, field) in wanted
        for _, scope, field in (*_DIMENSIONS, *_NARROWING)
    )


def bounds(claim: Claim) -> dict[str, tuple[str, ...]]:
    """Fields of a cell that a claim lists values of, and the values."""
    return {
        field: tuple(wanted)
        for _, scope, field in (*_DIMENSIONS, *_NARROWING)
        if (wanted := getattr(claim.scope, scope))
    }


def gaps(claim: Claim, cells: Sequence[Cell], product: str) -> Iterator[Gap]:
    """What a claim is asserted for and these cells do not cover, variable by variable.

    Args:
        claim: Its scope lists values, or nothing for any value, which no list of cells covers.
        cells: Test cells in its scope that were run.
        product: Of the subject.
    """
    if others := tuple(one for one in claim.scope.products if one != product):
        yield Gap("product", others, (product,) if cells else ())
    for variable, scope, field in (*_DIMENSIONS, *_NARROWING):
        wanted = getattr(claim.scope, scope)
        tested = tuple(sorted({str(getattr(cell, field)) for cell in cells}))
        if not wanted and scope in _UNBOUNDED:
            yield Gap(variable, (), tested)
        elif missing := tuple(value for value in wanted if value not in tested):
            yield Gap(variable, missing, tested)


def combinations(claim: Claim, cells: Sequence[Cell]) -> Combinations | None:
    """Values that were not tested together; None where every combination of those tested was."""
    varied = [
        (name, field)
        for name, scope, field in (*_DIMENSIONS, *_NARROWING)
        if getattr(claim.scope, scope) and len({getattr(cell, field) for cell in cells}) > 1
    ]
    tested = {tuple(getattr(cell, field) for _, field in varied) for cell in cells}
    values = [sorted(set(column)) for column in zip(*tested, strict=True)]
    missing = prod(len(column) for column in values) - max(1, len(tested))
    if not missing:
        return None
    few = islice((one for one in product(*values) if one not in tested), _EXAMPLES)
    return Combinations(tuple(name for name, _ in varied), missing, tuple(few))


@dataclass(frozen=True, slots=True)
class Untested:
    """One thing that a claim is asserted for and no cell covers."""

    text: str
    """One sentence."""
    variable: str | None = None
    """``product``, or as in ``--only``; None: combinations of values that were each tested."""
    missing: tuple[str, ...] = ()
    """Values of the variable; empty with a variable: asserted for any value."""


def untested(claim: Claim, cells: Sequence[Cell], product: str) -> Iterator[Untested]:
    """What ``gaps`` and ``combinations`` find, each with a sentence; arguments as there."""
    for gap in gaps(claim, cells, product):
        if gap.missing:
            text = f"{gap.variable}: asserted for {', '.join(gap.missing)} too, which no cell tested."
        else:
            text = f"{gap.variable}: asserted for any value, tested for {', '.join(gap.tested) or 'none'}."
        yield Untested(text, gap.variable, gap.missing)
    if left := combinations(claim, cells):
        examples = ", ".join(" with ".join(one) for one in left.examples)
        more = ", and more" if left.missing > _EXAMPLES else ""
        names = ", ".join(left.variables)
        yield Untested(f"{names}: {left.missing} of their combinations were not tested: {examples}{more}.")
