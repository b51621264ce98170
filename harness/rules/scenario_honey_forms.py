"""The form of planted values in a scenario file, and what of them is checked item by item.

No message here repeats a value: faults are printed and logged.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from harness.model.honey import HoneyKind
from harness.rules.scenario_base import Form, Id

LEAST_CHARACTERS = 6
"""Shorter texts turn up by chance: three random letters stand in every megabyte."""


def _planted(text: str) -> str:
    """Check one value."""
    if text != text.strip() or not text.isprintable():
        raise ValueError("a planted value has spaces at its ends or control characters: remove them")
    if len(text) < LEAST_CHARACTERS:
        raise ValueError(
            f"a planted value of {len(text)} characters turns up by chance: plant one of at least {LEAST_CHARACTERS}"
        )
    return text


_Value = Annotated[str, Field(max_length=200), AfterValidator(_planted)]
_Degrees = Annotated[float, Field(ge=-180, le=180)]


class HoneyForm(Form):
    """Something true that was planted; the file then holds it, so keep the file as you keep the data."""

    id: Id = Field(description="a short name, for example account; reports show it in place of the value")
    kind: Annotated[HoneyKind, Field(strict=False)] = Field(description="what it is")
    values: list[_Value] = Field(
        default=[],
        max_length=20,
        description="all but home_point: the value as the product has it, further spellings behind; "
        "at least six characters each",
    )
    position: Annotated[list[_Degrees], Field(min_length=2, max_length=2)] | None = Field(
        default=None,
        description="home_point only: [latitude, longitude] in degrees, north and east positive",
    )
    radius_m: Annotated[float, Field(ge=1, le=20_000)] | None = Field(
        default=None,
        description="home_point only: how far off a position in a body may be, in m, 1 to 20000; beyond 1000 "
        "chance finds positions too, and more of them are leads",
    )
