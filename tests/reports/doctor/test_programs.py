"""Programs that are there, and what is lost without those that are not."""

from __future__ import annotations

import pytest

from harness.machine.versions import PACKAGES, Program
from harness.model.readiness import State
from harness.reports.doctor.programs import WITHOUT, of_program


@pytest.mark.parametrize("name", PACKAGES)
def test_a_program_that_is_missing_is_told_with_its_package(name: str) -> None:
    answer = of_program(Program(name=name, path=None, version=None))
    assert answer.state is State.MISSING
    assert answer.said == f"not installed: {WITHOUT[name]}"
    assert [(mend.command, mend.as_root) for mend in answer.mends] == [
        (f"apt-get install {PACKAGES[name]}", True)
    ]


def test_every_program_has_a_reason_and_no_other() -> None:
    assert set(WITHOUT) == set(PACKAGES)


def test_one_that_is_there() -> None:
    answer = of_program(Program(name="nft", path="/usr/sbin/nft", version=None))
    assert (answer.state, answer.said) == (State.THERE, "of unknown version, /usr/sbin/nft")
