"""What was found and what was read of it -> MANIFEST."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from harness.tables.manifest import MANIFEST
from harness.tables.schema import conform


def gather_manifest(found: Sequence[tuple[str, str, str | None]], keys: Sequence[str]) -> pl.DataFrame:
    """Make the table.

    Args:
        found: (path, argument, why it is not read) of each file; None: it was read.
        keys: Key in captures of each that was read, in their order.
    """
    read = iter(keys)
    rows = [
        {
            "path": path,
            "given": given,
            "read": why is None,
            "capture": next(read) if why is None else None,
            "why": why,
        }
        for path, given, why in found
    ]
    return conform(pl.DataFrame(rows, schema=MANIFEST.schema, orient="row"), MANIFEST)
