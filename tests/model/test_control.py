"""AS numbers controlled from abroad."""

from __future__ import annotations

from harness.model.control import CONTROLLED_FROM, controlled_from


def test_huawei_international_is_controlled_from_cn() -> None:
    assert controlled_from(136907) == ("CN", "Huawei")


def test_unknown_and_absent_numbers_have_no_answer() -> None:
    assert controlled_from(64496) is None
    assert controlled_from(None) is None


def test_no_number_is_listed_twice() -> None:
    numbers = [number for entries in CONTROLLED_FROM.values() for number, _ in entries]
    assert len(numbers) == len(set(numbers))
