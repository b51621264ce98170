"""``harness campaign add``: sealed evidence in; the scenario that it was captured for with these cells filled in, out."""

from __future__ import annotations

import argparse
import difflib
import os
from dataclasses import dataclass
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.notes import tell
from harness.cli.options import new_parser
from harness.cli.scenarios import scenario_file
from harness.cli.streams import say
from harness.errors import HarnessError, MachineError, UsageError

_ABOUT = """\
Take evidence that `harness live --scenario` sealed into the scenario that it was captured for: captures, steps and what a gateway changed go
into its cell, with the evidence folder in front of each path. The folder has to lie below the scenario's; nothing in it is written to. Without --write the
change is only shown. Comments stay where they are.
"""
_EXITS = """\
Exit status: 0 shown or written; 2 wrong usage, or the evidence is of no cell that is still planned; 4 evidence was altered, or something cannot be read or
written.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    folders: tuple[str, ...]
    scenario: str
    write: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness campaign add``."""
    found = new_parser(
        "harness campaign add", _ABOUT, "harness campaign add FOLDER... --scenario SCENARIO [--write]", _EXITS
    )
    found.add_argument(
        "folders", metavar="FOLDER", nargs="+", help="sealed evidence folders, each of another cell"
    )
    found.add_argument(
        "--scenario", metavar="FILE", required=True, help="the author's scenario file, or its folder"
    )
    found.add_argument(
        "--write", action="store_true", help="change the scenario file (default: show the change)"
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``campaign add``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(folders=tuple(found.folders), scenario=found.scenario, write=found.write)


def run(request: Request) -> Exit:
    """Show the change, or make it.

    Raises:
        UsageError: The evidence has no place in the scenario; every mistake at once.
        ScenarioError: The scenario has faults, or would have them.
        MachineError: Evidence was altered, or a file cannot be read or written.
    """
    from harness.live.sealing.taking_over import sealed_cell, taken_over  # noqa: PLC0415 - brings ruamel
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich
    from harness.rules.scenario import checked_scenario  # noqa: PLC0415 - brings pydantic

    path = scenario_file(Path(request.scenario))
    before = _text(path)
    checked_scenario(before.encode(), str(path), str(path.parent))
    cells, faults = [], []
    for folder in request.folders:
        try:
            cells.append(sealed_cell(Path(folder), path))
        except UsageError as fault:
            faults.append(str(fault))
    if faults:
        raise UsageError("\n".join(faults))
    made = taken_over(before, cells)
    checked_scenario(made.text.encode(), str(path), str(path.parent))
    for note in made.notes:
        tell(shown(note), event="taken-over")
    if not request.write:
        name = str(path)
        changed = difflib.unified_diff(before.splitlines(), made.text.splitlines(), name, name, lineterm="")
        say("".join(f"{shown(line)}\n" for line in changed))
        tell("nothing was written; --write does", event="shown")
        return Exit.OK
    _write(path, before, made.text)
    tell(f"wrote {shown(str(path))}; next: `harness verify {shown(str(path))}`", event="wrote")
    return Exit.OK


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path}: cannot be read: {fault}") from fault


def _write(path: Path, before: str, text: str) -> None:
    """Replace the file in one go, unless somebody changed it meanwhile."""
    new = path.with_name(f".{path.name}.new")
    try:
        if path.read_text(encoding="utf-8") != before:
            raise HarnessError(f"{path}: was changed while this ran; run it again")
        with new.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except FileExistsError as fault:
        raise MachineError(f"{new}: is left from a run that ended badly; remove it") from fault
    except OSError as fault:
        raise MachineError(f"{path}: cannot be written: {fault.strerror}") from fault
