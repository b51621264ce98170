"""Roll-ups + gaps -> goals: the two verdicts of each claim, what blocks each, and what can become of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.blind_spots import BlindSpotKind
from harness.model.plans import Gap, Goal, Outlook, Rolled
from harness.model.verdicts import Judgement, Verdict
from harness.tables.verification import RollUp, Verification

_NOT_RUN = frozenset({BlindSpotKind.CELL_NOT_RUN.value, BlindSpotKind.SCOPE_NOT_TESTED.value})
_DECIDED = {
    Verdict.PASS: Outlook.PASSED,
    Verdict.FAIL: Outlook.REFUTED,
    Verdict.ERROR: Outlook.BROKEN,
}


def goals_of(verification: Verification, gaps: Sequence[Gap]) -> tuple[Goal, ...]:
    """Two for each claim.

    Args:
        verification: Judged over all cells.
        gaps: Of the blind spots that block what can move; without them nothing is held.
    """
    kinds = dict(verification.blind_spots.select("blind_spot_id", "kind").iter_rows())
    held = {gap.spot for gap in gaps if gap.act is None}
    return tuple(goal for rolled in verification.chosen for goal in _goals(rolled, kinds, held))


def _goals(rolled: RollUp, kinds: dict[int, str], held: set[int]) -> Iterator[Goal]:
    for name, judgement in (
        (Rolled.AS_TESTED, rolled.as_tested),
        (Rolled.AS_ASSERTED, rolled.as_asserted),
    ):
        spots = judgement.blind_spots
        none = judgement.verdict is Verdict.NONE
        if none:
            spots = tuple(spot for spot in rolled.as_asserted.blind_spots if kinds[spot] in _NOT_RUN)
        yield Goal(
            claim=rolled.claim,
            rolled=name,
            verdict=judgement.verdict,
            outlook=_outlook(judgement, spots, held),
            spots=spots,
            any_of=none,
            under_interference=judgement.under_interference,
        )


def _outlook(judgement: Judgement, spots: Sequence[int], held: set[int]) -> Outlook:
    if judgement.verdict in _DECIDED:
        return _DECIDED[judgement.verdict]
    if judgement.verdict is Verdict.NONE:
        return Outlook.HELD if set(spots) <= held else Outlook.OPEN
    return Outlook.HELD if set(spots) & held else Outlook.OPEN
