"""Parts: a table in pieces, so that not all of its rows need be in memory at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import polars as pl

from harness.tables.content import UNDECODED
from harness.tables.frames import only
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.tls_sessions import TLS_SESSIONS


class Frames(Protocol):
    """Rows of one table; may be gone through any number of times, in the same order."""

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Frames that put together are the table, at least one; with ``columns``, these only."""
        ...


class Parts(Frames, Protocol):
    """Rows of a table that has ``flow_id``."""

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """The rows of some flows, in the table's order.

        Args:
            flow_ids: UInt64, each once, in order.
            columns: Those wanted, ``flow_id`` among them.
        """
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A table in one frame."""

    frame: pl.DataFrame

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Parts``."""
        yield self.frame if columns is None else only(self.frame, columns)

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """See ``Parts``."""
        return rows_of(only(self.frame, columns), flow_ids)


def rows_of(frame: pl.DataFrame, flow_ids: pl.Series) -> pl.DataFrame:
    """The rows of some flows, each of which is named once, in the frame's order."""
    if frame.is_empty() or flow_ids.is_empty():
        return frame.clear()
    return frame.filter(pl.col("flow_id").is_in(flow_ids.implode()))


def rows_between(frame: pl.DataFrame, flow_ids: pl.Series) -> pl.DataFrame:
    """The rows that may be of some flows: what is looked up part by part is not gone through whole each time.

    Args:
        frame: By ``flow_id``.
        flow_ids: In any order; nulls are no flows.
    """
    span = flow_ids.drop_nulls()
    if span.is_empty() or frame.is_empty():
        return frame.clear()
    known, numbers = frame["flow_id"].to_numpy(), span.to_numpy()
    start, end = np.searchsorted(known, numbers.min()), np.searchsorted(known, numbers.max(), "right")
    return frame.slice(int(start), int(end - start))


def some(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Those of some frames that have rows: what is done with each costs as much without."""
    return (frame for frame in frames if frame.height)


def batches(frames: Iterable[pl.DataFrame], rows: int = 16_384) -> Iterator[pl.DataFrame]:
    """Put frames together to some with about so many rows; at least one, if there is one.

    Each step on a frame has a fixed cost of its own, as high as that of a few thousand rows.
    """
    held: list[pl.DataFrame] = []
    for frame in frames:
        if held and sum(one.height for one in held) + frame.height > rows:
            yield pl.concat(held, rechunk=False)
            held = []
        held.append(frame)
    if held:
        yield pl.concat(held, rechunk=False)


def collect(parts: Frames) -> pl.DataFrame:
    """The whole table in memory."""
    return pl.concat(parts.frames(), rechunk=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two tables of one kind, the rows of the second behind those of the first."""

    first: Parts
    second: Parts

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Parts``."""
        yield from self.first.frames(columns)
        yield from some(self.second.frames(columns))

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """See ``Parts``."""
        both = [part.of_flows(flow_ids, columns) for part in (self.first, self.second)]
        return pl.concat(both, rechunk=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactParts:
    """The tables that hold only what packets show; each keeps to the table of its name."""

    flows: Parts
    handshakes: Parts
    round_trips: Parts
    names: Parts
    hellos: Parts
    dns_services: Parts
    protocols: Parts
    requests: Parts
    proxy_failures: Parts
    minutes: Parts | None
    """None where they were not asked for: there may be many more than flows."""
    tls_sessions: Parts = field(default_factory=lambda: Whole(TLS_SESSIONS.empty()))
    """Empty where there are no keys."""
    undecoded: Parts = field(default_factory=lambda: Whole(UNDECODED.empty()))
    """Empty where payloads were not searched."""
    mqtt_messages: Parts = field(default_factory=lambda: Whole(MQTT_MESSAGES.empty()))
