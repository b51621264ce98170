"""captures + scenario -> what each cell's captures could hide: loss, filters, gaps, frames not read, clocks that were set.

Blind spots: unless the scenario says so, a clock that was set forward while a file was written, or was set between two files, cannot
be told from quiet, nor one that was set back by less than the quiet before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.scenario import CaptureFile, Cell, Scenario
from harness.stages.capture_windows import (
    TOLERANCE_NS,
    Window,
    Windows,
    capture_windows,
    listed_file,
    rows_by_place,
    uncovered,
)
from harness.stages.coverage import lost_packets, runs
from harness.stages.spots import Spot
from harness.tables.captures import REORDERED_NS

ALL = "all"
"""The capture filter of a file that everything was captured into."""

Row = Mapping[str, Any]


def capture_spots(captures: pl.DataFrame, scenario: Scenario, offsets: Mapping[str, int]) -> tuple[Spot, ...]:
    """List what the captures of every cell could hide, whatever its role.

    Args:
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        scenario: Cells with the files that they list.
        offsets: Capture key to what is added to its times, ns.
    """
    windows = capture_windows(captures, scenario, offsets)
    rows = rows_by_place(captures)
    return tuple(spot for cell in scenario.cells for spot in _of_cell(cell, rows, windows))


def flawed_cells(spots: Sequence[Spot]) -> dict[str, str]:
    """Cells with captures that could hide something, and the first thing that could."""
    flawed: dict[str, str] = {}
    for spot in spots:
        if spot.cell is not None:
            flawed.setdefault(spot.cell, spot.detail.rstrip("."))
    return flawed


def _of_cell(cell: Cell, rows: Mapping[tuple[str, str], Sequence[Row]], windows: Windows) -> Iterator[Spot]:
    for (owner, point), found in rows.items():
        if owner == cell.id:
            for run in runs(found, cell):
                yield from _loss(cell, run)
                yield from _clock(cell, run)
            for row in found:
                yield from _of_file(cell, row, listed_file(row, cell))
                if not _has_ip(row) and not _is_quiet_part(row, found, windows.get((cell.id, point), ())):
                    detail = f"{row['path']}: holds no packet with IP."
                    yield Spot(
                        cell=cell.id, kind=BlindSpotKind.NO_TRAFFIC, detail=detail, capture=row["capture"]
                    )
    for gap in uncovered(cell, windows):
        spans = windows[cell.id, gap.vantage_point]
        late = not spans or gap.from_ns < spans[0].from_ns
        yield Spot(
            cell=cell.id,
            kind=BlindSpotKind.LATE_START if late else BlindSpotKind.EARLY_END,
            detail=f"{gap.vantage_point} was not capturing from {_utc(gap.from_ns)} to {_utc(gap.to_ns)}, in step {gap.step}.",
        )


def _has_ip(row: Row) -> bool:
    return bool(row["packets"] > row["no_ip_packets"] + row["unread_packets"])


def _is_quiet_part(row: Row, files: Sequence[Row], windows: Sequence[Window]) -> bool:
    """Whether a file without packets is one part of a series whose other parts show that the tap works.

    Its time must be known and be no other part's: beside a live file it is another, dead, interface.
    """
    times = {window.capture: window for window in windows}
    own = times.get(row["capture"])
    others = [times[one["capture"]] for one in files if _has_ip(one) and one["capture"] in times]
    return (
        own is not None
        and not row["packets"]
        and bool(others)
        and all(min(own.to_ns, one.to_ns) - max(own.from_ns, one.from_ns) <= TOLERANCE_NS for one in others)
    )


def _loss(cell: Cell, run: Sequence[Row]) -> Iterator[Spot]:
    """What a file, or a ring of files, lost. It is only told here: how much of it is borne is for each claim to say."""
    first, of_ring = run[0], _of_ring(run, cell)
    if (drops := lost_packets(run, cell)) is None:
        kind, detail = BlindSpotKind.LOSS_UNKNOWN, f"nothing says how many packets were lost{of_ring}."
    elif drops:
        kind, detail = BlindSpotKind.PACKET_LOSS, f"{drops} packets were lost{of_ring}."
    else:
        return
    yield Spot(
        cell=cell.id,
        kind=kind,
        detail=f"{first['path']}: {detail}",
        capture=first["capture"],
        blocks=kind is BlindSpotKind.LOSS_UNKNOWN,
    )


def _clock(cell: Cell, run: Sequence[Row]) -> Iterator[Spot]:
    """That somebody saw the clock being set; up to ``REORDERED_NS`` is no step, as where times go back."""
    listed = (listed_file(row, cell) for row in run)
    stated = [file.clock_set_ns for file in listed if file is not None and file.clock_set_ns is not None]
    set_ns = max(stated, key=abs, default=0)
    if abs(set_ns) > REORDERED_NS:
        first, way = run[0], "forward" if set_ns > 0 else "back"
        detail = (
            f"{first['path']}: the scenario says that the clock was set {way} by {abs(set_ns) / 10**9:.1f} s "
            f"while capturing went on{_of_ring(run, cell)}; what lies in which step is not certain."
        )
        yield Spot(cell=cell.id, kind=BlindSpotKind.CLOCK_SET, detail=detail, capture=first["capture"])


def _of_ring(run: Sequence[Row], cell: Cell) -> str:
    listed = listed_file(run[0], cell)
    return "" if listed is None or listed.ring is None else f" in ring {listed.ring} ({len(run)} files)"


def _of_file(cell: Cell, row: Row, listed: CaptureFile | None) -> Iterator[Spot]:
    """Blind spots of one file but for what it lost."""

    def spot(kind: BlindSpotKind, detail: str, *, packet: int | None = None, blocks: bool = True) -> Spot:
        return Spot(
            cell=cell.id, kind=kind, detail=detail, capture=row["capture"], packet=packet, blocks=blocks
        )

    path = row["path"]
    if row["unread_packets"]:
        why = ", ".join(f"{entry['reason']}: {entry['packets']}" for entry in row["unread"])
        first = min((entry["first_packet"] for entry in row["unread"]), default=None)
        detail = f"{path}: {row['unread_packets']} frames could not be read ({why})."
        yield spot(BlindSpotKind.UNREAD_FRAMES, detail, packet=first)
    if row["truncated"]:
        yield spot(
            BlindSpotKind.TRUNCATED_FILE,
            f"{path}: cut or damaged at octet {row['stopped_at']}; what followed is not seen.",
        )
    if row["set_back_ns"] is not None:
        at = row["set_back_packet"]
        detail = f"{path}: times go back by {row['set_back_ns'] / 10**9:.1f} s at packet {at}; what lies in which step is not certain."
        yield spot(BlindSpotKind.CLOCK_SET, detail, packet=at)
    if row["cut_packets"]:
        detail = (
            f"{path}: {row['cut_packets']} packets were cut when captured; names in what was cut are missing."
        )
        yield spot(BlindSpotKind.UNREAD_FRAMES, detail, blocks=False)
    if row["incomplete"]:
        detail = f"{path}: {row['incomplete']} datagrams in fragments could not be put together; names in them are missing."
        yield spot(BlindSpotKind.UNREAD_FRAMES, detail, blocks=False)
    yield from (spot(kind, detail) for kind, detail in _filter(path, row["filter"], listed))


def _filter(
    path: str, in_file: str | None, listed: CaptureFile | None
) -> Iterator[tuple[BlindSpotKind, str]]:
    stated = None if listed is None else listed.filter
    if in_file is not None:
        said = " although the scenario says that all was captured" if stated == ALL else ""
        yield (
            BlindSpotKind.CAPTURE_FILTER,
            f"{path}: the file says that it was captured with the filter '{in_file}'{said}.",
        )
    elif stated is None:
        yield BlindSpotKind.FILTER_UNKNOWN, f"{path}: nothing says whether it was captured with a filter."
    elif stated != ALL:
        yield BlindSpotKind.CAPTURE_FILTER, f"{path}: captured with the filter '{stated}'."


def _utc(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns // 10**9, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
