"""Grades in their order."""

from __future__ import annotations

from itertools import pairwise

from harness.model.claims import Grade


def test_grades_rank_from_the_tap_alone_to_the_capturing_systems_word() -> None:
    order = [Grade.TAP, Grade.DEVICE, Grade.DIFFERENCE, Grade.JOIN, Grade.UID]
    assert [grade.rank for grade in order] == list(range(5))
    assert set(order) == set(Grade)
    assert all(weaker.rank < firmer.rank for weaker, firmer in pairwise(order))


def test_grades_do_not_rank_by_alphabet() -> None:
    assert sorted(Grade, key=lambda grade: grade.rank) != sorted(Grade)
