"""Dates, addresses and countries of assurances."""

from __future__ import annotations

import pytest

from harness.rules.assurance_values import country, rough_date, url


@pytest.mark.parametrize("text", ["2018", "2018-04", "2018-04-25", "2024-02-29"])
def test_dates_as_far_as_stated(text: str) -> None:
    assert rough_date(text) == text


@pytest.mark.parametrize(
    "text", ["18", "2018-4", "2018-00", "2018-13", "2023-02-29", "2018-04-25T10:00Z", "0000"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no date|does not exist"):
        rough_date(text)


@pytest.mark.parametrize("text", ["https://news.example", "http://news.example:8080/a?b=c#d"])
def test_addresses_of_pages(text: str) -> None:
    assert url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "news.example",
        "ftp://news.example/",
        "https://a b",
        "https://news.example/\x1b",
        "https://n/" + "a" * 500,
    ],
)
def test_what_is_no_address_of_a_page(text: str) -> None:
    with pytest.raises(ValueError, match="write it like https"):
        url(text)


def test_a_union_is_no_country_and_there_are_no_groups_to_use() -> None:
    with pytest.raises(ValueError, match=r"list each$"):
        country("EU")
