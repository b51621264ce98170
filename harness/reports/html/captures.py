"""Captures -> what was read with its digest, how much could not be, and what the files say of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.terminal_captures import (
    format_words,
    links_words,
    packets_words,
    said,
    span_words,
    troubles,
)
from harness.reports.terminal_manifest import manifest_lines
from harness.reports.terminal_stations import station_lines
from harness.reports.units import counted
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

_TOLD = (("tool", "written by"), ("interfaces", "interfaces"), ("hardware", "hardware"), ("os", "system"))
"""What a file says of its making, in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One file."""

    path: str
    vantage: str
    digest: str
    facts: tuple[str, ...]
    said: tuple[str, ...]
    """In the file's own words."""
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one result."""

    opening: str
    captures: tuple[Capture, ...]
    notes: tuple[str, ...]
    passed: tuple[Statement, ...] = ()
    """Files found and not read."""
    stations: tuple[Statement, ...] = ()
    """Devices of known makers, in what was seen."""


def verification_captures(verification: Verification) -> View:
    """Captures of a scenario."""
    captures = verification.captures
    return View(opening=_opening(captures), captures=tuple(_captures(captures)), notes=verification.notes)


def analysis_captures(analysis: Analysis) -> View:
    """Captures of an analysis, and what of the files found was none."""
    return View(
        opening=_opening(analysis.captures),
        captures=tuple(_captures(analysis.captures)),
        notes=analysis.notes,
        passed=statements(manifest_lines(analysis.manifest, ANY_WIDTH, all_rows=True)),
        stations=statements(station_lines(analysis.stations, ANY_WIDTH, all_rows=True)),
    )


def _opening(captures: pl.DataFrame) -> str:
    files = counted(captures.height, "capture")
    return f"{files}, {counted(int(captures['packets'].sum()), 'packet')}; digests are of the very octets that were read."


def _captures(captures: pl.DataFrame) -> Iterator[Capture]:
    for row in captures.iter_rows(named=True):
        yield Capture(
            path=row["path"],
            vantage=row["vantage"],
            digest=f"sha256 {row['sha256']}" if row["sha256"] else "no digest: it was not read to its end",
            facts=tuple(_facts(row)),
            said=tuple(_said(row)),
            troubles=tuple(troubles(row)),
        )


def _facts(row: dict[str, Any]) -> Iterator[str]:
    yield span_words(row)
    yield f"{packets_words(row)}; {counted(row['octets'], 'octet')}"
    yield f"{format_words(row)}, {links_words(row)}"
    yield "dropped packets: " + ("not told" if row["drops"] is None else f"{row['drops']:,}")


def _said(row: dict[str, Any]) -> Iterator[str]:
    yield from (f"{label}: {row[column]}" for column, label in _TOLD if row[column])
    yield from said(row)
