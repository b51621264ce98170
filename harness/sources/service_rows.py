"""ServiceRows: service facts of one capture, as they come; beyond a few they lie outside memory, as JSON.

Texts are printable ASCII (``harness.wire.text``). No table library is needed while a capture is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import polars as pl

from harness.model.facts import ServiceFact
from harness.sources.nameless_file import NamelessFile
from harness.tables.service_rows import SERVICE_ROWS

ROWS_AT_ONCE: Final = 4_096
"""Rows that are packed together; fewer stay in memory."""
_HOLDS: Final = "services beyond those in memory need about 120 octets each"


class ServiceRow(NamedTuple):
    """A service fact and where it was seen; fields as in SERVICE_ROWS."""

    mark: int
    side: int
    time_ns: int
    packet: int
    fact: ServiceFact


class ServiceRows:
    """A growing SERVICE_ROWS table; see ``harness.tables.parts.Frames``.

    Raises:
        HarnessError: From any method: the temporary file cannot be made, written or read.
    """

    def __init__(self) -> None:
        self._loose: list[ServiceRow] = []
        self._places: list[tuple[int, int]] = []
        """First octet and octets of what is packed together."""
        self._file: NamelessFile | None = None

    def append(self, row: ServiceRow) -> None:
        """Add one row at the end."""
        self._loose.append(row)
        if len(self._loose) < ROWS_AT_ONCE:
            return
        if self._file is None:
            self._file = NamelessFile(_HOLDS)
        packed = json.dumps([(*row[:-1], *row.fact) for row in self._loose]).encode()
        self._places.append((self._file.append(packed), len(packed)))
        self._loose = []

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Frames``."""
        for place, octets in self._places:
            if self._file is None:
                raise RuntimeError("nothing was written")
            yield _frame(json.loads(self._file.read(place, octets)), columns)
        if self._loose or not self._places:
            yield _frame([(*row[:-1], *row.fact) for row in self._loose], columns)


def _frame(rows: Sequence[Sequence[object]], columns: Sequence[str] | None) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=SERVICE_ROWS, orient="row")
    return frame if columns is None else frame.select(columns)
