"""``--at``: a place and its error, or what is wrong with it."""

from __future__ import annotations

import pytest

from harness.cli.site import site
from harness.errors import UsageError
from harness.model.sites import Site


def test_a_place_and_its_error() -> None:
    assert site("-23.55, -46.63, 25") == Site(-23.55, -46.63, 25.0)
    assert site("90,180,20040") == Site(90, 180, 20_040)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("50.11,8.68", "write latitude, longitude"), ("Frankfurt", "write latitude"), ("", "write latitude"), ("1,2,3,4", "write latitude"),
        ("91,0,1", "-90 to 90"), ("0,181,1", "-180 to 180"), ("0,0,0", "more than 0"), ("0,0,20041", "at most 20,040"), ("nan,0,1", "-90 to 90"),
        ("0,0,nan", "more than 0"), ("0,0,inf", "at most"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_told(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        site(text)
