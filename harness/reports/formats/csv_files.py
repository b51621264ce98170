"""Verifications or an analysis -> one CSV file for each table, and an index of them.

RFC 4180: a header, lines that end in CRLF, text in double quotes. UTF-8 without a mark. Text is quoted always, numbers never, and what is
null is nothing at all, so that null, ``""`` and 0 stay three things. Lists and groups of values are JSON in a cell. Columns are those of
``docs/tables.md``, in order; of verifications they stand behind the number of the result and its scenario's id.

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, quoted or not: such text, and text that begins with an
apostrophe, gets an apostrophe before it (``plain`` undoes it). Control characters, line breaks and tabs included, are escaped
visibly; the JSON document has the exact value.

Blind spots: floating-point numbers are the shortest text that reads back as the same number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.reports.json_text import dumps
from harness.reports.text import shown
from harness.tables.analysis import Analysis
from harness.tables.documents import ANALYSIS_TABLES, CONTRAST_TABLES, PAYLOAD_TABLES, VERIFICATION_TABLES
from harness.tables.verification import Verification

INDEX: Final = "harness-tables.csv"
"""Name of the file that lists the others; what tells a folder of ours from any other."""
INDEX_HEAD: Final = '"file","sha256","rows","row"\r\n'
"""What it opens with."""
_FORMULA = ("=", "+", "-", "@", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile:
    """One file to write."""

    name: str
    octets: bytes


def csv_files(verifications: Sequence[Verification]) -> list[CsvFile]:
    """Every table of the verifications, those of all in one file; the index last."""
    found: dict[str, list[pl.DataFrame]] = {}
    for number, one in enumerate(verifications, 1):
        for name in (*VERIFICATION_TABLES, *PAYLOAD_TABLES, *CONTRAST_TABLES):
            frame = getattr(one, name)
            if frame is not None:
                key = [
                    pl.lit(number, dtype=pl.UInt32).alias("result"),
                    pl.lit(one.scenario.id).alias("scenario"),
                ]
                found.setdefault(name, []).append(frame.select(*key, pl.all()))
    return _indexed({name: pl.concat(frames) for name, frames in found.items()})


def csv_files_of_analysis(analysis: Analysis) -> list[CsvFile]:
    """Every table of the analysis; the index last."""
    tables = {name: getattr(analysis, name) for name in (*ANALYSIS_TABLES, *PAYLOAD_TABLES)}
    return _indexed({name: frame for name, frame in tables.items() if frame is not None})


def _indexed(frames: Mapping[str, pl.DataFrame]) -> list[CsvFile]:
    declared = {**ANALYSIS_TABLES, **VERIFICATION_TABLES, **PAYLOAD_TABLES, **CONTRAST_TABLES}
    files, lines = [], [INDEX_HEAD]
    for name, frame in frames.items():
        octets = "".join(_lines(frame)).encode("utf-8")
        files.append(CsvFile(name=f"{name}.csv", octets=octets))
        digest = hashlib.sha256(octets).hexdigest()
        lines.append(_line((f"{name}.csv", digest, frame.height, declared[name].row)))
    return [*files, CsvFile(name=INDEX, octets="".join(lines).encode("utf-8"))]


def _lines(frame: pl.DataFrame) -> Iterator[str]:
    yield _line(frame.columns)
    yield from map(_line, frame.iter_rows())


def _line(values: Iterable[Any]) -> str:
    return ",".join(map(cell, values)) + "\r\n"


def cell(value: Any) -> str:
    """One value as it stands in a file.

    >>> print(cell("=1+1"), cell(-1), cell(True), [cell(None), cell("")])
    "'=1+1" -1 true ['', '""']
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return '"' + safe(value).replace('"', '""') + '"'
        case _:
            return '"' + safe(dumps(value)).replace('"', '""') + '"'


def safe(text: str) -> str:
    """Escape, and keep a spreadsheet from taking text for a formula."""
    visible = shown(text)
    return f"'{visible}" if visible.startswith(_FORMULA) else visible


def plain(text: str) -> str:
    """The visible text again, as a reader of the files gets it: without the apostrophe.

    >>> plain("'=1+1"), plain("a'b")
    ('=1+1', "a'b")
    """
    return text.removeprefix("'")
