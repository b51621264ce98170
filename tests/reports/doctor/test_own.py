"""Harness itself: packages, compiled code, place data that are old, and the speed of reading."""

from __future__ import annotations

from datetime import date

import pytest

from harness.machine.packages import Python
from harness.model.readiness import State
from harness.model.sources import NEAR_DAYS, DataSource
from harness.reports.doctor.own import of_catalogue, of_compiled, of_place_data, of_python, of_speed

TODAY = date(2026, 11, 27)


def python(*broken: tuple[str, str], bits: int = 64) -> Python:
    return Python(version="3.12.1", bits=bits, path="/x/bin/python", broken=broken)


def test_packages_that_load() -> None:
    assert of_python(python()).state is State.THERE
    assert of_python(python(bits=32)).state is State.LIMITED


def test_a_processor_that_polars_was_not_built_for() -> None:
    answer = of_python(python(("polars", "SIGILL ended the process")))
    assert answer.state is State.MISSING
    assert [mend.command for mend in answer.mends] == ["/x/bin/python -m pip install 'polars[rtcompat]'"]


def test_a_package_that_does_not_load_is_brought_again() -> None:
    answer = of_python(python(("llvmlite.binding", "OSError: no libstdc++")))
    assert answer.state is State.MISSING
    assert [mend.command for mend in answer.mends] == [
        "/x/bin/python -m pip install --force-reinstall llvmlite"
    ]


@pytest.mark.parametrize(
    ("compiled", "writable", "state", "part"),
    [
        (True, False, State.THERE, "compiled for this processor"),
        (False, True, State.LIMITED, "not compiled yet"),
        (False, False, State.LIMITED, "XDG_CACHE_HOME"),
    ],
)
def test_compiled_code(compiled: bool, writable: bool, state: State, part: str) -> None:
    answer = of_compiled("/cache", compiled=compiled, writable=writable)
    assert answer.state is state
    assert part in answer.said


def test_the_speed_of_reading_is_held_against_the_rate() -> None:
    fast = of_speed(800_000, 5_100_000_000)
    assert (fast.state, fast.said[:47]) == (State.THERE, "800,000 packets a second, 5,100 Mb/s: at most s")
    assert of_speed(30_000, 199_999_999).state is State.LIMITED


def source(name: str, lineage: str, day: str, meaning: str = "geolocated") -> DataSource:
    return DataSource(
        source=name, meaning=meaning, lineage=lineage, version="1", date=day, date_basis="none",
        licence="x", attribution="", sha256="0" * 64,
    )  # fmt: skip


NEAR, EDGE, OLD = "2026-11-01", "2026-08-29", "2026-08-28"


@pytest.mark.parametrize(
    ("sources", "state"),
    [
        ([source("a", "one", NEAR), source("b", "two", EDGE)], State.THERE),
        ([source("a", "one", NEAR), source("b", "two", OLD)], State.LIMITED),
        # One lineage is one vote, however many tell it.
        ([source("a", "one", NEAR), source("b", "one", NEAR)], State.LIMITED),
        ([source("a", "one", NEAR, "registered"), source("b", "two", NEAR, "operator")], State.MISSING),
        ([], State.MISSING),
    ],
)
def test_place_data_near_enough_to_witness(sources: list[DataSource], state: State) -> None:
    assert (TODAY - date.fromisoformat(EDGE)).days == NEAR_DAYS
    answer = of_place_data(sources, TODAY)
    assert answer.state is state
    assert [mend.command for mend in answer.mends] == ([] if state is State.THERE else ["harness geo update"])


def test_the_youngest_is_told_first() -> None:
    answer = of_place_data([source("b", "two", OLD), source("a", "one", "2026-11-26")], TODAY)
    assert answer.said.startswith("old: a 1 day, b 91 days. Fewer than two")


def test_the_catalogue_is_told_by_its_digest() -> None:
    assert of_catalogue(1, "abcdef0123456789").said == "1 rule, SHA-256 abcdef012345"
