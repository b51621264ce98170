"""Texts kept in files: compare, or rewrite when asked.

``pytest --update-expected`` (or the variable HARNESS_UPDATE_EXPECTED) rewrites; the
difference is then read by a person before it is committed.
"""

from __future__ import annotations

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
    assert text == path.read_text(encoding="utf-8")
