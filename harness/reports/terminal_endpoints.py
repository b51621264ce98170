"""Endpoints -> the table, the largest concern first; local ones in one line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from harness.reports import concern
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.places import (
    distance_words,
    host_words,
    law_words,
    located_words,
    other_names_words,
    region_words,
    service_words,
    socket,
    spoken_words,
    support_words,
)
from harness.reports.terminal_columns import Cells, table_lines
from harness.reports.units import counted, number, octets
from harness.tables.analysis import Analysis

_SHOWN = 25
"""Endpoints listed without ``all_rows``; the rest are counted."""
_STYLES = {concern.WITNESS: Style.BAD, concern.POSSIBLE: Style.DOUBT, concern.CONTROL: Style.DOUBT}
_LEGEND = "Largest concern first. Up and down: transport payload, retransmissions included."


def endpoint_lines(analysis: Analysis, width: int, *, all_rows: bool) -> Iterator[Line]:
    """The table of endpoints; local ones in one line unless ``all_rows``."""
    rows = concern.by_concern(analysis)
    beyond = rows if all_rows else rows.filter(pl.col("scope") != "local")
    listed = beyond if all_rows else beyond.head(_SHOWN)
    several = analysis.endpoints["vantage"].n_unique() > 1
    support = partial(support_words, several_captures=analysis.captures.height > 1)
    yield heading(f"Endpoints: {number(beyond.height)}")
    yield from wrapped(_LEGEND, width, first="  ")
    if several:
        yield from wrapped(
            "Each vantage point counts for itself: never add up their octets.", width, first="  "
        )
    cells = [_cells(row, support(row), several=several) for row in listed.iter_rows(named=True)]
    yield from table_lines(cells, width)
    yield from _left_out(beyond.slice(listed.height), several=several)
    if not all_rows:
        yield from _local(rows.filter(pl.col("scope") == "local"), width, several=several)
    yield EMPTY


def _cells(row: dict[str, Any], support: str, *, several: bool) -> Cells:
    whose = "; ".join(part for part in (service_words(row), host_words(row), region_words(row)) if part)
    return Cells(
        style=_STYLES.get(row["rank"], Style.PLAIN),
        concern=row["concern"],
        name=row["name"] or "(no name seen)",
        address=socket(row["server_ip"], row["transport"], row["server_port"]),
        located=located_words(row),
        up=octets(row["payload_octets_up"]),
        down=octets(row["payload_octets_down"]),
        packets=number(row["packets_up"] + row["packets_down"]),
        vantage=row["vantage"] if several else "",
        words=tuple(
            part
            for part in (
                distance_words(row),
                support,
                other_names_words(row),
                spoken_words(row),
                whose,
                ", ".join(law_words(row)),
            )
            if part
        ),
    )


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
    words = ", ".join(f"{count} {kind}" for kind, count in kinds.iter_rows())
    text = f"Not listed: {counted(rows.height, 'local endpoint')}: {words}{_sums(rows, several=several)}"
    yield from wrapped(f"{text}; --all lists them", width, first="  ")
