"""``--country`` values: checked against ISO 3166-1, with the code that was probably meant."""

from __future__ import annotations

from harness.errors import UsageError
from harness.model.countries import COUNTRIES, USER_ASSIGNED

_MEANT = {"UK": "GB", "EL": "GR"}
"""Codes that other lists use (exceptionally reserved, European Union)."""
_GROUPS = {"EU": "the European Union", "AP": "the Asia-Pacific region", "ASIA": "Asia", "EUROPE": "Europe"}


def country(text: str) -> str:
    """Bring a country to its ISO 3166-1 alpha-2 code in upper case.

    Raises:
        UsageError: It is no assigned code; says which was probably meant.

    >>> country("cn")
    'CN'
    """
    code = text.strip().upper()
    if code in COUNTRIES or code in USER_ASSIGNED:
        return code
    raise UsageError(f"--country {text!r}: {_hint(code)}")


def _hint(code: str) -> str:
    if code in _GROUPS:
        return f"{_GROUPS[code]} is no single country; give --country once for each"
    meant = _MEANT.get(code) or _named(code)
    if meant:
        return f"the code for {COUNTRIES[meant]} is {meant}"
    return "no assigned ISO 3166-1 alpha-2 code; give two letters such as CN, US, DE"


def _named(text: str) -> str | None:
    """The one country whose name is, or begins with, this text."""
    names = {name.upper(): code for code, name in COUNTRIES.items()}
    if text in names:
        return names[text]
    found = [code for name, code in names.items() if len(text) > 3 and name.startswith(text)]
    return found[0] if len(found) == 1 else None
