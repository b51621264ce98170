"""Verdicts: what may be said about a claim, and how verdicts combine.

The five values and their precedence are those of conformance testing (ISO/IEC 9646,
TTCN-3): none < pass < inconc < fail < error. Combining is "the worst wins", so the order
of cells can never change a result.

FAIL and PASS need different proof, and a ``Judgement`` without its own cannot be built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """Ordered by precedence; public by name."""

    NONE = 0
    """Nothing was tested."""
    PASS = 1
    """No witness, and coverage reached the claim's floor with nothing open that could hide one."""
    INCONCLUSIVE = 2
    """No witness, but something could hide one. Not a weak PASS."""
    FAIL = 3
    """At least one witness contradicts the claim."""
    ERROR = 4
    """The harness or its input broke; says nothing about the product."""


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Combine verdicts; the empty set is NONE, never PASS.

    >>> worst([Verdict.PASS, Verdict.INCONCLUSIVE]).name
    'INCONCLUSIVE'
    """
    return max(verdicts, default=Verdict.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One claim, judged for one cell or rolled up over several."""

    claim: str
    cell: str | None
    """None: rolled up."""
    verdict: Verdict
    witnesses: tuple[int, ...] = ()
    """Numbers of LEADS rows that contradict the claim; not empty for FAIL, allowed beside ERROR."""
    blind_spots: tuple[int, ...] = ()
    """Numbers of BLIND_SPOTS rows that block; not empty for INCONCLUSIVE."""
    coverage_ratio: float | None = None
    """Seen share of what the claim is about, 0..1; None: cannot be computed, which is not 0."""
    floor_ratio: float = 1.0
    """Least coverage for PASS."""
    under_interference: bool = False
    """FAIL whose witnesses were all seen while the harness changed what the product does."""

    def __post_init__(self) -> None:
        """Refuse a verdict without its proof.

        Raises:
            ValueError: It lacks it, or its proof says otherwise.
        """
        if self.verdict is Verdict.FAIL and not self.witnesses:
            raise ValueError(f"{self.claim}: FAIL without a witness")
        if self.witnesses and self.verdict not in (Verdict.FAIL, Verdict.ERROR):
            raise ValueError(f"{self.claim}: witnesses, yet {self.verdict.name}")
        if self.verdict is Verdict.PASS:
            self._refuse_unproved_pass()
        if self.verdict is Verdict.INCONCLUSIVE and not self.blind_spots:
            raise ValueError(f"{self.claim}: INCONCLUSIVE without what blocks it")
        if self.under_interference and not self.witnesses:
            raise ValueError(f"{self.claim}: interference is said of witnesses only")

    def _refuse_unproved_pass(self) -> None:
        if self.blind_spots:
            raise ValueError(f"{self.claim}: PASS with blind spots that block it")
        covered = self.coverage_ratio
        if covered is None or not 0 < covered <= 1 or not self.floor_ratio <= covered:
            raise ValueError(f"{self.claim}: PASS without coverage")
