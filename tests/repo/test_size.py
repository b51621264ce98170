"""Files below 300 lines, functions below 50; the exceptions are listed and may only shrink."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.repository import ROOT, python_files

FILE_LINES, FUNCTION_LINES = 300, 50

LONG_FILES: set[str] = set()
"""Files at or above the limit, each a debt."""

LONG_FUNCTIONS: set[str] = set()
"""`file:function` at or above the limit, docstring counted, each a debt."""

FOLDERS = ("harness", "scripts", "tests")


def functions_of(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in python_files(*FOLDERS)}
    assert {path for path, lines in lengths.items() if lines >= FILE_LINES} == LONG_FILES


def test_functions_are_short() -> None:
    long = {
        f"{path}:{name}"
        for path in python_files(*FOLDERS)
        for name, lines in functions_of((ROOT / path).read_text())
        if lines >= FUNCTION_LINES
    }
    assert long == LONG_FUNCTIONS
