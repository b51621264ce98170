"""captures + scenario -> when each vantage point of a cell was capturing, in true time.

Each edge of a file's window is taken from the firmest that tells it: the file itself
(pcapng interface statistics), then what the scenario states for it, then its packets with
``TOLERANCE_NS`` of quiet on either side. Times of the file and of packets are by the
capturing clock and get its offset; stated times are true times already. A window always
holds the file's own packets.

Decisions, each so that a window is never longer than it is known to be:

* A file that is cut or damaged ends at its last packet, whatever is said of its end.
* A file's own beginning that lies before the last packet of an earlier file of the same
  vantage point is that of the whole series (rotated files may repeat it); the file then
  begins at its first packet.

Blind spots: a capture that paused without ending its file looks like a quiet network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from harness.model.scenario import CaptureFile, Cell, Scenario
from harness.tables.captures import CAPTURES
from harness.tables.schema import conform

TOLERANCE_NS: Final = 5_000_000_000
"""Quiet before the first and after the last packet that is still taken for captured."""

Row = Mapping[str, Any]
Span = tuple[int, int]


class Window(NamedTuple):
    """When one file was being captured, true time."""

    from_ns: int
    to_ns: int
    capture: str


class Gap(NamedTuple):
    """A part of a step in which a vantage point was not capturing, true time."""

    vantage_point: str
    step: str
    from_ns: int
    to_ns: int


Windows = Mapping[tuple[str, str], Sequence[Window]]
"""Windows by cell and vantage point, in order of time; one entry for each that the cell lists."""


def capture_windows(captures: pl.DataFrame, scenario: Scenario, offsets: Mapping[str, int]) -> Windows:
    """Say when each vantage point of each cell was capturing.

    Args:
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        scenario: Cells with the files that they list.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        An entry for every vantage point that a cell lists files of, empty where none was read
        or nothing tells when.
    """
    rows = rows_by_place(captures)
    return {
        (cell.id, point): _windows(rows.get((cell.id, point), []), cell, offsets)
        for cell in scenario.cells
        for point in vantage_points(cell)
    }


def vantage_points(cell: Cell) -> tuple[str, ...]:
    """Vantage points that a cell lists files of, in their order."""
    return tuple(dict.fromkeys(file.vantage_point for file in cell.captures))


def rows_by_place(captures: pl.DataFrame) -> dict[tuple[str, str], list[Row]]:
    """CAPTURES rows by cell and vantage point."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in conform(captures, CAPTURES).iter_rows(named=True):
        cell, _, point = row["vantage"].partition("/")
        found.setdefault((cell, point), []).append(row)
    return found


def listed_file(row: Row, cell: Cell) -> CaptureFile | None:
    """The entry of the scenario that a CAPTURES row was read for: by hash where stated, else by path.

    The row's path ends with the path as listed; of several such entries the longest is meant.
    """
    by_hash = [file for file in cell.captures if file.sha256 is not None and file.sha256 == row["sha256"]]
    if by_hash:
        return by_hash[0]
    path = "/" + row["path"]
    by_path = [file for file in cell.captures if path.endswith("/" + file.path.removeprefix("./"))]
    return max(by_path, key=lambda file: len(file.path), default=None)


def uncovered(cell: Cell, windows: Windows) -> list[Gap]:
    """Parts of the cell's steps in which a vantage point that it lists was not capturing.

    Returns:
        Gaps by vantage point as listed, step as in the scenario, and time.
    """
    return [
        Gap(point, step.id, *gap)
        for point in vantage_points(cell)
        for step in cell.steps
        for gap in _without((step.from_ns, step.to_ns), windows[cell.id, point])
    ]


def captured_ns(cell: Cell, windows: Windows, kinds: Collection[str] = ()) -> tuple[int, int]:
    """Time of the cell's steps that its worst vantage point was capturing, and all of that time; time in two steps counts once.

    Args:
        cell: Lists at least one capture.
        windows: Of this cell at least.
        kinds: Kinds of the steps that count; empty: every step.
    """
    steps = [step for step in cell.steps if not kinds or step.kind in kinds]
    counted = {step.id for step in steps}
    total = _length((step.from_ns, step.to_ns) for step in steps)
    gaps = [gap for gap in uncovered(cell, windows) if gap.step in counted]
    missed = [
        _length((gap.from_ns, gap.to_ns) for gap in gaps if gap.vantage_point == point)
        for point in vantage_points(cell)
    ]
    return total - max(missed), total


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in union(spans))


def union(spans: Iterable[Span]) -> list[Span]:
    """Spans joined where they touch or overlap, in order of time.

    >>> union([(5, 9), (0, 3), (3, 4), (6, 7)])
    [(0, 4), (5, 9)]
    """
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(span: Span, windows: Sequence[Window]) -> list[Span]:
    gaps, at = [], span[0]
    for start, end in union((window.from_ns, window.to_ns) for window in windows):
        if at < min(start, span[1]):
            gaps.append((at, min(start, span[1])))
        at = max(at, end)
    return [*gaps, (at, span[1])] if at < span[1] else gaps


def _windows(rows: Sequence[Row], cell: Cell, offsets: Mapping[str, int]) -> tuple[Window, ...]:
    # Files without packets come first: nothing is known that could come before them.
    ordered = sorted(rows, key=lambda row: (_time(row, "first_ns", offsets) or 0, row["capture"]))
    found: list[Window] = []
    last_packet_ns: int | None = None
    for row in ordered:
        found += _window(row, listed_file(row, cell), offsets, last_packet_ns)
        last_ns = _time(row, "last_ns", offsets)
        last_packet_ns = max((time for time in (last_packet_ns, last_ns) if time is not None), default=None)
    return tuple(sorted(found))


def _window(
    row: Row, listed: CaptureFile | None, offsets: Mapping[str, int], earlier_ns: int | None
) -> list[Window]:
    """The window of a file; none where an edge is not known."""
    first_ns, last_ns = _time(row, "first_ns", offsets), _time(row, "last_ns", offsets)
    began_ns, ended_ns = _time(row, "began_ns", offsets), _time(row, "ended_ns", offsets)
    if began_ns is not None and earlier_ns is not None and began_ns < earlier_ns:
        began_ns = None
    starts = (began_ns, listed.from_ns if listed else None, _moved(first_ns, -TOLERANCE_NS))
    ends = (ended_ns, listed.to_ns if listed else None, _moved(last_ns, TOLERANCE_NS))
    start, end = _first_known(starts), last_ns if row["truncated"] else _first_known(ends)
    if start is None or end is None:
        return []
    if first_ns is not None and last_ns is not None:
        start, end = min(start, first_ns), max(end, last_ns)
    return [Window(start, end, row["capture"])]


def _time(row: Row, column: str, offsets: Mapping[str, int]) -> int | None:
    return _moved(row[column], offsets[row["capture"]])


def _moved(time_ns: int | None, by_ns: int) -> int | None:
    return None if time_ns is None else time_ns + by_ns


def _first_known(times: Iterable[int | None]) -> int | None:
    return next((time for time in times if time is not None), None)
