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


def test_networks_abroad_of_groups_in_cn_are_listed_whatever_most_of_their_ranges_are_registered_as() -> None:
    abroad = (45102, 134963, 132203, 132591, 136907, 206204)
    assert {controlled_from(number) for number in abroad} == {
        ("CN", "Alibaba Group"), ("CN", "Tencent"), ("CN", "Huawei"),
    }  # fmt: skip
