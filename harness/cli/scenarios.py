"""SCENARIO arguments in, scenarios out: files and folders found, every fault of every file told at once.

In a folder, however deep, ``scenario.yaml`` and every name that ends in ``.scenario.yaml`` is a
scenario. Hidden folders and links to folders are not followed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from harness.errors import Fault, ScenarioError, UsageError
from harness.model.scenario import Scenario

NAME, ENDING = "scenario.yaml", ".scenario.yaml"


def scenario_files(arguments: Sequence[str]) -> tuple[Path, ...]:
    """Find the scenario files that the arguments name, each once, folders in order of names.

    Raises:
        UsageError: An argument leads to none; all of them told together.
    """
    found: dict[Path, Path] = {}
    faults: list[str] = []
    for argument in arguments:
        path = Path(argument)
        try:
            files = sorted(_below(path)) if path.is_dir() else [path]
        except OSError as fault:
            faults.append(f"{fault.filename}: this folder cannot be looked into: {fault.strerror}")
            continue
        if not files:
            faults.append(f"{argument}: no {NAME} and no *{ENDING} in this folder or below")
        if files == [path] and not path.exists():
            faults.append(f"{argument}: no such file or folder")
        for file in files:
            found.setdefault(file.resolve(), file)
    if faults:
        raise UsageError("\n".join(faults))
    return tuple(found.values())


def _below(folder: Path) -> Iterator[Path]:
    """Raises OSError: a folder cannot be listed."""

    def refuse(fault: OSError) -> None:
        raise fault

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if name == NAME or name.endswith(ENDING))


def load_all(paths: Sequence[Path], load: Callable[[Path], Scenario]) -> tuple[Scenario, ...]:
    """Load every file.

    Raises:
        ScenarioError: With the faults of all files.
    """
    scenarios: list[Scenario] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            scenarios.append(load(path))
        except ScenarioError as found:
            faults.extend(found.faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return tuple(scenarios)
