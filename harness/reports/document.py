"""Analysis -> the JSON document, in chunks of bytes.

Form: RFC 8259, pure ASCII, so that no name from the wire can act on a terminal or
trip an encoding; one row a line, so that line tools and diffs work on it. Rows have
the columns of ``harness.tables``, in order, nulls written out. Integers are exact:
readers that keep numbers as doubles lose those beyond 2^53 (none of the counts of a
real capture; nanosecond times do exceed it). The same analysis gives the same bytes:
nothing in it depends on the clock, the machine or the run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import polars as pl

from harness import __version__
from harness.reports.synthetic import made_by
from harness.tables.analysis import Analysis

SCHEMA = "harness-analysis"
SCHEMA_VERSION = 1
"""Raised when a field changes its meaning or goes away; new fields do not raise it."""
OPENING = f'{{\n"schema": "{SCHEMA}"'.encode()
"""First bytes of every document: how an earlier one is known from any other file."""
TABLES = ("captures", "flows", "handshakes", "names", "endpoints", "places", "classes")
_ROWS = 2_000
"""Rows written at once: ten times as many raised the peak of a run by 90 MB and saved no time."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7e]")


def document(analysis: Analysis) -> Iterator[bytes]:
    """Write an analysis as one JSON document.

    Returns:
        Chunks of ASCII that make up the document, each of at most some megabytes.
    """
    yield OPENING
    yield _member("schema_version", SCHEMA_VERSION)
    yield _member("tool", {"name": "harness", "version": __version__})
    yield _member("parameters", _parameters(analysis))
    yield from _list("made_by", made_by(analysis.captures))
    for table in TABLES:
        yield from _rows(table, getattr(analysis, table))
    yield from _list("answers", [asdict(answer) for answer in analysis.answers])
    yield from _list("data_sources", [asdict(source) for source in analysis.data_sources])
    yield _member("catalogue_sha256", analysis.catalogue_sha256)
    yield from _list("notes", analysis.notes)
    yield b"\n}\n"


def _parameters(analysis: Analysis) -> dict[str, Any]:
    return {
        "devices": list(analysis.devices),
        "countries": [answer.country for answer in analysis.answers],
        "idle_timeout_s": analysis.idle_timeout_s,
    }


def _member(key: str, value: object) -> bytes:
    return f',\n"{key}": {_dumps(value)}'.encode("ascii")


def _rows(table: str, frame: pl.DataFrame) -> Iterator[bytes]:
    """One table as a list of objects, a slice at a time; newlines stand only between rows."""
    yield f',\n"{table}": ['.encode("ascii")
    separator = b"\n"
    for part in frame.iter_slices(_ROWS):
        lines = part.write_ndjson().rstrip("\n").replace("\n", ",\n")
        yield separator + _ascii(lines)
        separator = b",\n"
    yield b"\n]" if frame.height else b"]"


def _list(key: str, items: list[dict[str, Any]] | tuple[str, ...]) -> Iterator[bytes]:
    lines = ",".join("\n" + _dumps(item) for item in items)
    yield f',\n"{key}": [{lines}{chr(10) if items else ""}]'.encode("ascii")


def _ascii(text: str) -> bytes:
    """Escape what is not printable ASCII; in JSON it can only stand inside a string."""
    if not text.isascii() or "\x7f" in text:
        text = _NOT_ASCII.sub(_escape, text)
    return text.encode("ascii")


def _escape(match: re.Match[str]) -> str:
    """RFC 8259 section 7: beyond the BMP as a surrogate pair."""
    units = match.group().encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _dumps(value: object) -> str:
    r"""Compact JSON; a lone surrogate, which no reader need accept, becomes the text ``\udcXX``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = _SURROGATE.sub(lambda match: f"\\\\u{ord(match.group()):04x}", text)
    return _ascii(text).decode("ascii")
