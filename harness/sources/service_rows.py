"""ServiceRows: service facts of one capture, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import ServiceFact
from harness.sources.packed_rows import Form, PackedRows, apart, joined

_NUMBERS: Final = np.dtype(
    [
        ("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("ttl_s", "u4"), ("priority", "u2"), ("side", "i1"),
        ("ech", "u1"),
    ]
)  # fmt: skip


class ServiceRow(NamedTuple):
    """A service fact and where it was seen; fields as in SERVICE_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: ServiceFact


class ServiceRows(PackedRows[ServiceRow]):
    """A growing SERVICE_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)


def _numbers_of(row: ServiceRow) -> tuple[int, ...]:
    fact = row.fact
    return row.mark, row.time_ns, row.packet, fact.ttl_s, fact.priority, row.side, fact.ech


def _texts_of(row: ServiceRow) -> tuple[str, ...]:
    fact = row.fact
    ids = joined([str(number) for number in fact.ech_config_ids])
    return fact.owner, fact.target, joined(fact.alpn), ids, joined(fact.ech_public_names)


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """SERVICE_ROWS of packed rows."""
    return packed.select(
        *("mark", "side", "time_ns"),
        pl.col("packet").cast(pl.UInt64),
        *("owner", "target", "priority"),
        apart("alpn"),
        pl.col("ech").cast(pl.Boolean),
        "ttl_s",
        apart("ech_config_ids").cast(pl.List(pl.UInt8)),
        apart("ech_public_names"),
    )


_FORM: Final = Form(
    _NUMBERS,
    ("owner", "target", "alpn", "ech_config_ids", "ech_public_names"),
    _numbers_of,
    _texts_of,
    _table_of,
    "services beyond those in memory need about 100 octets each",
)
