"""Escaped text is text: a CommonMark parser with tables finds no markup in it, and reads back what was shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harness.reports.formats.markdown_text import code, prose, table
from harness.reports.text import shown
from tests.support.format_readers import HOSTILE

PARSER = MarkdownIt("commonmark").enable("table")
MARKUP = st.text("abc@#:/.[](){}<>&!*_~`|\\-+=1. \n\t\"'", max_size=40)
_MENTION = re.compile(r"[@#]|://|www\.|\bgh-\d|[0-9a-f]{7}|[^\s\w](?=\w+@)", re.IGNORECASE)
"""What GitHub makes links of in text that is shown."""


def read(markdown: str) -> tuple[str, str]:
    """Text shown outside of code spans, and all text shown; anything but text and code spans is refused."""
    outside, everything = [], []
    for token in PARSER.parse(markdown):
        assert token.type in {"paragraph_open", "inline", "paragraph_close"}, token.type
        for child in token.children or ():
            assert child.type in {"text", "code_inline", "text_special"}, child.type
            everything.append(child.content)
            outside.append(child.content if child.type != "code_inline" else " ")
    return "".join(outside), "".join(everything)


@given(MARKUP | st.text(max_size=40))
def test_prose_is_shown_and_nothing_else(text: str) -> None:
    outside, everything = read(prose(text))
    assert not _MENTION.search(outside)
    assert everything.split() == shown(text).replace("|", r"\x7c").split()


@given(MARKUP | st.text(max_size=40))
def test_code_is_shown_as_it_is(text: str) -> None:
    outside, everything = read(f"x {code(text)} x")
    assert outside.strip("x ") == ""
    assert (
        everything.removeprefix("x ").removesuffix(" x").strip() == shown(text).replace("|", r"\x7c").strip()
    )


@given(st.lists(MARKUP | st.text(max_size=20), min_size=2, max_size=2))
def test_a_cell_of_a_table_stays_one_cell(texts: list[str]) -> None:
    tokens = PARSER.parse("\n".join(table(["a", "b"], [[prose(texts[0]), code(texts[1])]])))
    assert [token.type for token in tokens].count("td_open") == 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sent to log.example (packet 3), see @all", "Sent to `log.example` (packet 3), see `@all`"),
        ("[x]: https://a.example", "`[x]: https://a.example`"),
        ("In BR [settings default; app 1.0]", "In BR [settings default; app 1.0]"),
        ("1. one", "`1.` one"),
        ("deadbeef commit", "`deadbeef` commit"),
    ],
)
def test_what_is_plain_stays_plain(text: str, wanted: str) -> None:
    assert prose(text) == wanted


def test_the_worst_name() -> None:
    read(prose(HOSTILE))
