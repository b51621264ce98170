"""captures, liveness, evidence, contacts, places, traits + scenario -> COVERAGE: which share was seen.

Five measures weigh: packets not lost, frames readable, time of the steps captured, devices
seen in steps, steps with evidence. Of the first three the worst vantage point of the cell
counts, so that a busy one hides nothing of a quiet one; and what is not known of one is
not known of the cell. The others are only told: contacts with a known sender, contacts of the
subject with a known place, addresses whose distance is bounded, and shares of the octets sent (``harness.stages.octet_shares``).

A cell that lists no captures was not run and has no coverage.

What was lost in a ring of files is counted once, where the scenario names the ring.

Blind spots: a counter of lost packets that counts from an earlier beginning than its file
(rotated files that no ring is named for may) is counted again with each file, so the ratio errs low. Frames that the
interface never delivered are in no counter. A file of a ring that the scenario does not list shows only as time that was not captured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from harness.model.scenario import Cell, Scenario
from harness.model.words import Owner
from harness.stages.capture_windows import (
    Row,
    Windows,
    capture_windows,
    captured_ns,
    listed_file,
    rows_by_place,
    vantage_points,
)
from harness.stages.octet_shares import EXCLUDED, PLACE_KNOWN, SENDER_NOT_KNOWN, octet_measures, sent_octets
from harness.stages.shares import UNKNOWN, Measure, Share, worst_share
from harness.tables.contacts import CONTACTS
from harness.tables.coverage import COVERAGE
from harness.tables.frames import only, parted
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.places import PLACES
from harness.tables.schema import conform

_NS_PER_S: Final = 1_000_000_000


def measure_coverage(
    captures: pl.DataFrame,
    liveness: pl.DataFrame,
    step_evidence: pl.DataFrame,
    contacts: pl.DataFrame,
    places: pl.DataFrame,
    traits: pl.DataFrame,
    remote: pl.DataFrame,
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
        traits: TRAITS rows of their endpoints.
        remote: From ``harness.stages.distance_spots.remote_places``, of these contacts and places.
        scenario: Cells with steps and the files that they list.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        COVERAGE rows by cell as in the scenario, then measure in the order of the table.
    """
    windows = capture_windows(captures, scenario, offsets)
    by_place = rows_by_place(captures)
    seen, evidence = (
        parted(conform(liveness, LIVENESS), "cell"),
        parted(conform(step_evidence, STEP_EVIDENCE), "cell"),
    )
    counts, bounded = _contact_counts(contacts, places), parted(remote, "cell")
    sent = parted(sent_octets(contacts, places, traits), "cell")
    rows = []
    for cell in (one for one in scenario.cells if one.captures):
        measures = (
            *_capture_measures(cell, by_place, windows),
            *_step_measures(cell, seen(cell.id), evidence(cell.id)),
            *_contact_measures(*counts.get(cell.id, (0, 0, 0, 0))),
            ("measured", _bounded(bounded(cell.id)), "addresses", False),
            *octet_measures(sent(cell.id)),
        )
        rows += [
            (cell.id, name, share.seen, share.total, share.ratio, unit, weighs)
            for name, share, unit, weighs in measures
        ]
    return conform(pl.DataFrame(rows, schema=COVERAGE.schema, orient="row"), COVERAGE)


def _contact_counts(contacts: pl.DataFrame, places: pl.DataFrame) -> dict[str, tuple[int, int, int, int]]:
    """Of each cell: contacts tested, those of a known sender, those of the subject, and those of these in a known place."""
    known = only(conform(places, PLACES), ("vantage", "server_ip", "status"))
    vantage = pl.concat_str("cell", "vantage_point", separator="/")
    owner = pl.col("owner")
    tested, of_subject = ~owner.is_in(EXCLUDED), owner == Owner.SUBJECT
    rows = (
        only(conform(contacts, CONTACTS), ("cell", "vantage_point", "server_ip", "owner"))
        .with_columns(vantage=vantage)
        .join(known, on=["vantage", "server_ip"], how="left")
        .group_by("cell")
        .agg(
            tested=tested.sum(),
            known=(tested & ~owner.is_in(SENDER_NOT_KNOWN)).sum(),
            of_subject=of_subject.sum(),
            placed=(of_subject & pl.col("status").is_in(PLACE_KNOWN)).sum(),
        )
        .iter_rows()
    )
    return {cell: tuple(counts) for cell, *counts in rows}


def _capture_measures(
    cell: Cell, by_place: Mapping[tuple[str, str], Sequence[Row]], windows: Windows
) -> tuple[Measure, ...]:
    points = vantage_points(cell)
    files = [by_place.get((cell.id, point), ()) for point in points]
    return (
        ("packets", worst_share([_not_lost(rows, cell) for rows in files]), "packets", True),
        ("frames", worst_share([_readable(rows) for rows in files]), "packets", True),
        ("time", _captured(cell, windows), "seconds", True),
    )


def _step_measures(cell: Cell, liveness: pl.DataFrame, evidence: pl.DataFrame) -> tuple[Measure, ...]:
    proven = evidence.filter("met")["step"].n_unique()
    return (
        ("liveness", Share(int(liveness["seen"].sum()), liveness.height), "devices in steps", True),
        ("evidence", Share(proven, len(cell.steps)), "steps", True),
    )


def _contact_measures(tested: int, known: int, of_subject: int, placed: int) -> tuple[Measure, ...]:
    return (
        ("attributed", Share(known, tested), "contacts", False),
        ("placed", Share(placed, of_subject), "contacts", False),
    )


def _bounded(remote: pl.DataFrame) -> Share:
    """Addresses, each once for every vantage point that saw it, that physics says anything of."""
    return Share(remote["possible"].count(), remote.height)


def _not_lost(rows: Sequence[Row], cell: Cell) -> Share:
    """Packets kept of a vantage point, by all that were there; not known where one file counts none lost nor not lost."""
    drops = [lost_packets(run, cell) for run in runs(rows, cell)]
    known = [count for count in drops if count is not None]
    if not rows or len(known) < len(drops):
        return UNKNOWN
    kept = sum(row["packets"] for row in rows)
    return Share(kept, kept + sum(known))


def runs(rows: Sequence[Row], cell: Cell) -> list[list[Row]]:
    """Captures that a count of lost packets is of: the files of a ring together, each other one alone.

    Args:
        rows: CAPTURES rows of one vantage point of the cell.
        cell: That lists them.

    Returns:
        Every row once, runs in the order of their first rows.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        listed = listed_file(row, cell)
        ring = None if listed is None else listed.ring
        key = ("file", row["capture"]) if ring is None else ("ring", ring)
        found.setdefault(key, []).append(row)
    return list(found.values())


def lost_packets(run: Sequence[Row], cell: Cell) -> int | None:
    """Packets that one run of capturing lost: by its files' own counters or as stated, the larger of them.

    Returns:
        None where neither tells; of a ring the files' counters tell only if each has one.
    """
    listed = (listed_file(row, cell) for row in run)
    stated = [file.drops for file in listed if file is not None and file.drops is not None]
    counted = [row["drops"] for row in run if row["drops"] is not None]
    whole = len(counted) == len(run)
    return max([*stated, *([sum(counted)] if whole or stated else [])], default=None)


def _readable(rows: Sequence[Row]) -> Share:
    if not rows:
        return UNKNOWN
    packets = sum(row["packets"] for row in rows)
    return Share(packets - sum(row["unread_packets"] for row in rows), packets)


def _captured(cell: Cell, windows: Windows) -> Share:
    """Time of the steps that the worst vantage point was capturing, s; time in two steps counts once."""
    captured, total = captured_ns(cell, windows)
    return Share(captured / _NS_PER_S, total / _NS_PER_S)
