"""Pydantic's errors in the words of the catalogue."""

from __future__ import annotations

import pytest

from harness.errors import Fault
from harness.rules.faults import form_at, locate, tell
from harness.rules.forms import ExamplesForm, FileForm, MatchForm, RuleForm
from harness.rules.yamltree import Node, read_tree


@pytest.fixture
def tree() -> Node:
    found, _ = read_tree(b"id: a.b\nmatch:\n  host:\n  - a.example\n  - b.example\n", "a.yaml")
    assert found is not None
    return found


def test_a_location_ends_at_the_deepest_value_that_is_there(tree: Node) -> None:
    assert locate(tree, ("match", "host", 1))[1] == (5, 5)
    assert locate(tree, ("match", "host", 7))[1] == (4, 3)
    assert locate(tree, ("match", "port"))[1] == (3, 3)
    assert locate(tree, ())[1] == (1, 1)


def test_the_form_of_a_location() -> None:
    assert form_at(RuleForm, ()) is RuleForm
    assert form_at(RuleForm, ("match", "host", 0)) is MatchForm
    assert form_at(RuleForm, ("examples",)) is ExamplesForm
    assert form_at(FileForm, ("rules",)) is FileForm


def test_an_error_without_a_wording_of_ours_keeps_pydantics(tree: Node) -> None:
    told = tell(
        {"type": "odd", "loc": ("id",), "msg": "Input is odd", "input": "a.b"}, RuleForm, tree, "a.yaml"
    )
    assert told == Fault(path="a.yaml", line=1, column=5, message="id: Input is odd")
