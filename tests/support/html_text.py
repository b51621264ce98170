"""A page's section as a reader has it: its elements, and its text line by line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_APART = {"p", "li", "dt", "dd", "h2", "h3", "h4", "tr", "caption", "summary", "div"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _APART:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" | ")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def section_html(page: bytes, name: str, article: int = 1) -> str:
    """One section, from its start tag to its end tag; there is no section within a section."""
    found = re.search(rf'<section id="r{article}-{name}".*?</section>', page.decode("utf-8"), re.DOTALL)
    assert found, f"no section {name}"
    return found[0]


def text_of(html: str) -> str:
    """Its text, one block a line, without what is empty."""
    parser = _Text()
    parser.feed(html)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def section_text(page: bytes, name: str, article: int = 1) -> str:
    """Text of one section."""
    return text_of(section_html(page, name, article))
