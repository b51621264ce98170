"""NameRows: name facts of one capture, packed as they come (``harness.sources.packed_rows``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import NameFact
from harness.model.words import CertificateRange, NameSource
from harness.sources.packed_rows import Form, PackedRows
from harness.tables.name_rows import NAME_ROWS, RANGES, SOURCES

_CODES: Final = {source.value: code for code, source in enumerate(NameSource)}
_WORDS: Final = SOURCES.categories.cast(SOURCES)
_RANGE_CODES: Final = {None: 0} | {word.value: code for code, word in enumerate(CertificateRange, 1)}
_RANGE_WORDS: Final = RANGES.categories.cast(RANGES)
_ASKED: Final = {None: 0, False: 1, True: 2}
_NO_TTL: Final = -1
_NUMBERS: Final = np.dtype(
    [
        ("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("ttl_s", "i8"), ("side", "i1"), ("source", "u1"),
        ("asked", "u1"), ("certificate", "u1"),
    ]
)  # fmt: skip


class NameRow(NamedTuple):
    """A name fact and where it was seen; fields as in NAME_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: NameFact


class NameRows(PackedRows[NameRow]):
    """A growing NAME_ROWS table."""

    def __init__(self) -> None:
        super().__init__(_FORM)

    def of_name(self, name: str) -> pl.DataFrame:
        """The rows of one name; only what may hold it is unpacked."""
        sought = name.encode()
        rows = (
            self._frame(packed).filter(pl.col("name") == name)
            for packed in self._all()
            if sought in packed[1]
        )
        return pl.concat([pl.DataFrame(schema=NAME_ROWS), *rows], rechunk=False)

    def __iter__(self) -> Iterator[NameRow]:
        """Give the rows back as they were added."""
        for frame in self.filled():
            for mark, side, time_ns, packet, *fact in frame.iter_rows():
                yield NameRow(mark, side, time_ns, packet, NameFact(*fact))


def _numbers_of(row: NameRow) -> tuple[int, ...]:
    fact = row.fact
    return (
        row.mark, row.time_ns, row.packet, _NO_TTL if fact.ttl_s is None else fact.ttl_s,
        row.side, _CODES[fact.source], _ASKED[fact.asked], _RANGE_CODES[fact.certificate],
    )  # fmt: skip


def _texts_of(row: NameRow) -> tuple[str, ...]:
    return row.fact.name, row.fact.address or ""


def _table_of(packed: pl.DataFrame) -> pl.DataFrame:
    """NAME_ROWS of packed rows."""
    ttl_s, asked, address = pl.col("ttl_s"), pl.col("asked"), pl.col("address")
    return packed.select(
        "mark",
        "side",
        "time_ns",
        pl.col("packet").cast(pl.UInt64),
        "name",
        pl.when(address != "").then(address),
        _WORDS.gather(packed["source"]).alias("source"),
        pl.when(ttl_s != _NO_TTL).then(ttl_s).cast(pl.UInt32).alias("ttl_s"),
        pl.when(asked > _ASKED[None]).then(asked == _ASKED[True]).alias("asked"),
        _words_of(packed["certificate"]).alias("certificate"),
    )


def _words_of(codes: pl.Series) -> pl.Series:
    """Ranges of certificates; null for code 0."""
    return _RANGE_WORDS.gather(codes.cast(pl.Int64).replace(0, None) - 1)


_FORM: Final = Form(
    _NUMBERS,
    ("name", "address"),
    _numbers_of,
    _texts_of,
    _table_of,
    "names beyond those in memory need about 80 octets each",
)
