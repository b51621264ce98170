"""Pages as they stand in the repository become pages of a site that stands alone (scripts/site/conf.py).

A link to a file of the repository that is no page leads nowhere on the site, so the file's path takes its
place; that the file exists, ``tests/repo/test_docs.py`` holds. Decisions stand on one page: a page for
each took three times as long to build, and each is read for its one reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"

_LINK = re.compile(r"\[([^\]\[]+)\]\(([\w.][\w./-]*)(#[^)\s]*)?\)")
_HEADING = re.compile(r"^(#+ )", re.MULTILINE)


def inside(markdown: str, source: str) -> str:
    """Turn links that leave the pages into the paths of what they led to, and those to decisions into ones to their page.

    Args:
        markdown: The page.
        source: Its path below ``docs``.

    >>> inside("see [a whole one](../scenarios/four-regions)", "tutorial.md")
    'see a whole one (`scenarios/four-regions`)'
    >>> inside("see [`NOTICE`](../NOTICE) and [rules](rules.md)", "geodata.md")
    'see `NOTICE` and [rules](rules.md)'
    >>> inside("see [why](decisions/0070-forge-is-gpl-and-a-process.md)", "forge.md")
    'see [why](decisions/README.md#decision-0070)'
    """

    def mended(link: re.Match[str]) -> str:
        found = ((DOCS / source).parent / link[2]).resolve()
        if found.parent == DECISIONS and found.name[:4].isdigit():
            page = "" if source.startswith("decisions/") else "decisions/README.md"
            page = f"../{page}" if page and "/" in source else page
            return f"[{link[1]}]({page}#{_anchor(found)})"
        if found.is_relative_to(DOCS) or not found.is_relative_to(ROOT):
            return link[0]
        path = found.relative_to(ROOT).as_posix()
        return f"`{path}`" if link[1].strip("`") == path else f"{link[1]} (`{path}`)"

    return _LINK.sub(mended, markdown)


def decisions_page(head: str, decisions: Iterable[Path]) -> str:
    """All decisions below the head of their folder's page, each one level deeper, with an anchor for links."""
    parts = [_decision(path, path.read_text(encoding="utf-8")) for path in decisions]
    return "\n\n".join([head, *parts])


def _decision(path: Path, text: str) -> str:
    deeper = _HEADING.sub(r"#\1", inside(text, f"decisions/{path.name}"))
    return f"({_anchor(path)})=\n{deeper}"


def _anchor(decision: Path) -> str:
    return f"decision-{decision.name[:4]}"
