"""NameRows: name facts of one capture, packed as they come; beyond a few they lie outside memory.

Packed are numbers as an array and texts joined: a row of Python objects takes some 430 octets, packed about 80, and
no table library is needed while a capture is read. Texts are printable ASCII (``harness.wire.text``), so a line
feed can part them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harness.model.facts import NameFact
from harness.model.words import NameSource
from harness.sources.nameless_file import NamelessFile
from harness.tables.name_rows import NAME_ROWS, SOURCES

ROWS_AT_ONCE: Final = 4_096
"""Rows that are packed together; fewer stay in memory."""
_HOLDS: Final = "names beyond those in memory need about 80 octets each"
_CODES: Final = {source.value: code for code, source in enumerate(NameSource)}
_WORDS: Final = SOURCES.categories.cast(SOURCES)
_ASKED: Final = {None: 0, False: 1, True: 2}
_NO_TTL: Final = -1
_NUMBERS: Final = np.dtype(
    [
        ("mark", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("ttl_s", "i8"), ("side", "i1"), ("source", "u1"),
        ("asked", "u1"),
    ]
)  # fmt: skip


class NameRow(NamedTuple):
    """A name fact and where it was seen; fields as in NAME_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: NameFact


class _Place(NamedTuple):
    """Where packed rows lie in the file."""

    first: int
    rows: int
    name_octets: int
    address_octets: int


class NameRows:
    """A growing NAME_ROWS table; see ``harness.tables.parts.Frames``.

    Raises:
        HarnessError: From any method: the temporary file cannot be made, written or read.
    """

    def __init__(self) -> None:
        self._loose: list[NameRow] = []
        self._places: list[_Place] = []
        self._file: NamelessFile | None = None

    def append(self, row: NameRow) -> None:
        """Add one row at the end."""
        self._loose.append(row)
        if len(self._loose) >= ROWS_AT_ONCE:
            self._put_away()

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Frames``."""
        for packed in self._all():
            frame = _frame(*packed)
            yield frame if columns is None else frame.select(columns)

    def of_name(self, name: str) -> pl.DataFrame:
        """The rows of one name; only what may hold it is unpacked."""
        sought = name.encode()
        rows = (
            _frame(*packed).filter(pl.col("name") == name) for packed in self._all() if sought in packed[1]
        )
        return pl.concat([pl.DataFrame(schema=NAME_ROWS), *rows], rechunk=False)

    def _all(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Packed rows in order; at least one packing, which may hold none."""
        for place in self._places:
            yield self._read(place)
        if self._loose or not self._places:
            yield _packed(self._loose)

    def __iter__(self) -> Iterator[NameRow]:
        """Give the rows back as they were added."""
        for frame in self.frames():
            for mark, side, time_ns, packet, *fact in frame.iter_rows():
                yield NameRow(mark, side, time_ns, packet, NameFact(*fact))

    def __len__(self) -> int:
        """Rows added so far."""
        return sum(place.rows for place in self._places) + len(self._loose)

    def _put_away(self) -> None:
        rows, self._loose = self._loose, []
        if self._file is None:
            self._file = NamelessFile(_HOLDS)
        numbers, names, addresses = _packed(rows)
        place = self._file.append(numbers)
        self._file.append(names)
        self._file.append(addresses)
        self._places.append(_Place(place, len(rows), len(names), len(addresses)))

    def _read(self, place: _Place) -> tuple[bytes, bytes, bytes]:
        if self._file is None:
            raise RuntimeError("nothing was written")
        names = place.first + place.rows * _NUMBERS.itemsize
        return (
            self._file.read(place.first, names - place.first),
            self._file.read(names, place.name_octets),
            self._file.read(names + place.name_octets, place.address_octets),
        )


def _packed(rows: Sequence[NameRow]) -> tuple[bytes, bytes, bytes]:
    """Numbers, names and addresses of rows."""
    numbers = [
        (
            row.mark, row.time_ns, row.packet, _NO_TTL if row.fact.ttl_s is None else row.fact.ttl_s,
            row.side, _CODES[row.fact.source], _ASKED[row.fact.asked],
        )
        for row in rows
    ]  # fmt: skip
    names = "\n".join([row.fact.name for row in rows])
    addresses = "\n".join([row.fact.address or "" for row in rows])
    return np.array(numbers, dtype=_NUMBERS).tobytes(), names.encode(), addresses.encode()


def _frame(numbers: bytes, names: bytes, addresses: bytes) -> pl.DataFrame:
    """NAME_ROWS of packed rows."""
    packed = np.frombuffer(numbers, dtype=_NUMBERS)
    columns = {name: np.ascontiguousarray(packed[name]) for name in _NUMBERS.names or ()}
    texts = {"name": _texts(names, len(packed)), "address": _texts(addresses, len(packed))}
    told = pl.DataFrame({**columns, **texts})
    ttl_s, asked, address = pl.col("ttl_s"), pl.col("asked"), pl.col("address")
    return told.select(
        "mark",
        "side",
        "time_ns",
        pl.col("packet").cast(pl.UInt64),
        "name",
        pl.when(address != "").then(address),
        _WORDS.gather(packed["source"]).alias("source"),
        pl.when(ttl_s != _NO_TTL).then(ttl_s).cast(pl.UInt32).alias("ttl_s"),
        pl.when(asked > _ASKED[None]).then(asked == _ASKED[True]).alias("asked"),
    )


def _texts(joined: bytes, rows: int) -> pl.Series:
    return pl.Series(joined.decode().split("\n") if rows else [], dtype=pl.String)
