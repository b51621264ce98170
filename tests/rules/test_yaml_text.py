"""Whatever is written reads as that text, for our reader and for another, and is nothing but text."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from harness.rules.yaml_text import comment, entry, flow, listed, scalar
from harness.rules.yamltree import read_tree

ANY = st.text(st.characters(exclude_categories=["Cs"]))
HOSTILE = (
    "<<: *a",
    "*a",
    "&a b",
    "!!python/object/apply:os.system [id]",
    "%YAML 1.1",
    "---",
    "...",
    "a: b",
    "a #b",
    "- a",
    "? a",
    "[a",
    "{a: 1}",
    '"',
    "'",
    "\\",
    "@a",
    "`a",
    "| \n a",
    "> a",
    "=",
    "NO",
    "~",
    "0x1f",
    "1.e5",
    "1_000",
    "0o7",
    "12:30:45",
    "2026-01-01",
    ".inf",
    ".NaN",
    "\u2028",
    "\x85",
    "\ufeff",
    "\t",
    " a ",
    "",
)


def ours(text: str) -> Any:
    tree, faults = read_tree(text.encode(), "f.yaml")
    assert faults == []
    assert tree is not None
    return tree.plain()


def other(text: str, version: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


@given(ANY)
def test_a_value_reads_as_itself(text: str) -> None:
    written = f"k: {scalar(text)}\n"
    assert written.isascii()
    assert ours(written) == other(written, "1.1") == other(written, "1.2") == {"k": text}


def test_hostile_values_read_as_themselves() -> None:
    for text in HOSTILE:
        for written in (f"k: {scalar(text)}\n", f"k: {flow([text, text])}\n"):
            told = ours(written)
            assert told == other(written, "1.1") == other(written, "1.2")
            assert told["k"] in (text, [text, text])


@given(ANY, st.text("ab: #-", min_size=90), st.integers(0, 6))
@example("", "a " * 200, 2)
def test_keys_with_text_read_as_themselves(odd: str, long: str, indent: int) -> None:
    for text in (odd, long, odd * 30, " ".join(long.split())):
        written = "\n".join(["top:", *entry("k", text, indent + 1)]) + "\n"
        assert ours(written) == other(written, "1.2") == {"top": {"k": text}}


@given(st.lists(ANY | st.integers(0, 2**32), max_size=40), st.integers(0, 6))
def test_lists_read_as_themselves(values: list[str | int], indent: int) -> None:
    written = "\n".join(["top:", *listed("k", values, indent + 1)]) + "\n"
    assert ours(written) == other(written, "1.2") == {"top": {"k": values}}


@given(st.text())
def test_a_comment_is_no_more_than_that(text: str) -> None:
    lines = [*comment(text, 2)]
    assert all(line.startswith("  # ") and line.isascii() and line.isprintable() for line in lines)
    assert ours("\n".join(["k: v", *lines]) + "\n") == {"k": "v"}


def test_a_lone_surrogate_is_told_as_text() -> None:
    assert ours(f"k: {scalar(chr(0xDC80))}\n") == {"k": "\\udc80"}
