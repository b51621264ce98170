"""Texts kept in files: compare, or rewrite when asked.

``pytest --update-expected`` (or the variable HARNESS_UPDATE_EXPECTED) rewrites; the
difference is then read by a person before it is committed.
"""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path


def updating() -> bool:
    """Whether expected texts are to be rewritten in this run."""
    return "--update-expected" in sys.argv or bool(os.environ.get("HARNESS_UPDATE_EXPECTED"))


def check(path: Path, text: str) -> None:
    """Hold ``text`` against the file, character by character."""
    if updating():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path.name} is missing: HARNESS_UPDATE_EXPECTED=1 pytest writes it"
    expected = path.read_text(encoding="utf-8")
    changes = difflib.unified_diff(expected.splitlines(), text.splitlines(), path.name, "now", lineterm="")
    assert text == expected, "\n".join(changes)
