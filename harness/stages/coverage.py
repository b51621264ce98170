"""captures, liveness, evidence, contacts, places + scenario -> COVERAGE: which share was seen.

Five measures weigh: packets not lost, frames readable, time of the steps captured, devices
seen in steps, steps with evidence. Of the first three the worst vantage point of the cell
counts, so that a busy one hides nothing of a quiet one; and what is not known of one is
not known of the cell. Three are only told: contacts with a known sender, contacts of the
subject with a known place, addresses whose distance is bounded.

A cell that lists no captures was not run and has no coverage.

Blind spots: a counter of lost packets that counts from an earlier beginning than its file
(rotated files may) is counted again with each file, so the ratio errs low. Frames that the
interface never delivered are in no counter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl

from harness.model.scenario import Cell, Scenario
from harness.model.words import Owner, PlaceStatus
from harness.stages.capture_windows import (
    Row,
    Span,
    Windows,
    capture_windows,
    listed_file,
    rows_by_place,
    uncovered,
    union,
    vantage_points,
)
from harness.stages.distance_spots import remote_places
from harness.tables.contacts import CONTACTS
from harness.tables.coverage import COVERAGE
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.places import PLACES
from harness.tables.schema import conform

_NS_PER_S: Final = 1_000_000_000
_SENDER_NOT_KNOWN = (Owner.UNASSIGNED.value, Owner.DELEGATED.value)
_EXCLUDED = (Owner.TOOL.value, Owner.OTHER.value)
_PLACE_KNOWN = (PlaceStatus.AGREED.value, PlaceStatus.SINGLE.value, PlaceStatus.CONFIRMED.value)


class _Share(NamedTuple):
    """Part of a whole; None: not known."""

    seen: float | None
    total: float | None

    @property
    def ratio(self) -> float | None:
        """None where it is not known or there was nothing to see."""
        if self.seen is None or not self.total:
            return None
        return self.seen / self.total


_Measure = tuple[str, _Share, str, bool]
"""Name, share, unit, whether it weighs."""

_UNKNOWN, _NOTHING = _Share(None, None), _Share(0, 0)


def measure_coverage(
    captures: pl.DataFrame,
    liveness: pl.DataFrame,
    step_evidence: pl.DataFrame,
    contacts: pl.DataFrame,
    places: pl.DataFrame,
    scenario: Scenario,
    offsets: Mapping[str, int],
) -> pl.DataFrame:
    """Measure what was seen of each cell that was run.

    Args:
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        liveness: LIVENESS rows.
        step_evidence: STEP_EVIDENCE rows.
        contacts: CONTACTS rows.
        places: PLACES rows of their addresses.
        scenario: Cells with steps and the files that they list.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        COVERAGE rows by cell as in the scenario, then measure in the order of the table.
    """
    windows = capture_windows(captures, scenario, offsets)
    by_place = rows_by_place(captures)
    liveness, evidence = conform(liveness, LIVENESS), conform(step_evidence, STEP_EVIDENCE)
    known = conform(places, PLACES).select("vantage", "server_ip", "status")
    placed = (
        conform(contacts, CONTACTS)
        .with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/"))
        .join(known, on=["vantage", "server_ip"], how="left")
    )
    remote = remote_places(contacts, places)
    rows = []
    for cell in scenario.cells:
        if not cell.captures:
            continue
        of_cell = pl.col("cell") == cell.id
        measures = (
            *_capture_measures(cell, by_place, windows),
            *_step_measures(cell, liveness.filter(of_cell), evidence.filter(of_cell)),
            *_contact_measures(placed.filter(of_cell)),
            ("measured", _bounded(remote.filter(of_cell)), "addresses", False),
        )
        rows += [
            (cell.id, name, share.seen, share.total, share.ratio, unit, weighs)
            for name, share, unit, weighs in measures
        ]
    return conform(pl.DataFrame(rows, schema=COVERAGE.schema, orient="row"), COVERAGE)


def _capture_measures(
    cell: Cell, by_place: Mapping[tuple[str, str], Sequence[Row]], windows: Windows
) -> tuple[_Measure, ...]:
    points = vantage_points(cell)
    files = [by_place.get((cell.id, point), ()) for point in points]
    return (
        ("packets", _worst([_not_lost(rows, cell) for rows in files]), "packets", True),
        ("frames", _worst([_readable(rows) for rows in files]), "packets", True),
        ("time", _captured(cell, windows), "seconds", True),
    )


def _step_measures(cell: Cell, liveness: pl.DataFrame, evidence: pl.DataFrame) -> tuple[_Measure, ...]:
    proven = evidence.filter("met")["step"].n_unique()
    return (
        ("liveness", _Share(liveness.filter("seen").height, liveness.height), "devices in steps", True),
        ("evidence", _Share(proven, len(cell.steps)), "steps", True),
    )


def _contact_measures(contacts: pl.DataFrame) -> tuple[_Measure, ...]:
    owner = pl.col("owner")
    tested = contacts.filter(~owner.is_in(_EXCLUDED))
    known = tested.filter(~owner.is_in(_SENDER_NOT_KNOWN))
    of_subject = contacts.filter(owner == Owner.SUBJECT)
    placed = of_subject.filter(pl.col("status").is_in(_PLACE_KNOWN))
    return (
        ("attributed", _Share(known.height, tested.height), "contacts", False),
        ("placed", _Share(placed.height, of_subject.height), "contacts", False),
    )


def _bounded(remote: pl.DataFrame) -> _Share:
    """Addresses, each once for every vantage point that saw it, that physics says anything of."""
    return _Share(remote["possible"].count(), remote.height)


def _not_lost(rows: Sequence[Row], cell: Cell) -> _Share:
    """Packets kept of a vantage point, by all that were there; not known where one file counts none lost nor not lost."""
    drops = [lost_packets(row, cell) for row in rows]
    known = [count for count in drops if count is not None]
    if not rows or len(known) < len(drops):
        return _UNKNOWN
    kept = sum(row["packets"] for row in rows)
    return _Share(kept, kept + sum(known))


def lost_packets(row: Row, cell: Cell) -> int | None:
    """Packets that a capture lost: by the file's counter or as stated, the larger of them; None where neither tells."""
    listed = listed_file(row, cell)
    told = (row["drops"], None if listed is None else listed.drops)
    return max((count for count in told if count is not None), default=None)


def _readable(rows: Sequence[Row]) -> _Share:
    if not rows:
        return _UNKNOWN
    packets = sum(row["packets"] for row in rows)
    return _Share(packets - sum(row["unread_packets"] for row in rows), packets)


def _captured(cell: Cell, windows: Windows) -> _Share:
    """Time of the steps that the worst vantage point was capturing, s; time in two steps counts once."""
    total = _length((step.from_ns, step.to_ns) for step in cell.steps)
    gaps = uncovered(cell, windows)
    missed = [
        _length((gap.from_ns, gap.to_ns) for gap in gaps if gap.vantage_point == point)
        for point in vantage_points(cell)
    ]
    return _Share((total - max(missed)) / _NS_PER_S, total / _NS_PER_S)


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in union(spans))


def _worst(shares: Sequence[_Share]) -> _Share:
    """The least share; not known where one is not, and nothing where there was nothing to see anywhere."""
    if _UNKNOWN in shares:
        return _UNKNOWN
    ratios = [(share.ratio, share) for share in shares if share.ratio is not None]
    return min(ratios, key=lambda pair: pair[0])[1] if ratios else _NOTHING
