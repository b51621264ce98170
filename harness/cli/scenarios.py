"""SCENARIO arguments in, scenarios out: files and folders found, every fault of every file told at once.

In a folder, however deep, ``scenario.yaml`` and every name that ends in ``.scenario.yaml`` is a
scenario. Hidden folders and links to folders are not followed. Of sealed evidence (``harness seal``) below a folder the
copy of its scenario is left out: it is judged where its captures were taken over to, or where it is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from harness.errors import Fault, ScenarioError
from harness.sources.named import below, each_named

Loaded = TypeVar("Loaded")
NAME, ENDING = "scenario.yaml", ".scenario.yaml"
_SEALED = {"SHA256SUMS", "session.jsonl"}
"""Files that only an evidence folder has."""


def scenario_files(arguments: Sequence[str]) -> tuple[Path, ...]:
    """Find the scenario files that the arguments name, each once, folders in order of names.

    Raises:
        UsageError: An argument leads to none; all of them told together.
    """
    return each_named(arguments, _scenarios)


def scenario_file(path: Path) -> Path:
    """The scenario of a folder, or the file that is named; whether it is there is for who reads it."""
    return path / NAME if path.is_dir() else path


def _scenarios(path: Path, argument: str) -> Sequence[Path] | str:
    if not path.is_dir():
        return [path] if path.exists() else f"{argument}: no such file or folder"
    found = [
        folder / name
        for folder, names in below(path)
        for name in names
        if _is_scenario(name) and (folder == path or not set(names) >= _SEALED)
    ]
    return sorted(found) or f"{argument}: no {NAME} and no *{ENDING} in this folder or below"


def _is_scenario(name: str) -> bool:
    return name == NAME or name.endswith(ENDING)


def load_all(paths: Sequence[Path], load: Callable[[Path], Loaded]) -> tuple[Loaded, ...]:
    """Load every scenario, or every case.

    Raises:
        ScenarioError: With the faults of all files.
    """
    loaded: list[Loaded] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            loaded.append(load(path))
        except ScenarioError as found:
            faults.extend(found.faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return tuple(loaded)
