"""CONTENT and UNDECODED -> lines for a terminal: kinds and places, never values."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.reports.lines import EMPTY, Line, Style, heading, wrapped
from harness.reports.units import octets as octets_text

_MOST = 12
"""Rows of a list that are shown unless all are asked for."""
_READ_BY = {
    "clear": "in clear",
    "keylog": "in a session that keys opened",
    "proxy": "in what a proxy opened",
    "har": "in what its sender wrote down (HAR)",
    "zeek": "in a log",
}
_REASONS = {
    "tls": "TLS without keys",
    "quic": "QUIC without keys",
    "opaque": "looks random: encrypted by the application, or packed in an unknown way",
    "unknown_coding": "a content coding that is not undone here",
    "damaged": "packed, and damaged",
    "incomplete": "octets are missing",
    "too_large": "larger than is unpacked",
    "too_deep": "packed too often",
    "media": "pictures, sound or video",
    "encrypted_zip": "a ZIP file under a password",
}


def content_lines(
    content: pl.DataFrame | None, undecoded: pl.DataFrame | None, width: int, *, all_rows: bool
) -> Iterator[Line]:
    """What was found in payloads that could be read, and how much of them was not read; nothing where they were not searched."""
    if content is None or undecoded is None:
        return
    yield heading("What is in what was sent")
    yield from _found(content, width, all_rows=all_rows)
    yield from _not_read(undecoded, width)
    yield EMPTY


def _found(content: pl.DataFrame, width: int, *, all_rows: bool) -> Iterator[Line]:
    groups = (
        content.group_by("standing", "kind", "found_id", "encoding", "seen_by", "way", "vantage", "capture")
        .agg(values=pl.len(), packet=pl.col("packet").min())
        .sort(
            "standing",
            "way",
            "kind",
            "found_id",
            "packet",
            "seen_by",
            "vantage",
            "capture",
            "encoding",
            descending=[True, True, *[False] * 7],
            nulls_last=True,
        )
    )
    if not groups.height:
        yield from wrapped("Nothing was found in what could be read.", width, first="  ")
    kept = groups if all_rows else groups.head(_MOST)
    for row in kept.iter_rows(named=True):
        planted = row["standing"] == "witness"
        word = "PLANTED DATA" if planted else "lead"
        times = "" if row["values"] == 1 else f", {row['values']:,} times"
        text = (
            f"{word}: {row['kind']} ({row['found_id']}), sent {row['way'] or 'by an unknown side'} as "
            f"{row['encoding']} {_READ_BY[row['seen_by']]}{times}; first in packet {row['packet']:,} at {row['vantage']}"
        )
        yield from wrapped(
            text, width, first="  - ", rest="    ", style=Style.BAD if planted else Style.PLAIN
        )
    if groups.height > kept.height:
        yield from wrapped(
            f"... and {groups.height - kept.height:,} more (--all shows them).", width, first="  "
        )


def _not_read(undecoded: pl.DataFrame, width: int) -> Iterator[Line]:
    sums = (
        undecoded.group_by("reason")
        .agg(octets=pl.col("octets").sum(), ways=pl.len())
        .sort("octets", "reason", descending=[True, False])
    )
    for row in sums.iter_rows(named=True):
        ways = "1 direction of a flow" if row["ways"] == 1 else f"{row['ways']:,} directions of flows"
        text = f"Not read: {octets_text(row['octets'])} in {ways}: {_REASONS[row['reason']]}."
        yield from wrapped(text, width, first="  ", rest="    ")
