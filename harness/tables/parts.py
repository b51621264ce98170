"""Parts: a table in pieces, so that not all of its rows need be in memory at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl


class Parts(Protocol):
    """Rows of one table; may be gone through any number of times, in the same order."""

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Frames that put together are the table, at least one; with ``columns``, these only."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A table in one frame."""

    frame: pl.DataFrame

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Parts``."""
        yield self.frame if columns is None else self.frame.select(columns)


def collect(parts: Parts) -> pl.DataFrame:
    """The whole table in memory."""
    return pl.concat(parts.frames(), rechunk=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactParts:
    """The tables that hold only what packets show; each keeps to the table of its name."""

    flows: Parts
    handshakes: Parts
    round_trips: Parts
    names: Parts
    minutes: Parts | None
    """None where they were not asked for: there may be many more than flows."""
