"""Aliases of one DNS message followed from a name on (RFC 1034 §3.6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MAX_ALIASES: Final = 64
"""Longest chain that is followed; resolvers stop at 8 to 16."""
ANY_TTL_S: Final = 0xFFFFFFFF
"""Least TTL of a chain without aliases."""


def chain(question: str, aliases: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    """Follow aliases from a question: name -> least TTL on the way to it, in order; a loop ends it.

    Args:
        question: Where to begin.
        aliases: Owner -> target, TTL.
    """
    found = {question: ANY_TTL_S}
    name, least_s = question, ANY_TTL_S
    while name in aliases and len(found) <= MAX_ALIASES:
        name, ttl_s = aliases[name]
        if name in found:
            break
        least_s = min(least_s, ttl_s)
        found[name] = least_s
    return found
