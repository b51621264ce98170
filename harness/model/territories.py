"""Codes of ISO 3166-1 that sources show as parts of another country: the embedded borders, and lists of addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

PART_OF: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("GF", "GP", "MQ", "RE", "YT"), "FR"),
        **dict.fromkeys(("BV", "SJ"), "NO"),
        "BQ": "NL",
        "TK": "NZ",
    }
)
"""Code to the country that it is shown with (Natural Earth, countries at 1:10,000,000)."""
MISTAKEN_FOR_CN: Final = frozenset({"HK", "MO", "TW"})
"""Countries of their own here that some sources write as parts of CN (ISO 3166-2: CN-HK, CN-MO, CN-TW; decision 0021)."""


def whole_of(code: str) -> str:
    """The country that a code is shown with.

    >>> whole_of("GF"), whole_of("DE")
    ('FR', 'DE')
    """
    return PART_OF.get(code, code)


def told_apart(codes: Iterable[str]) -> frozenset[str]:
    """Countries that borders can tell apart.

    >>> sorted(told_apart(["FR", "GF", "DE"]))
    ['DE', 'FR']
    """
    return frozenset(whole_of(code) for code in codes)
