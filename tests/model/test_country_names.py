"""What is often written for a country leads to its code."""

from __future__ import annotations

import pytest

from harness.model.countries import COUNTRIES
from harness.model.country_names import is_country, meant_country


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_name_leads_to_its_code(code: str) -> None:
    assert is_country(code)
    assert meant_country(COUNTRIES[code]) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("uk", "GB"), ("EL", "GR"), ("germ", "DE"), ("ger", None), ("united", None), ("", None)],
)
def test_what_is_meant(text: str, code: str | None) -> None:
    assert meant_country(text) == code


def test_a_users_own_code_is_taken_and_lower_case_is_not() -> None:
    assert is_country("XK")
    assert not is_country("us")
