"""One stretch of octets -> where its octets lie in what it was unwrapped from.

A layer may join several runs of its parent (all base64 runs of a body are one layer), so that a body of ten thousand
short runs costs as much as one of a single long run. Between runs stand octets that no value can bridge.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

SEPARATOR: Final = b"\xff" * 32
"""Between joined runs: no text, not a number as IEEE 754 float, and longer than the gap in a pair of binary numbers."""


class Line(NamedTuple):
    """Where a line of a run begins."""

    characters: int
    """Of the run in front of it, line ends not counted."""
    outer: int
    """In the parent."""


class Run(NamedTuple):
    """A piece of a layer and where it comes from."""

    inner: int
    """Its first octet in the layer."""
    octets: int
    outer: int
    """In the parent: its first octet, or where the compressed stream begins."""
    same: bool = False
    """It stands in the parent just so."""
    lines: tuple[Line, ...] = ()
    """Of a run broken into lines: all but the first."""
    step: int = 1
    """How far one octet of it goes in the parent, where it is one of escapes."""


class Packed(NamedTuple):
    """A compressed stream that was unpacked to its end."""

    start: int
    begin: int
    """Behind its header, which may hold a name: what stands from here on is to be read in the layer unpacked from it."""
    end: int


class Piece(NamedTuple):
    """What a run of a layer holds."""

    outer: int
    """Its place there."""
    octets: bytes
    lines: tuple[Line, ...] = ()


class Rate(NamedTuple):
    """How far one octet inside goes in the parent, as a fraction."""

    outer: int
    inner: int


SAME: Final = Rate(1, 1)
STAYS: Final = Rate(0, 1)
"""Compressed: no octet inside has a place of its own."""


class Layer(NamedTuple):
    """Octets to be searched."""

    data: bytes
    coding: tuple[str, ...]
    """What was undone to come here, outermost first."""
    parent: Layer | None
    runs: tuple[Run, ...]
    """In order; of the outermost layer, one."""
    rate: Rate
    escapes_only: bool = False
    """Parts of the parent again, with escapes undone: their other octets were judged there."""
    packed: tuple[Packed, ...] = ()
    """Streams in it that have layers of their own; in order of place."""

    @property
    def depth(self) -> int:
        """How often something was undone."""
        return len(self.coding)


def outermost(data: bytes) -> Layer:
    """The layer of a body as it is."""
    return Layer(data, (), None, (Run(0, len(data), 0),), SAME)


def joined(parent: Layer, coding: str, pieces: list[Piece], rate: Rate) -> Layer:
    """Make one layer of decoded runs.

    Args:
        parent: What they lie in.
        coding: What was undone.
        pieces: In any order.
        rate: Of each.
    """
    runs: list[Run] = []
    at = 0
    for outer, octets, lines in pieces:
        runs.append(Run(at, len(octets), outer, lines=lines))
        at += len(octets) + len(SEPARATOR)
    data = SEPARATOR.join([piece.octets for piece in pieces])
    return Layer(data, (*parent.coding, coding), parent, tuple(runs), rate)


def run_of(layer: Layer, offset: int) -> Run:
    """The run that a place lies in, or stands behind."""
    return layer.runs[max(0, bisect_right(layer.runs, offset, key=_inner) - 1)]


def run_end(layer: Layer, offset: int) -> int:
    """Where what holds a place ends: its run, or the layer where runs are only pieces of a text."""
    if layer.escapes_only:
        return len(layer.data)
    run = run_of(layer, offset)
    return run.inner + run.octets


def offset_above(layer: Layer, offset: int) -> int:
    """Place of an octet of a layer in its parent; of the outermost layer the same."""
    run = run_of(layer, offset)
    passed = (offset - run.inner) * run.step * layer.rate.outer // layer.rate.inner
    line = bisect_right(run.lines, passed, key=_characters)
    if line:
        return run.lines[line - 1].outer + passed - run.lines[line - 1].characters
    return run.outer + passed


def outer_offset(layer: Layer, offset: int) -> int:
    """Place of an octet of a layer in the outermost one."""
    while layer.parent is not None:
        offset = offset_above(layer, offset)
        layer = layer.parent
    return offset


def is_new(layer: Layer, start: int, octets: int) -> bool:
    """Whether a stretch of a layer says more than the same place one layer up, and is no part of a compressed stream.

    Layers of undone escapes repeat what stands around the escapes; what holds none was found there. Where several kinds
    of escapes were undone, the stretch must hold some of each. What looks like an escape or a value in a stream that was
    unpacked is none.
    """
    if _is_packed(layer, start, octets):
        return False
    while layer.escapes_only and layer.parent is not None:
        first = max(0, bisect_right(layer.runs, start, key=_inner) - 1)
        last = max(0, bisect_right(layer.runs, start + max(octets, 1) - 1, key=_inner) - 1)
        if first == last and layer.runs[first].same:
            return False
        end = offset_above(layer, start + octets)
        start = offset_above(layer, start)
        layer, octets = layer.parent, max(0, end - start)
        if _is_packed(layer, start, octets) or _begins_packed(layer, start):
            return False
    return True


def _stream_at(layer: Layer, offset: int) -> Packed | None:
    """The stream that begins at or before a place."""
    at = bisect_right(layer.packed, offset, key=_start)
    return layer.packed[at - 1] if at else None


def _is_packed(layer: Layer, start: int, octets: int) -> bool:
    stream = _stream_at(layer, start)
    return stream is not None and stream.begin <= start and start + octets <= stream.end


def _begins_packed(layer: Layer, start: int) -> bool:
    """Whether a stretch begins where a stream does: it is that stream, changed by what looked like escapes in it."""
    stream = _stream_at(layer, start)
    return stream is not None and stream.start == start


def _inner(run: Run) -> int:
    return run.inner


def _characters(line: Line) -> int:
    return line.characters


def _start(stream: Packed) -> int:
    return stream.start
