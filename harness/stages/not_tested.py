"""claim + cells that were run -> what it is asserted for beyond them, as short phrases.

The phrases stand behind "not tested:" in sentences and in MATRIX. What blocks PASS for it is told by
``harness.stages.blind_spots`` from the same gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType

from harness.model.claims import Claim
from harness.model.listing import few
from harness.model.scenario import Cell
from harness.stages.scoping import Gap, combinations, gaps

_VARIABLES = MappingProxyType(
    {
        "product": ("product", "products"),
        "egress.region": ("egress region", "egress regions"),
        "account.region": ("account region", "account regions"),
        "subject.version": ("version", "versions"),
        "settings": ("settings", "settings"),
        "consent": ("consent", "consent"),
    }
)
"""Words for one value and for several."""
_IP_VERSIONS = (4, 6)
_LISTED = 12


def not_tested(
    claim: Claim, planned: Sequence[Cell], run: Sequence[Cell], exercised: Collection[str], product: str
) -> tuple[str, ...]:
    """List what a claim is asserted for and cells do not test.

    Args:
        claim: Its scope.
        planned: Test cells of the choice in its scope, run or not.
        run: Those that were run.
        exercised: Kinds of steps that took place in at least one of them.
        product: Of the subject.

    Returns:
        Phrases; empty where all of it was tested.
    """
    return tuple(_phrases(claim, planned, run, exercised, product))


def missing_steps(claim: Claim, exercised: Collection[str]) -> tuple[str, ...]:
    """Kinds of steps that a claim is asserted for and that did not take place, as phrases; none where it is asserted for any."""
    missing = sorted(set(claim.scope.steps) - set(exercised))
    return (f"{'step' if len(missing) == 1 else 'steps'} {few(missing, _LISTED)}",) if missing else ()


def _phrases(
    claim: Claim, planned: Sequence[Cell], run: Sequence[Cell], exercised: Collection[str], product: str
) -> Iterator[str]:
    for gap in gaps(claim, run, product):
        yield _gap(gap)
    yield from missing_steps(claim, exercised)
    offered = {version for cell in run for version in cell.ip_versions}
    for version in _IP_VERSIONS if run else ():
        if version not in offered:
            yield f"IPv{version}"
    if left := combinations(claim, run):
        yield f"{left.missing} combinations of these values"
    if open_cells := sorted(cell.id for cell in planned if not cell.captures):
        yield f"planned and not run: {few(open_cells, _LISTED)}"


def _gap(gap: Gap) -> str:
    one, many = _VARIABLES[gap.variable]
    if not gap.missing:
        return f"any {'other ' if gap.tested else ''}{one}"
    return f"{one if len(gap.missing) == 1 else many} {few(sorted(gap.missing), _LISTED)}"
