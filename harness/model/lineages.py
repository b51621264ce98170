"""Lineages of place data: sources that copy each other count as one vote.

A vote is worth something only where it was formed apart from the others. Registries,
WHOIS and RFC 8805 geofeeds are what holders of addresses say of themselves; a cloud's
published list is the same. Where a published list answers, the registry-and-geofeed
vote repeats it and is not counted a second time.

Blind spots: a vendor database may take in published lists without saying so; its vote
then counts as separate although it is not.
"""

from __future__ import annotations

from collections.abc import Iterable

PUBLISHED_LIST = "published-list"
"""A cloud's own list of its address ranges by region."""

REGISTRY_AND_GEOFEED = "registry-and-geofeed"
"""Delegations, WHOIS and geofeeds: the holder's own statement."""


def independent(lineages: Iterable[str]) -> frozenset[str]:
    """Lineages that count as separate votes.

    >>> sorted(independent(["published-list", "registry-and-geofeed", "db-ip"]))
    ['db-ip', 'published-list']
    """
    distinct = frozenset(lineages)
    if PUBLISHED_LIST in distinct:
        return distinct - {REGISTRY_AND_GEOFEED}
    return distinct
