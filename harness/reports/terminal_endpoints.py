"""Endpoints -> the table, in one line each where the width allows, else in two or three.

A host name may lose its start, an operator its end; an address is always whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from harness.reports import concern
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.places import country_words, host_words, law_words, region_words, service_words, socket
from harness.reports.terminal_columns import wide_lines
from harness.reports.text import pad, tail
from harness.reports.units import counted, number, octets
from harness.tables.analysis import Analysis

_SHOWN = 25
"""Endpoints listed without ``all_rows``; the rest are counted."""
CONCERN_STYLES = {concern.WITNESS: Style.BAD, concern.POSSIBLE: Style.DOUBT, concern.CONTROL: Style.DOUBT}
_CONCERN, _NUMBER, _PACKETS = 12, 10, 9
"""Widths of the narrow layout's first and last columns, the gap included."""
_LEGEND = "Largest concern first. Up and down: transport payload, retransmissions included."


def endpoint_lines(analysis: Analysis, width: int, *, all_rows: bool) -> Iterator[Line]:
    """The table of endpoints; local ones in one line unless ``all_rows``."""
    rows = concern.by_concern(analysis)
    beyond = rows if all_rows else rows.filter(pl.col("scope") != "local")
    listed = beyond if all_rows else beyond.head(_SHOWN)
    several = analysis.endpoints["vantage"].n_unique() > 1
    yield heading(f"Endpoints: {number(beyond.height)}")
    yield from wrapped(_LEGEND, width, first="  ")
    if several:
        yield from wrapped("Each vantage point counts for itself: never add up their octets.", width, first="  ")
    yield from _table([_cells(row, several=several) for row in listed.iter_rows(named=True)], width)
    yield from _left_out(beyond.slice(listed.height), several=several)
    if not all_rows:
        yield from _local(rows.filter(pl.col("scope") == "local"), width, several=several)
    yield EMPTY


def _cells(row: dict[str, Any], *, several: bool) -> dict[str, Any]:
    """What each column shows of one endpoint; not yet escaped."""
    return {
        "style": CONCERN_STYLES.get(row["rank"], Style.PLAIN),
        "concern": row["concern"],
        "name": row["name"] or "(no name seen)",
        "address": socket(row["server_ip"], row["transport"], row["server_port"]),
        "country": country_words(row),
        "region": region_words(row),
        "service": service_words(row),
        "host": host_words(row),
        "law": law_words(row),
        "up": octets(row["payload_octets_up"]),
        "down": octets(row["payload_octets_down"]),
        "packets": number(row["packets_up"] + row["packets_down"]),
        "vantage": row["vantage"] if several else "",
    }


def _table(rows: Sequence[dict[str, Any]], width: int) -> Iterator[Line]:
    if not rows:
        return
    wide = wide_lines(rows, width)
    if wide is not None:
        yield from wide
        return
    yield ((_titles(width), Style.DIM),)
    for row in rows:
        yield from _narrow(row, width)


def _titles(width: int) -> str:
    title = pad("CONCERN", _CONCERN) + pad("NAME", _name_width(width))
    return title + pad("UP", _NUMBER, right=True) + pad("DOWN", _NUMBER, right=True) + pad("PACKETS", _PACKETS, right=True)


def _name_width(width: int) -> int:
    return width - _CONCERN - 2 * _NUMBER - _PACKETS


def _narrow(row: dict[str, Any], width: int) -> Iterator[Line]:
    room = _name_width(width)
    numbers = (row["up"], _NUMBER), (row["down"], _NUMBER), (row["packets"], _PACKETS)
    yield (
        (pad(row["concern"], _CONCERN), row["style"]),
        (pad(tail(row["name"], room), room), Style.PLAIN),
        ("".join(pad(text, columns, right=True) for text, columns in numbers), Style.PLAIN),
    )
    indent = " " * _CONCERN
    for text in _details(row):
        yield from wrapped(text, width, first=indent, rest=indent + "  ")


def _details(row: dict[str, Any]) -> Iterator[str]:
    where = f"{row['address']}  {row['country']}"
    where += f", {row['region']}" if row["region"] else ""
    yield where + (f", seen at {row['vantage']}" if row["vantage"] else "")
    whose = "; ".join(part for part in (row["service"], row["host"]) if part)
    law = ", ".join(row["law"])
    if whose or law:
        yield " | ".join(part for part in (whose, law) if part)


def _left_out(rows: pl.DataFrame, *, several: bool) -> Iterator[Line]:
    if rows.height:
        text = f"  ... and {counted(rows.height, 'more endpoint')}{_sums(rows, several=several)}"
        yield plain(f"{text}; --all lists every one")


def _sums(rows: pl.DataFrame, *, several: bool) -> str:
    """Octets of several vantage points are the same octets twice, so they are not added."""
    if several:
        return ""
    up, down = rows["payload_octets_up"].sum(), rows["payload_octets_down"].sum()
    return f" ({octets(int(up))} up, {octets(int(down))} down)"


def _local(rows: pl.DataFrame, width: int, *, several: bool) -> Iterator[Line]:
    if not rows.height:
        return
    kinds = rows.group_by("scope_kind").len().sort("len", "scope_kind", descending=[True, False])
    kind_words = ", ".join(f"{kind} {count}" for kind, count in kinds.iter_rows())
    text = f"Local, not listed: {counted(rows.height, 'endpoint')}: {kind_words}{_sums(rows, several=several)}; --all lists them"
    yield from wrapped(text, width, first="  ")
