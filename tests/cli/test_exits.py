"""The worst answer decides; 1 is for witnesses alone."""

from __future__ import annotations

import pytest

from harness.cli.exits import Exit, exit_for
from harness.model.words import CountryAnswer

W, P, N = CountryAnswer.WITNESSED, CountryAnswer.POSSIBLE, CountryAnswer.NONE_SEEN


@pytest.mark.parametrize(
    ("answers", "status"),
    [([], 0), ([N], 0), ([P], 3), ([W], 1), ([N, P], 3), ([P, W, N], 1), ([W, P], 1), ([N, N], 0)],
)
def test_worst_wins(answers: list[CountryAnswer], status: int) -> None:
    assert exit_for(answers) == exit_for(reversed(answers)) == status


def test_statuses_are_public() -> None:
    assert {status.name: status.value for status in Exit} == {
        "OK": 0,
        "WITNESSED": 1,
        "USAGE": 2,
        "POSSIBLE": 3,
        "ERROR": 4,
        "INTERRUPTED": 130,
    }
