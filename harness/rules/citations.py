"""A citation in; what in it fixes which edition is meant: a date, a version, a commit or a digest, or a numbered document.

``endpoints lint`` warns of rules without any: what such a source said cannot be looked up again.

Blind spots: text is read, nothing is fetched. A number that looks like a version may be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_EDITIONS: Final = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<date>(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)(?![\w.]*[\w])"
    r"|v?\d+(?:\.\d+)+"
    r"|RFC \d+|ISO(?:/IEC)? \d+"
    r"|sha256 [0-9a-f]{12,64}"
    r")|@(?:[0-9a-f]{7,40})\b"
)


def edition_of(citation: str) -> str | None:
    """What fixes the edition; None where nothing does.

    >>> edition_of("v2fly/domain-list-community:data/dji@c975ccef"), edition_of("Acme docs, undated, https://acme.example/")
    ('@c975ccef', None)
    """
    found = _EDITIONS.search(_without_addresses(citation))
    return found.group() if found else None


def dates_in(citations: Iterable[str]) -> list[str]:
    """Every date in some citations, each once, oldest first; a year or month stands for itself.

    >>> dates_in(["ASN.List@b29f6ae (2026-08-22, MIT)", "manual 2025"])
    ['2025', '2026-08-22']
    """
    return sorted(
        {
            found["date"]
            for text in citations
            for found in _EDITIONS.finditer(_without_addresses(text))
            if found["date"]
        }
    )


def _without_addresses(citation: str) -> str:
    """Numbers in a URL are parts of it, not dates."""
    return re.sub(r"https?://\S+", " ", citation)
