"""HelloRows: ClientHellos of one capture, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import HelloFact
from harness.model.words import HelloTransport
from harness.sources.packed_rows import Form, PackedRows, apart, joined
from harness.tables.hello_rows import TRANSPORTS

_CODES: Final = {transport.value: code for code, transport in enumerate(HelloTransport)}
_WORDS: Final = TRANSPORTS.categories.cast(TRANSPORTS)
_NONE: Final = -1
_NUMBERS: Final = np.dtype(
    [
        ("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("ech_type", "i2"), ("ech_config_id", "i2"),
        ("side", "i1"), ("transport", "u1"), ("ech", "u1"), ("complete", "u1"),
    ]
)  # fmt: skip


class HelloRow(NamedTuple):
    """A ClientHello and where it was seen; fields as in HELLO_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: HelloFact


class HelloRows(PackedRows[HelloRow]):
    """A growing HELLO_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)

    def __iter__(self) -> Iterator[HelloRow]:
        """Give the rows back as they were added."""
        for frame in self.filled():
            for mark, side, time_ns, packet, transport, sni, alpn, versions, *fact in frame.iter_rows():
                lists = tuple(alpn), tuple(versions)
                yield HelloRow(mark, side, time_ns, packet, HelloFact(transport, sni, *lists, *fact))


def _numbers_of(row: HelloRow) -> tuple[int, ...]:
    fact = row.fact
    return (
        row.mark, row.time_ns, row.packet, _NONE if fact.ech_type is None else fact.ech_type,
        _NONE if fact.ech_config_id is None else fact.ech_config_id, row.side, _CODES[fact.transport], fact.ech,
        fact.complete,
    )  # fmt: skip


def _texts_of(row: HelloRow) -> tuple[str, ...]:
    fact = row.fact
    return fact.sni or "", joined(fact.alpn), joined(fact.versions), fact.ja4 or "", fact.random


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """HELLO_ROWS of packed rows."""
    texts = {name: pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("sni", "ja4")}
    octets = {
        name: pl.when(pl.col(name) != _NONE).then(pl.col(name)).cast(pl.UInt8)
        for name in ("ech_type", "ech_config_id")
    }
    return packed.select(
        "mark",
        "side",
        "time_ns",
        pl.col("packet").cast(pl.UInt64),
        _WORDS.gather(packed["transport"]).alias("transport"),
        texts["sni"].alias("sni"),
        apart("alpn"),
        apart("versions"),
        pl.col("ech").cast(pl.Boolean),
        octets["ech_type"].alias("ech_type"),
        octets["ech_config_id"].alias("ech_config_id"),
        texts["ja4"].alias("ja4"),
        pl.col("complete").cast(pl.Boolean),
        "random",
    )


_FORM: Final = Form(
    _NUMBERS,
    ("sni", "alpn", "versions", "ja4", "random"),
    _numbers_of,
    _texts_of,
    _table_of,
    "ClientHellos beyond those in memory need about 200 octets each",
)
