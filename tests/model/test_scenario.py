"""An accepted limit covers blind spots of its kind, in its cells, of its claim, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.blind_spots import BlindSpotKind
from tests.support.judging_rows import accepted

LIMIT = accepted(BlindSpotKind.LATE_START)


@pytest.mark.parametrize(
    ("cells", "claim", "spot", "covered"),
    [
        ((), None, ("late_start", "us", None), True),
        ((), None, ("late_start", None, "no-cn"), True),
        ((), None, ("early_end", "us", None), False),
        (("us",), None, ("late_start", "us", None), True),
        (("us",), None, ("late_start", "de", None), False),
        (("us",), None, ("late_start", None, None), False),
        ((), "no-cn", ("late_start", "us", None), True),
        ((), "no-cn", ("late_start", "us", "no-cn"), True),
        ((), "no-cn", ("late_start", "us", "silent"), False),
    ],
)
def test_what_a_limit_covers(
    cells: tuple[str, ...], claim: str | None, spot: tuple[str, str | None, str | None], covered: bool
) -> None:
    assert replace(LIMIT, cells=cells, claim=claim).covers(*spot) is covered
