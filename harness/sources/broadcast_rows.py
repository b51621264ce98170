"""BroadcastRows: protocol facts of frames in no flow, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import ProtocolFact
from harness.sources.packed_rows import Form, PackedRows

_NUMBERS: Final = np.dtype(
    [
        ("mac", "i8"),
        ("time_ns", "i8"),
        ("packet", "i8"),
        ("frames", "i8"),
        ("last_ns", "i8"),
        ("detailed", "u1"),
    ]
)


class BroadcastRow(NamedTuple):
    """A protocol fact and who said it when; fields as in BROADCAST_ROWS."""

    mac: int
    time_ns: int
    packet: int
    frames: int
    last_ns: int
    fact: ProtocolFact


class BroadcastRows(PackedRows[BroadcastRow]):
    """A growing BROADCAST_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)


def _numbers_of(row: BroadcastRow) -> tuple[int, ...]:
    return (*row[:5], row.fact.key is not None)


def _texts_of(row: BroadcastRow) -> tuple[str, ...]:
    return row.fact.protocol, row.fact.key or "", row.fact.value or ""


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """BROADCAST_ROWS of packed rows."""
    detailed = pl.col("detailed") != 0
    return packed.select(
        *("mac", "time_ns"),
        pl.col("packet", "frames").cast(pl.UInt64),
        *("last_ns", "protocol"),
        *(pl.when(detailed).then(pl.col(name)).alias(name) for name in ("key", "value")),
    )


_FORM: Final = Form(
    _NUMBERS,
    ("protocol", "key", "value"),
    _numbers_of,
    _texts_of,
    _table_of,
    "what was broadcast beyond what is in memory needs about 80 octets a row",
)
