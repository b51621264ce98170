"""The add-on of mitmproxy imports the standard library and itself: it runs in a Python that has nothing of ours."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import ROOT

ADDON = ROOT / "harness/interception/addon"


def imported(path: Path) -> Iterator[str]:
    """First names of what a file imports; ``.`` of what lies beside it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level or str(node.module).partition(".")[0]


def test_it_imports_the_standard_library_and_what_lies_beside_it() -> None:
    found = {name for path in ADDON.glob("*.py") for name in imported(path)}
    assert {"json", "."} <= found
    assert found - {"."} <= sys.stdlib_module_names


def test_no_file_of_it_hides_a_module_of_the_standard_library() -> None:
    # mitmproxy puts the folder of a script in front of everything else.
    assert not {path.stem for path in ADDON.glob("*.py")} & sys.stdlib_module_names
