"""captures + data sources -> cells that place data are too far from in time.

Blocks of addresses change hands and place: of a vendor's answers, 0.5 % of addresses and 2 % of prefixes
change within three months (two releases of GeoLite2, June and September). Both directions count: data made long after a
capture say where an address is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import polars as pl

from harness.model.sources import LOCATING, NEAR_DAYS, DataSource
from harness.tables.captures import CAPTURES
from harness.tables.schema import conform


def stale_cells(
    captures: pl.DataFrame,
    data_sources: Iterable[DataSource],
    max_age_days: int,
    offsets: Mapping[str, int],
) -> frozenset[str]:
    """Cells with a packet that is more than so many days from the date of some locator.

    Args:
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        data_sources: What places rest on; only locators count.
        max_age_days: Greatest distance that is borne.
        offsets: Capture key to what is added to its times, ns.
    """
    dates = [date.fromisoformat(one.date) for one in data_sources if one.meaning in LOCATING]
    rows = conform(captures, CAPTURES).select("vantage", "capture", "first_ns", "last_ns").iter_rows()
    return frozenset(
        vantage.partition("/")[0]
        for vantage, capture, *times in rows
        if any(
            abs((day_of(time + offsets[capture]) - made).days) > max_age_days
            for time in times
            if time is not None
            for made in dates
        )
    )


def age_remarks(captures: pl.DataFrame, data_sources: Iterable[DataSource]) -> tuple[str, ...]:
    """What is to be said of place data that are far from the captures in time; nothing where none is.

    Args:
        captures: CAPTURES rows.
        data_sources: What places rest on; only locators count.
    """
    dates = [date.fromisoformat(one.date) for one in data_sources if one.meaning in LOCATING]
    seen = conform(captures, CAPTURES).select("first_ns", "last_ns")
    times = [time for row in seen.iter_rows() for time in row if time is not None]
    off = max((abs((day_of(time) - made).days) for time in times for made in dates), default=0)
    if off <= NEAR_DAYS:
        return ()
    far = f"Place data are up to {off:,} days older or newer than the captures, more than {NEAR_DAYS}"
    return (f"{far}: addresses may have moved meanwhile; what round trips exclude is excluded all the same.",)


def day_of(time_ns: int) -> date:
    """Day of a time, UTC; times outside what dates can hold are far from any data."""
    try:
        return datetime.fromtimestamp(time_ns // 10**9, UTC).date()
    except (OverflowError, ValueError, OSError):
        return date.min
