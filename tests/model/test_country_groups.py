"""Groups of countries hold what their names and sources say, and no code that no locator gives."""

from __future__ import annotations

import pytest

from harness.model.countries import COUNTRIES
from harness.model.country_groups import ALIASES, COUNTRY_GROUPS, named_group

GROUPS = {name: group.codes for name, group in COUNTRY_GROUPS.items()}


@pytest.mark.parametrize("name", GROUPS)
def test_codes_are_countries_each_once_and_in_order(name: str) -> None:
    codes = GROUPS[name]
    assert list(codes) == sorted(set(codes))
    assert [code for code in codes if code not in COUNTRIES] == []
    assert COUNTRY_GROUPS[name].source


def test_hong_kong_macau_and_taiwan_are_never_mainland_china() -> None:
    assert GROUPS["mainland-china"] == ("CN",)


def test_taiwan_is_in_no_group_of_china() -> None:
    assert [
        name
        for name in ("mainland-china", "prc-with-sars", "us-countries-of-concern")
        if "TW" in GROUPS[name]
    ] == []


def test_china_of_the_us_rule_holds_hong_kong_and_macau() -> None:
    assert set(GROUPS["prc-with-sars"]) < set(GROUPS["us-countries-of-concern"])
    assert set(GROUPS["us-countries-of-concern"]) - set(GROUPS["prc-with-sars"]) == {
        "CU",
        "IR",
        "KP",
        "RU",
        "VE",
    }


def test_the_eu_is_the_eea_without_three() -> None:
    assert set(GROUPS["eea"]) - set(GROUPS["eu"]) == {"IS", "LI", "NO"}


def test_a_name_that_a_group_had_before_still_stands_for_it() -> None:
    assert named_group("china-hk-mo") == COUNTRY_GROUPS["prc-with-sars"]
    assert named_group("eu") == COUNTRY_GROUPS["eu"]
    assert named_group("asia") is None
    assert not set(ALIASES) & set(COUNTRY_GROUPS)


def test_the_eea_is_27_members_and_three_and_neither_the_united_kingdom_nor_switzerland() -> None:
    assert len(GROUPS["eea"]) == 27 + 3
    assert {"IS", "LI", "NO"} < set(GROUPS["eea"])
    assert not {"GB", "CH"} & set(GROUPS["eea"])


def test_a_group_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(TypeError):
        COUNTRY_GROUPS["eea"] = COUNTRY_GROUPS["five-eyes"]  # type: ignore[index]
