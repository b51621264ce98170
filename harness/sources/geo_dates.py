"""What is known of a file's date before it is read: from its address, or from the server."""

from __future__ import annotations

import re
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from harness.sources.geo_recipe import Dated

_MONTH: Final = re.compile(r"(?<!\d)(20\d\d-(?:0[1-9]|1[0-2]))(?!\d|-\d)")


class Stated(NamedTuple):
    """Date, its basis and version for the importer; None: it reads them from the file."""

    date: str | None = None
    basis: str | None = None
    version: str | None = None


def stated_date(dated: Dated, address: str, last_modified: str | None, today: date) -> Stated:
    """Date a file by what its recipe says of it.

    Args:
        dated: Where the date is told.
        address: Of the file; a month in its last segment is that of the edition, which begins with the month.
        last_modified: Of the server (RFC 9110 §8.8.2); None where it did not say.
        today: Day of fetching, UTC.

    >>> stated_date(Dated.NAME, "https://a.example/country-2026-11.mmdb.gz", None, date(2026, 11, 26))
    Stated(date='2026-11-01', basis='vendor_stated', version='2026-11')
    """
    if dated is Dated.NAME:
        found = _MONTH.search(address.rpartition("/")[2])
        return Stated() if found is None else Stated(f"{found[1]}-01", "vendor_stated", found[1])
    if dated is Dated.SERVER:
        day = _day(last_modified)
        return Stated(today.isoformat(), "none") if day is None else Stated(day.isoformat(), "file_epoch")
    return Stated()


def _day(last_modified: str | None) -> date | None:
    try:
        return parsedate_to_datetime(last_modified or "").astimezone(UTC).date()
    except (ValueError, TypeError, OverflowError):
        return None
