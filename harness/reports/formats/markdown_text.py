r"""Text from outside in, GitHub-flavoured Markdown that shows it and nothing else out.

A backslash before a mark keeps it from being markup, but not from becoming a mention, a reference to an issue or a link: those are
looked for in the text that is shown. In a code span nothing is looked for (GFM 0.29 section 6.3). So a word that is not plainly a word or
number stands in one, which host names and paths deserve anyway.

Blind spots: ``|`` ends a cell of a table even in a code span, so it is written ``\x7c`` everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from harness.reports.text import shown

_WORD = r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*"
_NUMBER = r"\d{1,6}(?:[.,:]\d{1,3})*%?"
_PLAIN = re.compile(rf"{_WORD}|{_NUMBER}|\d{{4}}-\d\d-\d\d|-")
_AROUND = re.compile(r"""(?P<before>[(\["]{0,3})(?P<core>.+?)(?P<after>[)\]".,;:!?]{0,4})""")
"""A word with the marks around it that are harmless: a bracket is a link only next to another, or first in its line."""
_OPENS_NOTHING = re.compile(rf"""[("]?{_WORD}[)".,;:!?]{{0,4}}""")
"""A first word that no list, heading, link definition or task can begin with."""
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
"""What could be a commit's digest is linked to it."""


def code(text: str) -> str:
    """Text as a code span; empty text gives none.

    >>> code("log.example"), code("a`b")
    ('`log.example`', '``a`b``')
    """
    inside = shown(text).replace("|", r"\x7c")
    if not inside.strip():
        return f"`{inside}`" if inside else ""
    longest = max((len(run) for run in re.findall("`+", inside)), default=0)
    fence = "`" * (longest + 1)
    space = " " if inside[0] in "` " or inside[-1] in "` " else ""
    return f"{fence}{space}{inside}{space}{fence}"


def prose(text: str) -> str:
    """A sentence with every word that is no plain word or number as a code span; white space becomes single spaces.

    >>> prose("Sent to log.example (packet 3); see @all")
    'Sent to `log.example` (packet 3); see `@all`'
    """
    pieces = [
        piece for number, word in enumerate(shown(text).split()) for piece in _pieces(word, first=not number)
    ]
    runs = groupby(pieces, key=lambda piece: piece[1])
    return "".join(
        _run([text for text, _ in run]) if hides else "".join(text for text, _ in run) for hides, run in runs
    ).strip()


def _run(pieces: Sequence[str]) -> str:
    """Words next to each other in one code span; the space before the first stands outside."""
    whole = "".join(pieces)
    return f"{' ' if whole.startswith(' ') else ''}{code(whole.strip())}"


def _pieces(word: str, *, first: bool) -> Iterator[tuple[str, bool]]:
    """A word, a space before it, in pieces: text, and whether it has to stand in a code span."""
    found = _AROUND.fullmatch(word)
    if found is None or (first and not _OPENS_NOTHING.fullmatch(word)):
        yield f" {word}", True
        return
    core = found["core"]
    hides = not _PLAIN.fullmatch(core) or bool(_COMMIT.fullmatch(core))
    if found["before"]:
        yield f" {found['before']}", False
    yield core if found["before"] else f" {core}", hides
    if found["after"]:
        yield found["after"], False


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table; cells are Markdown already."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def bullets(lines: Iterable[str]) -> Iterator[str]:
    """A list; items are Markdown already, in one line each."""
    return (f"- {line}" for line in lines)
