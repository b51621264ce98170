"""Differences from the ground truth that are understood, each with its reason.

An entry allows exactly one difference; one that no longer occurs fails the totals
test, so the list can only be true. docs/ground-truth.md is written from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.compare import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One understood difference."""

    fixture: str
    check: str
    subject: str
    reason: str

    def covers(self, difference: Difference) -> bool:
        """It is this difference."""
        return (self.fixture, self.check, self.subject) == (
            difference.fixture,
            difference.check,
            difference.subject,
        )


KNOWN: tuple[Known, ...] = ()


def unexplained(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Differences that no entry covers."""
    return tuple(d for d in differences if not any(known.covers(d) for known in KNOWN))


def stale(differences: tuple[Difference, ...]) -> tuple[Known, ...]:
    """Entries that no difference bears out any more."""
    return tuple(known for known in KNOWN if not any(known.covers(d) for d in differences))
