"""Text of one value of an assurance in; the same, or the sentence that says how to mend it."""

from __future__ import annotations

import re

from harness.rules import scenario_values
from harness.rules.scenario_values import date_text, shown

_ROUGH = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_URL = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?(/[!-~]*)?")


def rough_date(text: str) -> str:
    """Check a year, a month or a day.

    >>> rough_date("2018-04")
    '2018-04'
    """
    if not _ROUGH.fullmatch(text):
        raise ValueError(f"{shown(text)} is no date: write it like 2018-04-25, 2018-04 or '2018'")
    try:
        date_text(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        raise ValueError(f"'{text}' does not exist: check the year, month and day") from None
    return text


def url(text: str) -> str:
    """Check an address of a page."""
    if _URL.fullmatch(text) and len(text) <= 500:
        return text
    raise ValueError(
        f"{shown(text)} is no address of a page: write it like https://news.example/page, or null"
    )


def country(text: str) -> str:
    """Check a country's code; there are no named groups here.

    >>> country("DE")
    'DE'
    """
    try:
        return scenario_values.country(text)
    except ValueError as fault:
        raise ValueError(str(fault).replace(", or use 'group'", "")) from None
