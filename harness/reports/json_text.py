"""JSON in pieces of bytes: members, tables and lists, one row a line, pure ASCII.

Form: RFC 8259. No name from the wire can act on a terminal or trip an encoding; line tools and
diffs work on it. Integers are exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

_ROWS = 2_000
"""Rows written at once: ten times as many raised the peak of a run by 90 MB and saved no time."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7e]")


def member(key: str, value: object) -> bytes:
    """One member, to follow another of the same object."""
    return f',\n"{key}": {dumps(value)}'.encode("ascii")


def rows(table: str, frame: pl.DataFrame) -> Iterator[bytes]:
    """One member that holds a table as a list of objects, a slice at a time; newlines stand only between rows."""
    yield from part_rows(table, [frame])


def part_rows(table: str, frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """As ``rows``, for a table in parts."""
    yield f',\n"{table}": ['.encode("ascii")
    separator, end = b"\n", b"]"
    for frame in frames:
        for part in frame.iter_slices(_ROWS):
            if part.height:
                lines = part.write_ndjson().rstrip("\n").replace("\n", ",\n")
                yield separator + _ascii(lines)
                separator, end = b",\n", b"\n]"
    yield end


def items(key: str, values: Sequence[dict[str, Any] | str]) -> Iterator[bytes]:
    """One member that holds a list, one value a line."""
    lines = ",".join("\n" + dumps(value) for value in values)
    yield f',\n"{key}": [{lines}{chr(10) if values else ""}]'.encode("ascii")


def _ascii(text: str) -> bytes:
    """Escape what is not printable ASCII; in JSON it can only stand inside a string."""
    if not text.isascii() or "\x7f" in text:
        text = _NOT_ASCII.sub(_escape, text)
    return text.encode("ascii")


def _escape(match: re.Match[str]) -> str:
    """RFC 8259 section 7: beyond the BMP as a surrogate pair."""
    units = match.group().encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def dumps(value: object) -> str:
    r"""Compact JSON; a lone surrogate, which no reader need accept, becomes the text ``\udcXX``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = _SURROGATE.sub(lambda match: f"\\\\u{ord(match.group()):04x}", text)
    return _ascii(text).decode("ascii")
