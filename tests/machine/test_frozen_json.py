"""Frozen values to JSON and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from harness.machine.frozen_json import from_json, to_json


class Word(StrEnum):
    ONE = "one"
    TWO = "two"


@dataclass(frozen=True)
class Inner:
    texts: tuple[str, ...]
    number: int | None


@dataclass(frozen=True)
class Outer:
    word: Word
    inner: Inner
    more: tuple[Inner, ...]
    late: str = "late"

    def __post_init__(self) -> None:
        if self.late == "never":
            raise ValueError("never is too late")


INNER = st.builds(Inner, st.lists(st.text()).map(tuple), st.none() | st.integers())


@given(st.builds(Outer, st.sampled_from(Word), INNER, st.lists(INNER, max_size=3).map(tuple), st.just("x")))
def test_there_and_back(value: Outer) -> None:
    faults: list[str] = []
    assert from_json(Outer, json.loads(json.dumps(to_json(value))), faults) == value
    assert faults == []


def test_what_has_a_default_may_be_missing() -> None:
    found = from_json(Outer, {"word": "two", "inner": {"texts": [], "number": None}, "more": []}, [])
    assert found is not None
    assert found.late == "late"


def test_what_a_value_itself_refuses_is_a_fault() -> None:
    faults: list[str] = []
    data = {"word": "two", "inner": {"texts": [], "number": None}, "more": [], "late": "never"}
    assert from_json(Outer, data, faults) is None
    assert faults == ["the whole: never is too late"]


def test_faults_name_the_way_to_the_value() -> None:
    faults: list[str] = []
    data = {"word": 1, "inner": 3, "more": [{"texts": "x", "number": "y"}]}
    assert from_json(Outer, data, faults) is None
    assert faults == [
        "word: must be one of one, two",
        "inner: must be an object",
        "more[0].texts: must be a list",
        "more[0].number: must be a whole number",
    ]
