"""Which cells a claim is about, and what of its scope no cell covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.claims import Claim
from harness.model.scenario import Cell, CellRole

_DIMENSIONS = (
    ("egress.region", "egress_regions", "egress_region"),
    ("account.region", "account_regions", "account_region"),
    ("subject.version", "subject_versions", "subject_version"),
    ("settings", "settings", "settings"),
)
"""Variable as shown, field of a claim's scope, field of a cell."""


def in_scope(claim: Claim, cell: Cell) -> bool:
    """Whether a test cell lies within what a claim is asserted for."""
    return cell.role is CellRole.TEST and all(
        not (wanted := getattr(claim.scope, scope)) or getattr(cell, field) in wanted
        for _, scope, field in _DIMENSIONS
    )


def untested(claim: Claim, cells: Sequence[Cell]) -> Iterator[str]:
    """What a claim is asserted for and these cells do not cover, one sentence each.

    Args:
        claim: Its scope lists values, or nothing for any value, which no list of cells covers.
        cells: Test cells in its scope that were run.
    """
    for variable, scope, field in _DIMENSIONS:
        wanted = getattr(claim.scope, scope)
        tested = sorted({str(getattr(cell, field)) for cell in cells})
        if not wanted:
            yield f"{variable}: asserted for any value, tested for {', '.join(tested) or 'none'}."
        elif missing := [value for value in wanted if value not in tested]:
            yield f"{variable}: asserted for {', '.join(missing)} too, which no cell tested."
