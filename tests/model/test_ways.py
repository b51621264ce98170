"""Every way has a class of effort, every limit its sentence, and what a way does besides is never dearer than itself."""

from __future__ import annotations

from harness.model.ways import COSTS, COVERS, LIMITS, Cost, LimitKind, Way


def test_every_way_has_a_cost_and_covers_itself() -> None:
    assert set(COSTS) == set(COVERS) == set(Way)
    assert all(way in COVERS[way] for way in Way)
    assert set(COSTS.values()) == set(Cost)


def test_what_is_done_besides_is_no_dearer() -> None:
    assert all(COSTS[besides] <= COSTS[way] for way, covered in COVERS.items() for besides in covered)


def test_what_is_done_besides_includes_what_that_does_besides() -> None:
    assert all(set(COVERS[besides]) <= set(covered) for covered in COVERS.values() for besides in covered)


def test_classes_of_effort_are_in_order() -> None:
    assert sorted(Cost) == [
        Cost.STATEMENT, Cost.MEASUREMENT, Cost.RECAPTURE, Cost.NEW_CELL, Cost.NEW_TAP,
    ]  # fmt: skip


def test_every_limit_says_why_in_a_sentence() -> None:
    assert set(LIMITS) == set(LimitKind)
    assert all(limit.why.endswith(".") for limit in LIMITS.values())
    assert [kind for kind, limit in LIMITS.items() if limit.instead is None] == [LimitKind.ANYCAST]
