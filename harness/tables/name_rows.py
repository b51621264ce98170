"""NameRows: name facts on their way from the reader to the NAMES table, packed.

A row of Python objects takes some 430 octets, packed about 80: numbers in arrays, texts
joined. Texts are printable ASCII (``harness.wire.text``), so a line feed can part them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.model.facts import NameFact
from harness.model.words import NameSource

CHUNK: Final = 8_192
"""Rows that are packed together."""
NO_TTL: Final = -1
_SOURCES: Final = tuple(source.value for source in NameSource)
_ASKED: Final = (None, False, True)
_NUMBERS: Final = np.dtype(
    [
        ("flow", "i8"), ("time_ns", "i8"), ("packet", "i8"), ("ttl_s", "i8"), ("side", "i1"), ("source", "i1"),
        ("asked", "i1"),
    ]
)  # fmt: skip


class NameRow(NamedTuple):
    """A name fact and where it was seen."""

    flow: int
    """Mark of the flow (``harness.kernel.gone``)."""
    side: int
    """Sender of the message: 0 for A, 1 for B."""
    time_ns: int
    packet: int
    fact: NameFact


@dataclass(frozen=True, slots=True, eq=False)
class NameChunk:
    """Some rows by column."""

    numbers: NDArray[np.void]
    """flow, time_ns, packet, ttl_s (NO_TTL: none), side, and indices of source and asked."""
    joined_names: str
    joined_addresses: str
    """Empty where the fact names no address."""

    @property
    def names(self) -> list[str]:
        """Name of each row."""
        return self.joined_names.split("\n")

    @property
    def addresses(self) -> list[str | None]:
        """Address of each row; None = the peer of the message's connection."""
        return [address or None for address in self.joined_addresses.split("\n")]

    @property
    def sources(self) -> list[str]:
        """NameSource value of each row."""
        return [_SOURCES[code] for code in self.numbers["source"].tolist()]

    @property
    def asked(self) -> list[bool | None]:
        """Whether the record answers a question; None where not DNS."""
        return [_ASKED[code] for code in self.numbers["asked"].tolist()]


class NameRows:
    """A growing sequence of NameRow, packed chunk by chunk."""

    def __init__(self) -> None:
        self._packed: list[NameChunk] = []
        self._loose: list[NameRow] = []

    def append(self, row: NameRow) -> None:
        """Add one row at the end."""
        self._loose.append(row)
        if len(self._loose) >= CHUNK:
            self._pack()

    def chunks(self) -> list[NameChunk]:
        """Every row, in order; no chunk is empty."""
        self._pack()
        return list(self._packed)

    def take_chunks(self) -> Iterator[NameChunk]:
        """Give every row away, in order; none is held once it was given."""
        self._pack()
        while self._packed:
            yield self._packed.pop(0)

    def __iter__(self) -> Iterator[NameRow]:
        """Give the rows back as they were added."""
        for chunk in self.chunks():
            texts = zip(chunk.names, chunk.addresses, chunk.sources, chunk.asked, strict=True)
            for numbers, (name, address, source, asked) in zip(chunk.numbers.tolist(), texts, strict=True):
                flow, time_ns, packet, ttl_s, side, _, _ = numbers
                fact = NameFact(name, address, source, None if ttl_s == NO_TTL else ttl_s, asked)
                yield NameRow(flow, side, time_ns, packet, fact)

    def __len__(self) -> int:
        """Rows added so far."""
        return sum(len(chunk.numbers) for chunk in self._packed) + len(self._loose)

    def __getitem__(self, index: int) -> NameRow:
        """One row; slow, for looking."""
        return list(self)[index]

    def _pack(self) -> None:
        rows, self._loose = self._loose, []
        if not rows:
            return
        numbers = [
            (
                row.flow,
                row.time_ns,
                row.packet,
                NO_TTL if row.fact.ttl_s is None else row.fact.ttl_s,
                row.side,
                _SOURCES.index(row.fact.source),
                _ASKED.index(row.fact.asked),
            )
            for row in rows
        ]
        self._packed.append(
            NameChunk(
                np.array(numbers, dtype=_NUMBERS),
                "\n".join(row.fact.name for row in rows),
                "\n".join(row.fact.address or "" for row in rows),
            )
        )
