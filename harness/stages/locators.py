"""Locators' answers for one address in, its candidate countries and status out.

Definition: DESIGN section 6. What physics excludes takes no part; where it leaves one country only, that is the place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from harness.model.lineages import PUBLISHED_LIST, independent
from harness.model.territories import told_apart
from harness.model.words import PlaceStatus


@dataclass(frozen=True, slots=True)
class Vote:
    """One locator's answer."""

    source: str
    lineage: str
    country: str
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class Location:
    """What the votes come to."""

    status: PlaceStatus
    candidates: tuple[str, ...]
    """Every country that any locator names, sorted."""
    country: str | None
    """The country to show; None where it is open."""


def weigh(
    votes: Sequence[Vote],
    *,
    routed: bool | None,
    anycast: bool,
    excluded: Collection[str] = (),
    possible: Collection[str] | None = None,
) -> Location:
    """Say where an address can be and how well that is known; the order of votes never matters.

    Args:
        votes: At most one per source.
        routed: Whether the block is announced; None where no data cover it.
        anycast: Known to be announced from many places at once.
        excluded: Countries that physics excludes.
        possible: Countries that physics leaves; None where it says nothing.

    Returns:
        ANYCAST before all else, with the locators' answers kept as candidates though they
        describe one node at best. CONFIRMED where physics leaves one country, whatever locators say; REFUTED where it
        excludes every answer. An address that nobody announces is UNKNOWN whatever
        databases say, unless a cloud's own list, which is newer than the routing data,
        says that it is in use.

    >>> weigh([Vote("a", "x", "DE"), Vote("b", "y", "DE")], routed=True, anycast=False).status
    <PlaceStatus.AGREED: 'agreed'>
    """
    standing = [vote for vote in votes if vote.country not in excluded]
    candidates = tuple(sorted({vote.country for vote in standing}))
    published = next((vote.country for vote in standing if vote.lineage == PUBLISHED_LIST), None)
    if anycast:
        return Location(PlaceStatus.ANYCAST, candidates, None)
    if possible is not None and len(only := told_apart(possible)) == 1:
        return Location(PlaceStatus.CONFIRMED, tuple(only), *only)
    if votes and not standing:
        return Location(PlaceStatus.REFUTED, (), None)
    if not candidates or not (routed or published):
        return Location(PlaceStatus.UNKNOWN, candidates, None)
    if len(candidates) > 1:
        return Location(PlaceStatus.DISPUTED, candidates, published)
    agreed = len(independent(vote.lineage for vote in standing)) > 1
    return Location(PlaceStatus.AGREED if agreed else PlaceStatus.SINGLE, candidates, candidates[0])
