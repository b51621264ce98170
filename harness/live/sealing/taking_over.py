"""Sealed evidence and the author's scenario -> the scenario with the captured cells in it, as text; comments stay where they are.

A sealed folder holds a copy of the scenario with one cell filled in, and lists files relative to itself. Here that cell goes into
the author's own file, with the folder in front of each path, so that all cells are judged together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from harness.errors import MachineError, UsageError
from harness.live.sealing.filled import Filled
from harness.live.sealing.kept_yaml import kept_yaml, set_list, without_comments
from harness.live.sealing.seal import altered_lines
from harness.live.sealing.sums import SUMS, check_folder
from harness.reports.units import counted

_PATHS: Final = ("path", "keylog", "hosts")
_OF_CELL: Final = ("interference", "ip_versions", "ca_store")
"""What sealing may have changed of a cell, besides captures and steps."""


@dataclass(frozen=True, slots=True)
class SealedCell:
    """One cell, as a sealed folder has it."""

    folder: str
    """As given."""
    below: str
    """The same, relative to the scenario's folder."""
    cell: str
    scenario: CommentedMap
    """The folder's copy, whole."""


def sealed_cell(folder: Path, scenario: Path) -> SealedCell:
    """Read what a sealed folder holds for a scenario.

    Raises:
        UsageError: It is not sealed, was captured without a scenario, or does not lie below the scenario's folder.
        MachineError: It was altered, or cannot be read.
    """
    checked = check_folder(folder) if folder.is_dir() else None
    if checked is None:
        raise UsageError(f"{folder}: holds no {SUMS}: it is not sealed; `harness seal {folder}` seals it")
    if not checked.unaltered:
        raise MachineError("\n".join(altered_lines(folder, checked)))
    try:
        told = json.loads((folder / "manifest.json").read_bytes())["scenario"]
        text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    except (OSError, KeyError, ValueError) as fault:
        raise MachineError(f"{folder}: cannot be read: {fault}") from fault
    if not told or not told.get("given"):
        raise UsageError(f"{folder}: was captured without a scenario; there is no cell that it fills in")
    root = scenario.parent.resolve()
    if not folder.resolve().is_relative_to(root):
        raise UsageError(
            f"{folder}: move it below {scenario.parent}, where the scenario is: captures are listed relative to that"
        )
    below = folder.resolve().relative_to(root).as_posix()
    return SealedCell(str(folder), below, str(told["cell"]), kept_yaml().load(text))


def taken_over(text: str, cells: Sequence[SealedCell]) -> Filled:
    """Fill the cells in.

    Args:
        text: The author's scenario, without faults.
        cells: Each for another cell.

    Raises:
        UsageError: One is of another scenario, or its cell is not there or lists captures already; every mistake at once.
    """
    yaml = kept_yaml()
    top = yaml.load(text)
    faults = list(_faults(top, cells))
    if faults:
        raise UsageError("\n".join(faults))
    notes: list[str] = []
    for sealed in cells:
        theirs, own = _cell(sealed.scenario, sealed.cell), _cell(top, sealed.cell)
        if own is None or theirs is None:
            raise AssertionError("checked above")
        notes.append(_fill(own, theirs, sealed))
        notes += _shared(top, sealed)
    out = StringIO()
    yaml.dump(top, out)
    return Filled(text=out.getvalue(), notes=tuple(notes))


def _faults(top: CommentedMap, cells: Sequence[SealedCell]) -> Iterator[str]:
    taken: set[str] = set()
    for sealed in cells:
        own = _cell(top, sealed.cell)
        if sealed.scenario["id"] != top["id"]:
            yield f"{sealed.folder}: was captured for scenario {sealed.scenario['id']}, this is {top['id']}"
        elif own is None or _cell(sealed.scenario, sealed.cell) is None:
            yield f"{sealed.folder}: fills in cell {sealed.cell}, which the scenario does not have"
        elif own.get("captures"):
            yield f"{sealed.folder}: cell {sealed.cell} lists captures already, and none is ever replaced: add a cell for this one"
        elif sealed.cell in taken:
            yield f"{sealed.folder}: fills in cell {sealed.cell} as another folder does: add a cell for one of them"
        taken.add(sealed.cell)


def _cell(top: CommentedMap, wanted: str) -> CommentedMap | None:
    return next((cell for cell in top["cells"] if cell["id"] == wanted), None)


def _fill(own: CommentedMap, theirs: CommentedMap, sealed: SealedCell) -> str:
    captures = [_moved(entry, sealed.below) for entry in theirs.get("captures") or ()]
    set_list(own, "captures", CommentedSeq(captures))
    set_list(own, "steps", CommentedSeq(map(without_comments, theirs.get("steps") or ())))
    for key in _OF_CELL:
        if key in theirs and theirs[key] != own.get(key):
            own[key] = without_comments(theirs[key])
    what = f"{counted(len(captures), 'capture')} and {counted(len(own['steps']), 'step')}"
    return f"cell {sealed.cell}: {what} of {sealed.below}"


def _moved(entry: Any, below: str) -> CommentedMap:
    moved: CommentedMap = without_comments(entry)
    for key in _PATHS:
        if key in moved:
            moved[key] = f"{below}/{moved[key]}"
    return moved


def _shared(top: CommentedMap, sealed: SealedCell) -> Iterator[str]:
    """What a gateway said beyond the cell: resolvers of vantage points, and its own traffic."""
    points = {point["id"]: point for point in top["vantage_points"]}
    for point in sealed.scenario["vantage_points"]:
        own, resolvers = points.get(point["id"]), point.get("resolvers")
        if own is not None and resolvers is not None and own.get("resolvers") != resolvers:
            own["resolvers"] = without_comments(resolvers)
            yield f"vantage point {point['id']}: resolvers as in {sealed.below}; look whether that holds for its other cells"
    tools = list(top.get("tools") or ())
    added = [without_comments(tool) for tool in sealed.scenario.get("tools") or () if tool not in tools]
    if added:
        set_list(top, "tools", CommentedSeq([*tools, *added]))
        yield f"tools: {len(added)} more, of {sealed.below}"
