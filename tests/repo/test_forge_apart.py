"""The forge is GPL-2.0-only and stands apart (decision 0070): nothing is imported over that border, either way."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.support.repository import ROOT, python_files

SPDX = "# SPDX-License-Identifier: GPL-2.0-only\n"
FORGE = [path for path in python_files("harness") if path.parts[1] == "forge"]
REST = [path for path in python_files("harness") if path.parts[1] != "forge"]


@cache
def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def crossing(path: Path, *prefixes: str) -> list[str]:
    return [f"{path}: {name}" for name in imports_of(path) if name.split(".")[: len(prefixes)] == [*prefixes]]


def test_every_file_of_the_forge_names_its_licence_and_why() -> None:
    assert FORGE
    heads = {path: (ROOT / path).read_text()[:400] for path in FORGE}
    assert [path for path, head in heads.items() if not head.startswith(SPDX) or "scapy" not in head] == []


def test_no_other_file_has_that_licence() -> None:
    assert [path for path in REST if (ROOT / path).read_text().startswith("# SPDX")] == []


def test_the_rest_imports_neither_scapy_nor_the_forge() -> None:
    found = [name for path in REST for name in crossing(path, "scapy") + crossing(path, "harness", "forge")]
    assert found == []


def test_the_forge_imports_nothing_of_the_rest() -> None:
    ours = {path: set(crossing(path, "harness")) - set(crossing(path, "harness", "forge")) for path in FORGE}
    assert {path: names for path, names in ours.items() if names} == {}


def test_the_licence_text_is_there() -> None:
    text = (ROOT / "LICENSES/GPL-2.0-only.txt").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 2, June 1991" in text
