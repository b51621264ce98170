"""Reading captures from memory, and what of it must be equal however the octets came."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import FLOW
from harness.kernel.stored_rows import Chunks
from harness.sources.capture_reader import CaptureRead, read_capture

IDLE_S = 300
_HEADS = ("head_from", "head_to")


class Trickle:
    """A stream that gives a few octets at a time, as pipes and sockets do."""

    def __init__(self, octets: bytes, sizes: Sequence[int]) -> None:
        self._stream = io.BytesIO(octets)
        self._sizes = cycle(sizes)

    def readinto(self, buffer: memoryview, /) -> int:
        return self._stream.readinto(buffer[: next(self._sizes)])


def read(
    octets: bytes,
    *,
    sizes: Sequence[int] = (),
    idle_timeout_s: int = IDLE_S,
    sightings: bool = False,
    minutes: bool = False,
) -> CaptureRead:
    """Read a capture; with ``sizes``, by a stream that gives so many octets at a time."""
    raw = Trickle(octets, sizes) if sizes else io.BytesIO(octets)
    return read_capture(raw, "a.pcap", idle_timeout_s=idle_timeout_s, sightings=sightings, minutes=minutes)


def joined(chunks: Chunks) -> NDArray[np.void]:
    """Chunks of flow records as one array."""
    return np.concatenate([np.zeros(0, dtype=FLOW), *chunks])


def flow_rows(chunks: Chunks) -> list[dict[str, Any]]:
    """Flow records as plain values, without the scratch fields of open heads."""
    rows = joined(chunks)
    names = [name for name in FLOW.names or () if name not in _HEADS]
    return [{name: row[name].tolist() for name in names} for row in rows]


def outcome(result: CaptureRead) -> dict[str, Any]:
    """Everything that a reading gave, as plain values."""
    tally = result.tally
    return {
        "sha256": result.file.sha256,
        "octets": result.file.octets,
        "format": result.file.format,
        "counts": (tally.packets, tally.cut, tally.no_ip, tally.first_ns, tally.last_ns),
        "links": (tally.link_types, tally.unread),
        "end": (result.file.stopped_at, result.file.problem, result.file.drops),
        "flows": flow_rows(result.flows),
        "names": list(result.names),
        "hellos": list(result.hellos),
        "lost": (result.heads_cut, result.malformed),
        "sightings": result.sightings.tolist(),
    }


def names_of(result: CaptureRead) -> list[tuple[str, str]]:
    """(name, source) of each name observation, in order."""
    return [(row.fact.name, row.fact.source) for row in result.names]
