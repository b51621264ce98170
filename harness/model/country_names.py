"""What somebody wrote for a country in; the ISO 3166-1 code that was probably meant out."""

from __future__ import annotations

from harness.model.countries import COUNTRIES, USER_ASSIGNED

_MEANT = {"UK": "GB", "EL": "GR"}
"""Codes that other lists use (exceptionally reserved, European Union)."""
NO_COUNTRY = {"EU": "the European Union", "AP": "the Asia-Pacific region", "ASIA": "Asia", "EUROPE": "Europe"}
"""What is often written for a country and is none."""


def is_country(code: str) -> bool:
    """Whether this is an assigned alpha-2 code in upper case, or XK."""
    return code in COUNTRIES or code in USER_ASSIGNED


def meant_country(text: str) -> str | None:
    """The code that was probably meant: by another list's code, or by the country's name or its beginning.

    >>> meant_country("UK"), meant_country("china"), meant_country("guinea")
    ('GB', 'CN', 'GN')
    """
    wanted = text.strip().upper()
    if wanted in _MEANT:
        return _MEANT[wanted]
    names = {name.upper(): code for code, name in COUNTRIES.items()}
    if wanted in names:
        return names[wanted]
    found = [code for name, code in names.items() if len(wanted) > 3 and name.startswith(wanted)]
    return found[0] if len(found) == 1 else None
