"""Analysis -> the JSON document, in chunks of bytes.

Form: RFC 8259, pure ASCII, so that no name from the wire can act on a terminal or
trip an encoding; one row a line, so that line tools and diffs work on it. Rows have
the columns of ``harness.tables``, in order, nulls written out. Integers are exact:
readers that keep numbers as doubles lose those beyond 2^53 (none of the counts of a
real capture; nanosecond times do exceed it). The same analysis gives the same bytes:
nothing in it depends on the clock, the machine or the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import polars as pl

from harness import __version__
from harness.reports.json_text import items, member, part_rows
from harness.reports.redacted import redacted_member
from harness.tables.analysis import Analysis
from harness.tables.captures import made_by
from harness.tables.documents import (
    ANALYSIS_TABLES,
    OPENING_OF_ANALYSIS,
    PAYLOAD_TABLES,
    SCHEMA_VERSION,
)
from harness.tables.parts import Parts


def document(analysis: Analysis) -> Iterator[bytes]:
    """Write an analysis as one JSON document.

    Returns:
        Chunks of ASCII that make up the document, each of at most some megabytes.
    """
    yield OPENING_OF_ANALYSIS
    yield member("schema_version", SCHEMA_VERSION)
    yield member("tool", {"name": "harness", "version": __version__})
    if analysis.redacted is not None:
        yield member("redacted", redacted_member(analysis.redacted))
    yield member("parameters", _parameters(analysis))
    yield from items("interrupted", analysis.interrupted)
    yield from items("made_by", made_by(analysis.captures))
    for table in ANALYSIS_TABLES:
        yield from part_rows(table, _parts(analysis, table))
    for table in PAYLOAD_TABLES:
        if getattr(analysis, table) is not None:
            yield from part_rows(table, [getattr(analysis, table)])
    yield from items("answers", [asdict(answer) for answer in analysis.answers])
    yield from items("data_sources", [asdict(source) for source in analysis.data_sources])
    yield member("catalogue_sha256", analysis.catalogue_sha256)
    yield from items("matched_rules", [asdict(rule) for rule in analysis.matched_rules])
    yield from items("notes", analysis.notes)
    yield b"\n}\n"


def _parts(analysis: Analysis, table: str) -> Iterable[pl.DataFrame]:
    parts: Parts | None = getattr(analysis.facts, table, None)
    return [getattr(analysis, table)] if parts is None else parts.frames()


def _parameters(analysis: Analysis) -> dict[str, Any]:
    return {
        "devices": list(analysis.devices),
        "countries": [answer.country for answer in analysis.answers],
        "idle_timeout_s": analysis.idle_timeout_s,
        "hosts": [
            {"path": file.path, "sha256": file.sha256, "names": len(file.names), "pairs": file.names}
            for file in analysis.hosts
        ],
    }
