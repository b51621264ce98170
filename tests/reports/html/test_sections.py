"""Every section of text: its wording kept in files, nothing of its view left out, and nothing in it can act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from harness import __version__
from harness.reports.html.page import analysis_page, verification_page
from harness.reports.html.sections import ANALYSIS_SECTIONS, VERIFICATION_SECTIONS
from harness.reports.text import shown
from tests.support import analysis_example, golden
from tests.support.html_text import section_html, section_text
from tests.support.verification_example import example, hostile, narrowed

EXPECTED = Path(__file__).parents[1] / "expected" / "html"
OF_VERIFICATION = (
    "verdict", "findings", "blind_spots", "matrix", "subject", "captures", "method", "versions",
)  # fmt: skip
OF_ANALYSIS = ("answers", "blind_spots", "captures", "method", "versions")
OF_NARROWED = ("verdict", "beside")
EACH = [
    *(("verification", name) for name in OF_VERIFICATION),
    *(("analysis", name) for name in OF_ANALYSIS),
    *(("narrowed", name) for name in OF_NARROWED),
]
WITHOUT_INPUT = {("verification", "method"), ("analysis", "blind_spots")}
"""What they say is the program's own alone."""
BAD = "</section></script><img src=x onerror=alert(1)>'\"&{{7*7}}\x1b[31m\u202e"


@cache
def page_of(kind: str) -> bytes:
    return {
        "verification": lambda: verification_page([example()]),
        "narrowed": lambda: verification_page([narrowed()]),
        "analysis": lambda: analysis_page(analysis_example.example()),
        "hostile verification": lambda: verification_page([hostile(BAD)]),
        "hostile analysis": lambda: analysis_page(analysis_example.hostile(BAD)),
    }[kind]()


def view_of(kind: str, name: str) -> Any:
    if kind.endswith("analysis"):
        given = analysis_example.hostile(BAD) if kind.startswith("hostile") else analysis_example.example()
        return next(one.view(given) for one in ANALYSIS_SECTIONS if one.name == name)
    made = {"verification": example, "narrowed": narrowed, "hostile verification": lambda: hostile(BAD)}[
        kind
    ]()
    return next(one.view(made) for one in VERIFICATION_SECTIONS if one.name == name)


def texts_in(view: Any) -> Iterator[str]:
    if isinstance(view, str):
        yield view
    elif is_dataclass(view):
        for field in fields(view):
            yield from texts_in(getattr(view, field.name))
    elif isinstance(view, tuple):
        for item in view:
            yield from texts_in(item)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_transcript(kind: str, name: str) -> None:
    text = section_text(page_of(kind), name).replace(f"harness | {__version__}", "harness | VERSION")
    text = text.replace(f"\n{__version__}\n", "\nVERSION\n")
    golden.check(EXPECTED / f"{kind}_{name}.txt", text)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_nothing_of_a_view_is_left_out(kind: str, name: str) -> None:
    html = section_html(page_of(kind), name)
    texts = set(texts_in(view_of(kind, name))) - {""}
    assert len(texts) >= 3
    assert not [text for text in texts if str(escape(shown(text))) not in html]


@pytest.mark.parametrize(("kind", "name"), [pair for pair in EACH if pair[0] != "narrowed"])
def test_what_input_says_is_text(kind: str, name: str) -> None:
    html = section_html(page_of(f"hostile {kind}"), name)
    assert "<img" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    texts = set(texts_in(view_of(f"hostile {kind}", name))) - {""}
    assert not [text for text in texts if str(escape(shown(text))) not in html]
    if (kind, name) not in WITHOUT_INPUT:
        assert "&lt;/section&gt;" in html


def test_a_full_test_has_nothing_beside_it() -> None:
    assert b'id="r1-beside"' not in page_of("verification")
    assert b'id="r1-beside"' in page_of("narrowed")
