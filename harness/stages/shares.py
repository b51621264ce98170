"""Shares: how much of a whole was seen, and the least over vantage points; what COVERAGE is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple


class Share(NamedTuple):
    """Part of a whole; None: not known."""

    seen: float | None
    total: float | None

    @property
    def ratio(self) -> float | None:
        """None where it is not known or there was nothing to see."""
        if self.seen is None or not self.total:
            return None
        return self.seen / self.total


Measure = tuple[str, Share, str, bool]
"""Name, share, unit, whether it weighs."""

UNKNOWN: Final = Share(None, None)
NOTHING: Final = Share(0, 0)


def worst_share(shares: Sequence[Share]) -> Share:
    """The least share; not known where one is not, and nothing where there was nothing to see anywhere.

    >>> worst_share([Share(9, 10), Share(1, 2), Share(0, 0)])
    Share(seen=1, total=2)
    """
    if UNKNOWN in shares:
        return UNKNOWN
    ratios = [(share.ratio, share) for share in shares if share.ratio is not None]
    return min(ratios, key=lambda pair: pair[0])[1] if ratios else NOTHING
