"""Dependencies: those declared are those imported; constraints.txt pins everything that the core, `dev` and the build pull in, and names no index."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.repository import ROOT, python_files

LINES = (ROOT / "constraints.txt").read_text().splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_FORM = re.compile(r'[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*( ; python_version (<|>=|==) "3\.1[1-4]")?')


def environment(python: str) -> dict[str, str]:
    return {"python_version": python, "python_full_version": f"{python}.1"}


def pins_for(python: str) -> dict[str, str]:
    requirements = [Requirement(line) for line in LINES]
    chosen = [r for r in requirements if r.marker is None or r.marker.evaluate(environment(python))]
    names = [canonicalize_name(r.name) for r in chosen]
    assert len(names) == len(set(names)), f"{python}: pinned twice"
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in chosen}


def declared(*extras: str) -> list[Requirement]:
    project = PROJECT["project"]
    texts = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def needed(python: str) -> set[str]:
    """Names of everything pulled in, by the metadata of what is installed."""
    # With its extras: a package may be wanted bare by one and with an extra by another.
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [r for r in declared("dev") if _applies(r, python, set())]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in found:
            continue
        found.add((name, frozenset(requirement.extras)))
        further = [Requirement(text) for text in metadata.requires(name) or ()]
        waiting += [r for r in further if _applies(r, python, requirement.extras)]
    return {name for name, _ in found}


def _applies(requirement: Requirement, python: str, extras: set[str]) -> bool:
    marker = requirement.marker
    if marker is None:
        return True
    return any(marker.evaluate({**environment(python), "extra": extra}) for extra in ("", *extras))


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_name_and_version_only(line: str) -> None:
    assert _FORM.fullmatch(line)


def test_lines_are_sorted() -> None:
    assert sorted(LINES) == LINES


@pytest.mark.parametrize("python", PYTHONS)
def test_everything_is_pinned_and_nothing_else(python: str) -> None:
    assert set(pins_for(python)) == needed(python)


@pytest.mark.parametrize("python", PYTHONS)
def test_pins_keep_to_the_declared_bounds(python: str) -> None:
    pins = pins_for(python)
    outside = [
        str(r)
        for r in declared("dev")
        if _applies(r, python, set()) and pins[canonicalize_name(r.name)] not in r.specifier
    ]
    assert outside == []


def test_extras_of_the_design_are_declared() -> None:
    assert {"forge", "gateway", "cluster", "dev"} <= set(PROJECT["project"]["optional-dependencies"])


_PACKAGE_OF = {"backports": "backports-zstd", "ruamel": "ruamel-yaml", "pydantic_core": "pydantic"}
"""Import names that are not the package's own."""
_LATER_STDLIB = {"compression"}
"""Modules of the standard library that the oldest Python here lacks; imported behind a check of the version."""


def imported_roots(source: str) -> set[str]:
    roots: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots


_OPTIONAL = {
    ("harness", "lab", "http3.py"): ("lab", {"aioquic"}),
    ("harness", "sources", "remote.py"): ("cluster", {"fsspec", "aiohttp"}),
    ("harness", "testing", "items.py"): ("pytest", {"pytest"}),
    ("harness", "testing", "marks.py"): ("pytest", {"pytest"}),
    ("harness", "testing", "plugin.py"): ("pytest", {"pytest"}),
}
"""Modules that import packages of an extra, when they are needed: `fsspec[http]` brings aiohttp; pytest loads its plugin itself."""


def foreign_roots(paths: Iterable[Path]) -> set[str]:
    roots = set[str]().union(*(imported_roots((ROOT / path).read_text()) for path in paths))
    return {
        _PACKAGE_OF.get(root, root)
        for root in roots - set(sys.stdlib_module_names) - _LATER_STDLIB - {"harness"}
    }


@pytest.mark.parametrize(("module", "brought"), _OPTIONAL.items())
def test_what_an_extra_brings_is_imported_by_these_modules_alone(
    module: tuple[str, ...], brought: tuple[str, set[str]]
) -> None:
    extra, packages = brought
    assert foreign_roots([Path(*module)]) == packages
    declared = {Requirement(text).name for text in PROJECT["project"]["optional-dependencies"][extra]}
    assert packages - declared == packages & {"aiohttp"}


def test_the_core_declares_exactly_what_it_imports() -> None:
    core = [
        path for path in python_files("harness") if path.parts[1] != "forge" and path.parts not in _OPTIONAL
    ]
    foreign = foreign_roots(core)
    declared_core = {canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    assert foreign == declared_core
