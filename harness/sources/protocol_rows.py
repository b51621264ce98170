"""ProtocolRows: protocol facts of one capture, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import ProtocolFact
from harness.sources.packed_rows import Form, PackedRows

_NUMBERS: Final = np.dtype(
    [("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("side", "i1"), ("detailed", "u1")]
)


class ProtocolRow(NamedTuple):
    """A protocol fact and where it was seen; fields as in PROTOCOL_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: ProtocolFact


class ProtocolRows(PackedRows[ProtocolRow]):
    """A growing PROTOCOL_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)

    def __iter__(self) -> Iterator[ProtocolRow]:
        """Give the rows back as they were added."""
        for frame in self.frames():
            for mark, side, time_ns, packet, *fact in frame.iter_rows():
                yield ProtocolRow(mark, side, time_ns, packet, ProtocolFact(*fact))


def _numbers_of(row: ProtocolRow) -> tuple[int, ...]:
    return row.mark, row.time_ns, row.packet, row.side, row.fact.key is not None


def _texts_of(row: ProtocolRow) -> tuple[str, ...]:
    return row.fact.protocol, row.fact.key or "", row.fact.value or ""


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """PROTOCOL_ROWS of packed rows."""
    detailed = pl.col("detailed") != 0
    return packed.select(
        *("mark", "side", "time_ns"),
        pl.col("packet").cast(pl.UInt64),
        "protocol",
        *(pl.when(detailed).then(pl.col(name)).alias(name) for name in ("key", "value")),
    )


_FORM: Final = Form(
    _NUMBERS,
    ("protocol", "key", "value"),
    _numbers_of,
    _texts_of,
    _table_of,
    "what protocols told beyond what is in memory needs about 60 octets a row",
)
