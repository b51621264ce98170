"""Captures -> what was read, how much of it could not be, and where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.text import pieces
from harness.reports.units import counted, duration, moment, number

_SHOWN = 12
"""Captures listed without ``all_rows``; the rest are counted."""


_COMMENTS = 3
"""Comments shown of a capture."""


def capture_lines(captures: pl.DataFrame, width: int, *, all_rows: bool) -> Iterator[Line]:
    """List the captures, each with its packets, time span and damage."""
    yield heading(f"Captures: {number(captures.height)}")
    rows = captures if all_rows else captures.head(_SHOWN)
    for row in rows.iter_rows(named=True):
        yield from _capture(row, width)
    if left := captures.height - rows.height:
        yield plain(f"  ... and {counted(left, 'more capture')}; --all lists every one")
    yield EMPTY


def _capture(row: dict[str, Any], width: int) -> Iterator[Line]:
    yield from (plain(f"  {piece}") for piece in pieces(row["path"], width - 2))
    yield from wrapped(f"seen at {row['vantage']}", width, first="    ")
    yield from wrapped(span_words(row), width, first="    ")
    yield from wrapped(f"{packets_words(row)}; {format_words(row)}, {links_words(row)}", width, first="    ")
    for text in said(row):
        yield from wrapped(text, width, first="    ")
    for text in troubles(row):
        yield from wrapped(text, width, first="    ", style=Style.DOUBT)


def said(row: dict[str, Any]) -> Iterator[str]:
    """What the file says of how it came about; its own words, which anybody can write."""
    if row["made_by"] is not None:
        yield f"SYNTHETIC: made up by {row['made_by']}"
    if row["filter"] is not None:
        yield f"captured with the filter: {row['filter']}"
    for text in row["comments"][:_COMMENTS]:
        yield f"comment: {text}"
    if left := row["comments_total"] - len(row["comments"][:_COMMENTS]):
        yield f"{counted(left, 'more comment')}; --json lists the first 16"
    if row["other_blocks"]:
        blocks = ", ".join(f"{number(entry['blocks'])} of {entry['block']}" for entry in row["other_blocks"])
        yield f"blocks passed that hold no packet: {blocks}"


def format_words(row: dict[str, Any]) -> str:
    """Format, and how it is compressed."""
    form: str = row["format"]
    return form if row["compression"] is None else f"{form} in {row['compression']}"


def packets_words(row: dict[str, Any]) -> str:
    """How many there are, and how many of them were not read."""
    unread = row["unread_packets"]
    text = f"{counted(row['packets'], 'packet')}, {number(unread)} unread"
    if unread and row["packets"]:
        text += f" ({unread / row['packets']:.1%})"
    if row["no_ip_packets"]:
        text += f", {number(row['no_ip_packets'])} without IP"
    return text


def links_words(row: dict[str, Any]) -> str:
    """Link types."""
    return ", ".join(row["link_types"]) or "no link type"


def span_words(row: dict[str, Any]) -> str:
    """Times of the first and last packet, and what lies between."""
    first, last = row["first_ns"], row["last_ns"]
    if first is None or last is None:
        return "no packet has a time"
    return f"{moment(first)} to {moment(last)}, {duration(last - first)}"


def troubles(row: dict[str, Any]) -> Iterator[str]:
    """What could hide something, one sentence each, worst first."""
    if row["truncated"] or row["problem"] is not None:
        yield _damage(row)
    for reason in row["unread"]:
        yield f"UNREAD: {counted(reason['packets'], 'packet')}: {reason['reason']}; first is packet {reason['first_packet']}"
    if row["drops"]:
        yield f"LOST: the capturing system reports {counted(row['drops'], 'dropped packet')}"
    if row["set_back_ns"] is not None:
        yield (
            f"CLOCK SET: times go back by {duration(row['set_back_ns'])} at packet {number(row['set_back_packet'])}"
        )
    if row["cut_packets"]:
        yield f"CUT: {counted(row['cut_packets'], 'packet')} kept shorter than on the wire"
    if row["incomplete"]:
        yield (
            f"INCOMPLETE: {counted(row['incomplete'], 'datagram')} in fragments could not be put together, "
            f"{number(row['odd_fragments'])} of them contradict themselves"
        )
    if row["odd_options"]:
        yield f"ODD: {counted(row['odd_options'], 'statement')} of the file on its own making could not be read"
    if row["heads_cut"] or row["malformed_messages"]:
        yield (
            f"NAMES MAY BE MISSING: {counted(row['heads_cut'], 'message')} never completed, "
            f"{number(row['malformed_messages'])} could not be decoded"
        )


def _damage(row: dict[str, Any]) -> str:
    what = row["problem"] or "the file ends inside a record"
    if row["stopped_at"] is None:
        return f"DAMAGED: {what}"
    of = f"of {number(row['octets'])}" if row["compression"] is None else "of those inside"
    kind = "DAMAGED" if row["sha256"] is not None else "INTERRUPTED"
    return (
        f"{kind}: {what}; reading stopped at octet {number(row['stopped_at'])} {of}, what came before counts"
    )
