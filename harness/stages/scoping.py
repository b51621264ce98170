"""Which cells a claim is about, and what of its scope no cell covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod

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


def in_scope(claim: Claim, cell: Cell) -> bool:
    """Whether a test cell lies within what a claim is asserted for."""
    return cell.role is CellRole.TEST and all(
        not (wanted := getattr(claim.scope, scope)) or getattr(cell, field) in wanted
        for _, scope, field in (*_DIMENSIONS, *_NARROWING)
    )


def untested(claim: Claim, cells: Sequence[Cell], product: str) -> Iterator[str]:
    """What a claim is asserted for and these cells do not cover, one sentence each.

    Args:
        claim: Its scope lists values, or nothing for any value, which no list of cells covers.
        cells: Test cells in its scope that were run.
        product: Of the subject.
    """
    if others := [one for one in claim.scope.products if one != product]:
        yield f"product: asserted for {', '.join(others)} too, which no cell tested."
    for variable, scope, field in (*_DIMENSIONS, *_NARROWING):
        wanted = getattr(claim.scope, scope)
        tested = sorted({str(getattr(cell, field)) for cell in cells})
        if not wanted and scope in _UNBOUNDED:
            yield f"{variable}: asserted for any value, tested for {', '.join(tested) or 'none'}."
        elif missing := [value for value in wanted if value not in tested]:
            yield f"{variable}: asserted for {', '.join(missing)} too, which no cell tested."
    yield from _untested_together(claim, cells)


def _untested_together(claim: Claim, cells: Sequence[Cell]) -> Iterator[str]:
    """Values that were each tested, but not with each other: two regions and two settings make four to test."""
    varied = [
        (name, field)
        for name, scope, field in (*_DIMENSIONS, *_NARROWING)
        if getattr(claim.scope, scope) and len({getattr(cell, field) for cell in cells}) > 1
    ]
    tested = {tuple(getattr(cell, field) for _, field in varied) for cell in cells}
    values = [sorted(set(column)) for column in zip(*tested, strict=True)]
    if missing := prod(len(column) for column in values) - max(1, len(tested)):
        names = ", ".join(name for name, _ in varied)
        few = islice((one for one in product(*values) if one not in tested), _EXAMPLES)
        examples = ", ".join(" with ".join(one) for one in few)
        yield f"{names}: {missing} of their combinations were not tested: {examples}{', and more' if missing > _EXAMPLES else ''}."
