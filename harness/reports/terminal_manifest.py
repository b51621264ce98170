"""Manifest -> what lay beside the captures and was not read, and why."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.reports.lines import EMPTY, Line, heading, plain, wrapped
from harness.reports.units import counted, number

_SHOWN = 12
"""Files listed without ``all_rows``; the rest are counted."""


def manifest_lines(manifest: pl.DataFrame, width: int, *, all_rows: bool) -> Iterator[Line]:
    """List the files that were not read; nothing where all were."""
    passed = manifest.filter(~pl.col("read"))
    if not passed.height:
        return
    yield heading(f"Not read: {number(passed.height)} of {counted(manifest.height, 'file')} found")
    rows = passed if all_rows else passed.head(_SHOWN)
    for path, why in rows.select("path", "why").iter_rows():
        yield from wrapped(f"{path}: {why}", width, first="  ", rest="    ")
    if left := passed.height - rows.height:
        yield plain(f"  ... and {counted(left, 'more file')}; --all lists every one")
    yield EMPTY
