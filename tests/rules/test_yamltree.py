"""The YAML reader: values by the core schema, places, and no way to hurt it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rules.yamltree import Node, read_tree


def plain(text: str) -> object:
    tree, faults = read_tree(text.encode(), "x.yaml")
    assert faults == []
    assert tree is not None
    return tree.plain()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("4808", 4808),
        ("'4808'", "4808"),
        ("1.5", 1.5),
        ("1.2.3.4", "1.2.3.4"),
        ("2026-11-23", "2026-11-23"),
        ("0x10", "0x10"),
        (">-\n  two\n  lines", "two lines"),
        ("[a, b]", ["a", "b"]),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: object) -> None:
    assert plain(f"key: {written}\n") == {"key": value}


def test_places_are_one_based() -> None:
    tree, _ = read_tree(b"a: 1\nb:\n  - {c: x}\n", "x.yaml")
    assert tree is not None
    assert isinstance(tree.value, dict)
    assert tree.keys == {"a": (1, 1), "b": (2, 1)}
    items = tree.value["b"].value
    assert isinstance(items, list)
    assert (items[0].line, items[0].column) == (3, 5)


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert plain("<<: {a: 1}\n") == {"<<": {"a": 1}}


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? "])
def test_a_mebibyte_of_openings_is_refused_at_once(opening: str) -> None:
    tree, faults = read_tree((opening * 400_000).encode(), "x.yaml")
    assert tree is None
    assert len(faults) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_mapping_or_a_fault(data: bytes) -> None:
    tree, faults = read_tree(data, "x.yaml")
    assert isinstance(tree, Node) or faults
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


@given(st.lists(st.sampled_from([*"a1:-[]{},'\"|>&*!?#%@ \n", "\n  ", "---\n"]), max_size=40))
def test_any_punctuation_gives_a_mapping_or_a_fault(parts: list[str]) -> None:
    tree, faults = read_tree("".join(parts).encode(), "x.yaml")
    assert isinstance(tree, Node) or faults


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{at: 2026-11-02T10:00:00Z}", {"at": "2026-11-02T10:00:00Z"}),
        ("[2001:db8::1, 02:00:00:00:00:01]", ["2001:db8::1", "02:00:00:00:00:01"]),
    ],
)
def test_colons_inside_words_need_no_quotes_in_brackets(written: str, value: object) -> None:
    assert plain(f"key: {written}\n") == {"key": value}


def test_what_was_found_before_a_syntax_fault_is_told_with_it() -> None:
    _, faults = read_tree(b"a: &x 1\na: 2\nb: [1\n", "x.yaml")
    assert [fault.message.partition(":")[0] for fault in faults] == [
        "anchor '&x'",
        "key 'a' again",
        "not valid YAML",
    ]
