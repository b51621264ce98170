"""Lists in sentences: the first few, and how many are left out."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice


def few(items: Collection[str], most: int = 4) -> str:
    """Join the first items, in their order.

    >>> few(["a", "b", "c"], most=1)
    'a and 2 more'
    """
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(islice(items, most))} and {len(items) - most:,} more"
