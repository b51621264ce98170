"""``--country`` values: checked against ISO 3166-1, with the code that was probably meant."""

from __future__ import annotations

from harness.errors import UsageError
from harness.model.countries import COUNTRIES
from harness.model.country_names import NO_COUNTRY, is_country, meant_country


def country(text: str, option: str = "--country") -> str:
    """Bring a country to its ISO 3166-1 alpha-2 code in upper case.

    Args:
        text: As given.
        option: That it was given with; named in the fault.

    Raises:
        UsageError: It is no assigned code; says which was probably meant.

    >>> country("cn")
    'CN'
    """
    code = text.strip().upper()
    if is_country(code):
        return code
    raise UsageError(f"{option} {text!r}: {_hint(code, option)}")


def _hint(code: str, option: str) -> str:
    if code in NO_COUNTRY:
        return f"{NO_COUNTRY[code]} is no single country; give {option} once for each"
    if meant := meant_country(code):
        return f"the code for {COUNTRIES[meant]} is {meant}"
    return "no assigned ISO 3166-1 alpha-2 code; give two letters such as CN, US, DE"
