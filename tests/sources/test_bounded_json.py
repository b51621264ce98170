"""JSON of strangers: what is wrong is told with file and place, and nothing is read without bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import HarnessError
from harness.sources.bounded_json import Node, parse_json, read_json, read_json_or_lines

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_json_is_read(value: Any) -> None:
    assert parse_json(json.dumps(value).encode(), "f") == Node(value, "f: $")


@given(st.binary(max_size=60))
def test_whatever_else_is_told(data: bytes) -> None:
    try:
        said = parse_json(data, "f").where
    except HarnessError as fault:
        said = str(fault)
    assert said.startswith("f:")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1,\n "b": }', "f:2:7: this is no JSON: Expecting value"),
        (b"[NaN]", "f: NaN is no number of JSON"),
        (b"[-Infinity]", "f: -Infinity is no number of JSON"),
        (b"[" + b"9" * 21 + b"]", "f: a whole number of more than 20 digits stands in it"),
        (b'["\xff"]', "f: this is no JSON: octet 2 is not UTF-8"),
        (b"[" * 200_000, "f: lists and objects stand too deep in each other"),
    ],
)
def test_faults(data: bytes, said: str) -> None:
    with pytest.raises(HarnessError) as told:
        parse_json(data, "f")
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("read", "value", "said"),
    [
        (lambda node: node.member("a"), {}, "f: $: the member 'a' is missing"),
        (lambda node: node.member("a"), [], "f: $: an object is wanted here"),
        (lambda node: node.optional("a"), 1, "f: $: an object is wanted here"),
        (
            lambda node: node.member("a").member("b").text(),
            {"a": {"b": 1}},
            "f: $.a.b: text of at most 4,096 characters is wanted here",
        ),
        (
            lambda node: list(node.items())[1].whole(0, 5),
            [1, 6],
            "f: $[1]: a whole number from 0 to 5 is wanted here",
        ),
        (lambda node: node.whole(0, 5), True, "f: $: a whole number from 0 to 5 is wanted here"),
        (lambda node: node.whole(0, 5), 1.0, "f: $: a whole number from 0 to 5 is wanted here"),
        (lambda node: node.number(0, 5), float("inf"), "f: $: a number from 0 to 5 is wanted here"),
        (lambda node: node.number(0, 5), "1", "f: $: a number is wanted here"),
        (lambda node: node.items(), {}, "f: $: a list is wanted here"),
        (lambda node: node.flag(), 1, "f: $: true or false is wanted here"),
        (lambda node: node.text(), "x" * 4_097, "f: $: text of at most 4,096 characters is wanted here"),
    ],
)
def test_a_value_of_another_kind_is_told_with_its_place(read: Any, value: Any, said: str) -> None:
    with pytest.raises(HarnessError) as told:
        read(Node(value, "f: $"))
    assert str(told.value) == said


def test_members_that_may_be_missing() -> None:
    assert Node({"a": None}, "f").optional("a") is None
    assert Node({}, "f").optional("a") is None


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[1, 2]")
    assert read_json(str(path)).value == [1, 2]
    with pytest.raises(HarnessError, match=r"larger than 5 octets; give a smaller part of it"):
        read_json(str(path), 5)
    with pytest.raises(HarnessError, match=r"cannot be read: No such file"):
        read_json(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}\n{"a": 2}\n\n', [{"a": 1}, {"a": 2}]),
        ('{"a": 1}\n', {"a": 1}),
        ('{\n"a": 1}\n', {"a": 1}),
        ('[{"a": 1},\n{"a": 2}]', [{"a": 1}, {"a": 2}]),
    ],
)
def test_one_document_or_one_on_a_line(text: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert read_json_or_lines(str(path)).value == value


def test_a_fault_in_a_line_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": 1}\n{"a" 2}\n')
    with pytest.raises(HarnessError, match=r"a\.json: line 2:1:6: this is no JSON"):
        read_json_or_lines(str(path))
