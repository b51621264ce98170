"""What the machine can do, tried."""

from __future__ import annotations

import pytest

from harness.errors import MachineError
from harness.lab import checking
from harness.lab.checking import Trial, runs, trials
from tests.support.in_lab import skip_unless


def test_where_tests_run_in_it_the_lab_runs() -> None:
    skip_unless("nft", "dumpcap")
    found = {one.id: one for one in trials()}
    assert runs(tuple(found.values()))
    assert found["bridge"].fault is None
    assert {"namespaces", "netem", "tun", "capturing"} <= set(found)


def test_without_namespaces_it_does_not_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> tuple[str, ...]:
        raise MachineError("no network namespaces here: Operation not permitted")

    monkeypatch.setattr(checking, "way_in", refused)
    found = trials()
    assert not runs(found)
    assert [one.fault for one in found if one.id == "namespaces"] == [
        "no network namespaces here: Operation not permitted"
    ]


def test_what_is_not_needed_may_be_missing() -> None:
    spared = Trial(id="netem", purpose="distance", needed=False, fault="unknown")
    assert runs((spared,))
    assert not runs((spared, Trial(id="nft", purpose="translation", needed=True, fault="not installed")))
