"""Which share was seen: measures of one cell on small tables, and what never raises a ratio."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import Cell
from harness.stages.coverage import measure_coverage
from harness.stages.distance_spots import remote_places
from harness.tables.captures import CAPTURES
from harness.tables.contacts import CONTACTS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.traits import TRAITS
from tests.support.examples import COSTLY
from tests.support.judging_rows import places_of
from tests.support.places_example import frame, place
from tests.support.scenario_parts import at, capture_file, captured, cell, scenario, step

Row = dict[str, Any]
OFFSETS = {"c0": 0, "c1": 0, "c2": 0}
TWO_POINTS = cell(captures=(capture_file(), capture_file("b.pcap", vantage_point="wan")))
WAN: Row = {"capture": "c1", "path": "captures/b.pcap", "vantage": "us/wan"}


def coverage(
    *captures: Row,
    of: Cell | None = None,
    liveness: tuple[Row, ...] = (),
    evidence: tuple[Row, ...] = (),
    contacts: tuple[Row, ...] = (),
    places: tuple[Row, ...] = (),
    traits: tuple[Row, ...] = (),
) -> pl.DataFrame:
    known = frame(CONTACTS, *contacts), places_of(*places, seen=contacts)
    return measure_coverage(
        frame(CAPTURES, *captures),
        frame(LIVENESS, *liveness),
        frame(STEP_EVIDENCE, *evidence),
        *known,
        frame(TRAITS, *traits),
        remote_places(*known),
        scenario(of or cell()),
        OFFSETS,
    )


def measure(name: str, *captures: Row, **given: Any) -> tuple[float | None, float | None, float | None]:
    """Seen, total and ratio."""
    rows = coverage(*captures, **given).filter(pl.col("measure") == name)
    seen, total, ratio = rows.select("seen", "total", "ratio").row(0)
    return seen, total, ratio


def seen_row(seen: bool, step: str = "login") -> Row:
    return dict.fromkeys(LIVENESS.columns) | {
        "cell": "us", "step": step, "device": "phone", "seen": seen, "flows": int(seen),
    }  # fmt: skip


def sign(met: bool, step: str = "login") -> Row:
    return dict.fromkeys(STEP_EVIDENCE.columns) | {
        "cell": "us", "step": step, "kind": "contacted", "wanted": "a.example", "met": met,
    }  # fmt: skip


def contact(owner: str, server_ip: str = "8.0.0.1", cell: str = "us") -> Row:
    row: Row = dict.fromkeys(CONTACTS.columns) | dict.fromkeys(
        (name for name, column in CONTACTS.columns.items() if column.dtype == pl.UInt64), 1
    )
    return row | {
        "cell": cell, "vantage_point": "lan", "server_ip": server_ip, "transport": "tcp", "scope": "internet",
        "scope_kind": "global", "owner": owner, "senders": [], "reason": "Made up.", "contact": "data",
        "remote_known": True, "first_ns": at(0), "last_ns": at(1), "capture": "c0", "steps": [],
    }  # fmt: skip


def test_measures_come_in_one_order_and_five_of_them_weigh() -> None:
    frame_ = coverage(captured())
    assert frame_.select("measure", "weighs").rows() == [
        ("packets", True), ("frames", True), ("time", True), ("liveness", True), ("evidence", True),
        ("attributed", False), ("placed", False), ("measured", False), ("octets_attributed", False),
        ("octets_located", False), ("octets_named", False), ("octets_decoded", False),
    ]  # fmt: skip


def test_a_cell_that_was_not_run_has_no_coverage() -> None:
    assert coverage(of=cell(captures=())).is_empty()


@pytest.mark.parametrize(
    ("counted", "stated", "wanted"),
    [
        (0, None, (90, 90, 1.0)),
        (10, None, (90, 100, 0.9)),
        (None, 10, (90, 100, 0.9)),
        (10, 0, (90, 100, 0.9)),
        (0, 10, (90, 100, 0.9)),
        (None, None, (None, None, None)),
    ],
)
def test_lost_packets_as_counted_or_stated_the_larger_counts_and_unknown_is_not_none(
    counted: int | None, stated: int | None, wanted: tuple[float | None, ...]
) -> None:
    of = cell(captures=(capture_file(drops=stated),))
    assert measure("packets", captured(packets=90, drops=counted), of=of) == wanted


def test_a_busy_vantage_point_hides_no_loss_of_a_quiet_one() -> None:
    rows = captured(packets=10**6, drops=0), captured(packets=5, drops=5, unread_packets=1, **WAN)
    assert measure("packets", *rows, of=TWO_POINTS) == (5, 10, 0.5)
    assert measure("frames", *rows, of=TWO_POINTS) == (4, 5, 0.8)


def test_what_is_not_known_of_one_vantage_point_is_not_known_of_the_cell() -> None:
    kept = captured(packets=90, drops=0)
    assert measure("packets", kept, captured(drops=None, **WAN), of=TWO_POINTS)[2] is None
    assert measure("packets", kept, of=TWO_POINTS)[2] is None
    assert measure("frames", kept, of=TWO_POINTS)[2] is None


def test_files_of_one_vantage_point_are_added_up_and_one_without_counter_is_not_known() -> None:
    of = cell(captures=(capture_file(), capture_file("b.pcap")))
    second: Row = {"capture": "c1", "path": "captures/b.pcap"}
    first = captured(packets=50, drops=0)
    assert measure("packets", first, captured(packets=40, drops=10, **second), of=of) == (90, 100, 0.9)
    assert measure("packets", first, captured(packets=40, drops=None, **second), of=of)[2] is None


def test_a_capture_without_packets_had_nothing_to_see() -> None:
    empty = captured(packets=0, drops=0, first_ns=None, last_ns=None)
    assert measure("packets", empty) == (0, 0, None)
    assert measure("frames", empty) == (0, 0, None)


def test_time_is_that_of_the_steps_at_the_worst_vantage_point() -> None:
    of = cell(step("login", 0, 60), step("flight", 60, 100), captures=TWO_POINTS.captures)
    whole = captured(0, 100)
    assert measure("time", whole, captured(0, 45, **WAN), of=of) == (50, 100, 0.5)
    assert measure("time", whole, of=of) == (0, 100, 0.0)
    assert measure("time", whole, captured(0, 100, **WAN), of=of) == (100, 100, 1.0)


def test_time_in_two_steps_counts_once_and_without_steps_there_is_none() -> None:
    of = cell(step("login", 0, 60), step("sync", 30, 90))
    assert measure("time", captured(0, 40), of=of) == (45, 90, 0.5)
    assert measure("time", captured()) == (0, 0, None)


def test_liveness_counts_devices_in_steps() -> None:
    rows = seen_row(True), seen_row(False, "flight"), seen_row(True) | {"cell": "cn"}
    assert measure("liveness", captured(), liveness=rows) == (1, 2, 0.5)
    assert measure("liveness", captured()) == (0, 0, None)


def test_a_step_with_one_sign_met_is_proven_and_one_without_signs_is_not() -> None:
    of = cell(step("login"), step("flight", 60, 90), step("idle", 90, 99))
    signs = sign(False), sign(True), sign(True), sign(False, "flight")
    assert measure("evidence", captured(), of=of, evidence=signs) == (1, 3, 1 / 3)


def test_contacts_with_a_known_sender_of_those_that_are_tested() -> None:
    owners = ("subject", "background", "unassigned", "delegated", "tool", "other")
    contacts = (*(contact(owner) for owner in owners), contact("unassigned", cell="cn"))
    assert measure("attributed", captured(), contacts=contacts) == (2, 4, 0.5)


@pytest.mark.parametrize(
    ("status", "known"),
    [("agreed", 1), ("single", 1), ("confirmed", 1), ("disputed", 0), ("anycast", 0), ("unknown", 0)],
)
def test_contacts_of_the_subject_with_a_known_place(status: str, known: int) -> None:
    contacts = contact("subject"), contact("subject", "8.0.0.9"), contact("background")
    found = measure("placed", captured(), contacts=contacts, places=(place(status=status),))
    assert found == (known, 2, known / 2)


def test_addresses_that_physics_speaks_of_are_counted_once_for_each_vantage_point() -> None:
    contacts = (
        contact("subject"),
        contact("unassigned"),
        contact("subject", "8.0.0.9"),
        contact("tool", "8.0.0.8"),
    )
    near = place(rtt_ns=10**7, possible=["DE"])
    assert measure("measured", captured(), contacts=contacts, places=(near,)) == (1, 2, 0.5)
    nowhere = place(rtt_ns=10**7, possible=None)
    assert measure("measured", captured(), contacts=contacts, places=(nowhere,)) == (0, 2, 0.0)
    assert measure("measured", captured()) == (0, 0, None)


FILES = st.lists(
    st.tuples(st.integers(0, 50), st.none() | st.integers(0, 50), st.booleans()), min_size=1, max_size=4
)


def files_of(files: list[tuple[int, int | None, bool]]) -> tuple[list[Row], Cell]:
    """Rows and the cell that lists them, some at another vantage point."""
    rows = [
        captured(
            packets=packets,
            drops=drops,
            path=f"captures/{number}.pcap",
            vantage=f"us/{'wan' if wan else 'lan'}",
        )
        for number, (packets, drops, wan) in enumerate(files)
    ]
    listed = [capture_file(f"{n}.pcap", vantage_point=row["vantage"][3:]) for n, row in enumerate(rows)]
    return rows, cell(step(), captures=tuple(listed))


@COSTLY
@given(FILES, st.integers(0, 3), st.integers(1, 50))
def test_more_lost_packets_never_raise_a_ratio(
    files: list[tuple[int, int | None, bool]], at_file: int, more: int
) -> None:
    rows, of = files_of(files)
    worse = [dict(row) for row in rows]
    index = at_file % len(rows)
    if worse[index]["drops"] is not None:
        worse[index]["drops"] += more
    before, after = coverage(*rows, of=of)["ratio"], coverage(*worse, of=of)["ratio"]
    # What had no packets at all may come to have a ratio, which is then 0.
    assert all(b <= (1.0 if a is None else a) for a, b in zip(before, after, strict=True) if b is not None)
    assert all(b is not None for a, b in zip(before, after, strict=True) if a is not None)


@COSTLY
@given(FILES, st.randoms())
def test_order_of_captures_is_irrelevant(files: list[tuple[int, int | None, bool]], random: Any) -> None:
    rows, of = files_of(files)
    wanted = coverage(*rows, of=of)
    random.shuffle(rows)
    assert_frame_equal(coverage(*rows, of=of), wanted)


@COSTLY
@given(FILES)
def test_every_ratio_lies_between_nothing_and_all(files: list[tuple[int, int | None, bool]]) -> None:
    rows, of = files_of(files)
    assert coverage(*rows, of=of)["ratio"].drop_nulls().is_between(0, 1).all()


RING = cell(
    captures=(
        *(capture_file(f"{name}.pcap", drops=10, ring="run-1") for name in "ab"),
        capture_file("c.pcap", drops=5),
    )
)


def ring_rows(**given: Any) -> list[Row]:
    """Two files of a ring, and one beside it."""
    return [
        captured(packets=50, path=f"captures/{name}.pcap", **({"capture": capture, "drops": None} | given))
        for name, capture in (("a", "c0"), ("b", "c1"), ("c", "c2"))
    ]


def ring_coverage(*rows: Row, of: Cell = RING) -> tuple[float | None, float | None, float | None]:
    return measure("packets", *rows, of=of)


def test_what_a_ring_of_files_lost_counts_once() -> None:
    assert ring_coverage(*ring_rows()) == (150, 165, 150 / 165)


@pytest.mark.parametrize(
    ("stated", "counted", "wanted"),
    [
        (None, (None, None), None),
        (None, (3, None), None),
        (None, (3, 4), 7),
        (10, (3, 4), 10),
        (10, (8, 4), 12),
        (10, (12, None), 12),
        (0, (None, None), 0),
    ],
)
def test_a_ring_lost_the_larger_of_what_is_stated_and_of_what_its_files_count_together(
    stated: int | None, counted: tuple[int | None, int | None], wanted: int | None
) -> None:
    files = tuple(capture_file(f"{name}.pcap", drops=stated, ring="run-1") for name in "ab")
    rows = [row | {"drops": drops} for row, drops in zip(ring_rows(), counted, strict=False)]
    seen, total, _ = ring_coverage(*rows, of=cell(captures=files))
    assert (None if seen is None or total is None else total - seen) == wanted


def test_two_rings_are_two_counts() -> None:
    files = (capture_file("a.pcap", drops=3, ring="one"), capture_file("b.pcap", drops=4, ring="two"))
    assert ring_coverage(*ring_rows()[:2], of=cell(captures=files))[:2] == (100, 107)
