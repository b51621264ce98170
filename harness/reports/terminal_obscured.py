"""OBSCURED -> what hides names or content, one line for each kind, vantage point by vantage point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from harness.reports.lines import EMPTY, Line, heading, wrapped
from harness.reports.units import counted, octets

_WORDS: Final = {
    "no_name": "no name seen",
    "no_sni": "hello without a name (no SNI)",
    "ech": "encrypted hello (ECH) that may be real",
    "encrypted_dns": "names asked for in encrypted DNS",
    "httpdns": "names asked for over HTTP (HTTPDNS)",
    "malformed_hello": "hello cut or malformed",
    "opaque": "opaque: nothing in clear, no pattern",
    "tunnel": "tunnel or proxy",
    "undecoded": "content not decoded",
    "ca_not_accepted": "the proxy's certificate was not accepted",
    "pinned": "certificate pinned",
}


def obscured_lines(obscured: pl.DataFrame, width: int) -> Iterator[Line]:
    """Every kind that lies in some flow, with how much of the payload and which claims it blinds."""
    if obscured.is_empty():
        return
    several = obscured["vantage"].n_unique() > 1
    yield heading("What hides names or content")
    for row in obscured.iter_rows(named=True):
        yield from wrapped(_line(row, several=several), width, first="  - ", rest="    ")
    yield EMPTY


def _line(row: dict[str, Any], *, several: bool) -> str:
    where = f"{row['vantage']}: " if several else ""
    share = "" if row["octets_ratio"] is None else f", {_share(row['octets_ratio'])}"
    return (
        f"{where}{_WORDS[row['kind']]}: {counted(row['flows'], 'flow')} to {counted(row['endpoints'], 'endpoint')}, "
        f"{octets(row['payload_octets'])}{share}; blinds claims of {', '.join(row['blinds'])}"
    )


def _share(ratio: float) -> str:
    """Share of the payload in whole percent; neither none nor all where it is not.

    >>> _share(0.0), _share(0.004), _share(0.5), _share(0.999), _share(1.0)
    ('0 %', 'below 1 %', '50 %', 'above 99 %', '100 %')
    """
    percent = round(100 * ratio)
    if ratio > 0 and percent == 0:
        return "below 1 %"
    if ratio < 1 and percent == 100:
        return "above 99 %"
    return f"{percent} %"
