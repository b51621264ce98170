"""``harness lab run``: its command line, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.lab_run import Request, request, run
from harness.errors import UsageError


def test_without_more_it_runs_every_step_from_germany() -> None:
    assert request(["--out", "there"]) == Request(
        out="there",
        regions=("DE",),
        steps=("idle", "login", "flight", "sync"),
        seconds=0,
        silent=False,
        blocked=(),
        load_mbit=0,
        buffer_mib=16,
        intercepted=False,
    )


def test_steps_are_done_in_their_order_and_regions_in_that_given() -> None:
    found = request(
        ["--out", "x", "--region", "SG", "--region", "US", "--region", "SG", "--steps", "sync,idle"]
    )
    assert (found.regions, found.steps) == (("SG", "US"), ("idle", "sync"))


def test_load_takes_its_time() -> None:
    assert request(["--out", "x", "--load", "50"]).seconds == 5
    assert request(["--out", "x", "--load", "50", "--seconds", "9"]).seconds == 9


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        request(["--out", "x", "--steps", "idle,land", "--block", "nowhere", "--block", "log"])
    assert str(told.value).splitlines()[0] == "--steps: 'land': give some of idle,login,flight,sync"
    assert str(told.value).splitlines()[1].startswith("--block: 'nowhere': give some of login,api,log,")


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    with pytest.raises(UsageError, match="de: is there already and is never replaced"):
        run(request(["--out", str(tmp_path)]))
