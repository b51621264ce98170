"""STATIONS -> devices of the local network whose maker the catalogue knows, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from harness.reports.lines import EMPTY, Line, heading, plain, wrapped
from harness.reports.units import counted

_MOST: Final = 8
_MOST_ADDRESSES: Final = 3


def station_lines(stations: pl.DataFrame, width: int, *, all_rows: bool = False) -> Iterator[Line]:
    """Devices of known makers; nothing where there are none."""
    known = stations.filter(pl.col("rule").is_not_null())
    if known.is_empty():
        return
    several = known["vantage"].n_unique() > 1
    yield heading("Devices of known makers, by MAC")
    shown = known if all_rows else known.head(_MOST)
    for row in shown.iter_rows(named=True):
        yield from wrapped(_line(row, several=several, all_rows=all_rows), width, first="  - ", rest="    ")
    if left := known.height - shown.height:
        yield plain(f"  ... and {counted(left, 'more device')}; --all lists every one")
    yield EMPTY


def _line(row: dict[str, Any], *, several: bool, all_rows: bool) -> str:
    where = f"{row['vantage']}: " if several else ""
    country = f", controlled from {row['control_country']}" if row["control_country"] else ""
    addresses = row["addresses"] if all_rows else row["addresses"][:_MOST_ADDRESSES]
    more = len(row["addresses"]) - len(addresses)
    own = f" at {', '.join(addresses)}" if addresses else ""
    rest = f" and {counted(more, 'address', 'addresses')} more" if more else ""
    return f"{where}{row['mac']}{own}{rest}: {row['operator']}{country} ({row['rule']})"
