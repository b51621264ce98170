"""``--country`` takes an assigned code, and guesses what else was meant."""

from __future__ import annotations

import pytest

from harness.cli.countries import country
from harness.errors import UsageError
from harness.model.countries import COUNTRIES


@pytest.mark.parametrize(("given_", "code"), [("CN", "CN"), ("cn", "CN"), (" us ", "US"), ("xk", "XK")])
def test_codes_that_are_taken(given_: str, code: str) -> None:
    assert country(given_) == code


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("UK", "is GB"),
        ("el", "is GR"),
        ("china", "the code for China is CN"),
        ("Germ", "the code for Germany is DE"),
        ("Korea", "no assigned"),
        ("EU", "no single country"),
        ("AA", "no assigned"),
        ("", "no assigned"),
        ("C\x1bN", "no assigned"),
        ("CHN", "no assigned"),
    ],
)
def test_anything_else_says_what_was_meant(wrong: str, hint: str) -> None:
    with pytest.raises(UsageError) as fault:
        country(wrong)
    assert hint in str(fault.value)


def test_all_assigned_codes_are_there() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isupper() and name for code, name in COUNTRIES.items())
    assert list(COUNTRIES) == sorted(COUNTRIES)
