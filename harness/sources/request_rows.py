"""RequestRows: requests in clear of one capture, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import RequestFact
from harness.sources.packed_rows import Form, PackedRows
from harness.tables.request_rows import REQUEST_ROWS

_COUNTS: Final = ("port", "query_octets", "request_octets", "status", "response_octets")
_TEXTS: Final = tuple(name for name in RequestFact._fields if name not in _COUNTS)
_NONE: Final = -1
_NUMBERS: Final = np.dtype(
    [("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("side", "i1"), *((name, "i8") for name in _COUNTS)]
)


class RequestRow(NamedTuple):
    """A request and where it was seen; fields as in REQUEST_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: RequestFact


class RequestRows(PackedRows[RequestRow]):
    """A growing REQUEST_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)


def _numbers_of(row: RequestRow) -> tuple[int, ...]:
    counts = (getattr(row.fact, name) for name in _COUNTS)
    return (
        row.mark,
        row.time_ns,
        row.packet,
        row.side,
        *[_NONE if count is None else count for count in counts],
    )


def _texts_of(row: RequestRow) -> tuple[str, ...]:
    return tuple([getattr(row.fact, name) or "" for name in _TEXTS])


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """REQUEST_ROWS of packed rows."""
    filled = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in _TEXTS]
    filled += [
        pl.when(pl.col(name) != _NONE).then(pl.col(name)).cast(REQUEST_ROWS[name]).alias(name)
        for name in _COUNTS
    ]
    return packed.with_columns(pl.col("packet").cast(pl.UInt64), *filled).select(REQUEST_ROWS.names())


_FORM: Final = Form(
    _NUMBERS,
    _TEXTS,
    _numbers_of,
    _texts_of,
    _table_of,
    "requests beyond those in memory need about 200 octets each",
)
