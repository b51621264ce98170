"""The Markdown report as a reader sees it; hostile names open no heading, link or table in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from harness import __version__
from harness.reports.formats.markdown import OPENING, markdown, markdown_of_analysis
from tests.support import analysis_example, golden
from tests.support.format_readers import HOSTILE
from tests.support.verification_example import example, hostile, narrowed

EXPECTED = Path(__file__).parent / "expected"
PARSER = MarkdownIt("commonmark").enable("table")


def forms(octets: bytes) -> list[str]:
    """Every piece of markup, in order, without what it holds."""
    found = []
    for token in PARSER.parse(octets.decode()):
        found.append(token.type)
        found += [
            child.type
            for child in token.children or ()
            if child.type not in {"text", "code_inline", "text_special"}
        ]
    return found


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("verification", markdown([example()])),
        ("verification_only", markdown([narrowed()])),
        ("analysis", markdown_of_analysis(analysis_example.example())),
    ],
)
def test_transcript(name: str, octets: bytes) -> None:
    assert octets.startswith(OPENING)
    text = octets.decode().replace(f"harness {__version__}", "harness VERSION")
    golden.check(EXPECTED / f"{name}.md", text)


@pytest.mark.parametrize(
    "text", [HOSTILE, "# x", "- x", "| a | b |", "```", "<script>", "[x]: https://b.example"]
)
def test_a_name_changes_no_form(text: str) -> None:
    tame, wild = forms(markdown([hostile("name.example")])), forms(markdown([hostile(text)]))
    assert wild == tame
    assert not {"link_open", "image", "html_inline"} & set(wild)
    assert wild.count("html_block") == 1  # our own first line


def test_verdicts_are_said_with_what_must_be_said_beside_them() -> None:
    text = markdown([example()]).decode()
    assert text.index("**SYNTHETIC:**") < text.index("**FAIL**")
    assert "**NOT SEEN SINCE**" in text
    assert ", under interference only" in text
    assert "Not seen is not the same as not there" in text
