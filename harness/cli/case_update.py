"""``harness case update``: directories of cases in; their captures made anew, and the rows of every hop written down, out."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.forging import forged
from harness.cli.notes import tell
from harness.cli.options import new_parser, with_paths
from harness.cli.streams import say
from harness.errors import HarnessError
from harness.model.cases import SITUATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.model.cases import Case

_ABOUT = """\
Have the forge make a case's captures anew from its situation.yaml, run the case, and write the rows of every hop into expected/. What a
person wrote is never changed: captures are replaced only where they say inside that the forge made them, and files of expected/ only where
they hold rows. Read the difference (`git diff`) before you keep it: these rows are what the case is held to.
"""
_EXITS = """\
Exit status: 0 written, or as it was; 2 wrong usage, or faults in a case's files; 4 a capture is missing or unreadable, a file cannot be
written, or the extra 'forge' is not installed; 130 stopped by Ctrl-C.
"""
_TRUTH = "truth.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    forge: bool
    """Whether captures are made anew."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness case update``."""
    found = new_parser("harness case update", _ABOUT, "harness case update CASE... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="CASE",
        nargs="*",
        help="directory of a case, or a folder: every case in it and below",
    )
    found.add_argument(
        "--keep-captures", action="store_true", help="write the rows only; captures stay as they are"
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``case update``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "case")
    return Request(paths=found.paths, forge=not found.keep_captures)


def run(request: Request) -> Exit:
    """Update one case after the other.

    Raises:
        UsageError: A path leads to no case.
        ScenarioError: A case's files have faults.
        HarnessError: A capture cannot be read, or a file cannot be written.
    """
    # Imported here: pydantic, polars and rich, which --help must not wait for.
    from harness.cli.case_run import load_cases, run_case  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415
    from harness.sources.case_folder import find_cases, write_expected  # noqa: PLC0415

    changed = False
    for case in load_cases(find_cases(request.paths)):
        made = make_captures(case) if request.forge else ()
        hops = write_expected(Path(case.folder), run_case(case))
        changed |= bool(hops)
        say(f"{shown(case.folder)}: {_told(made, hops)}\n")
    if changed:
        tell("read the rows that changed before you keep them: the case is held to them from now on")
    return Exit.OK


def _told(made: Sequence[str], hops: Sequence[str]) -> str:
    if not made and not hops:
        return "as it was"
    parts = [f"made {', '.join(made)}"] if made else []
    parts += [f"wrote the rows of {', '.join(hops)}"] if hops else ["the rows are as they were"]
    return "; ".join(parts)


def make_captures(case: Case) -> tuple[str, ...]:
    """Make the captures of a case anew, where it has a situation, and its copies.

    Returns:
        Names of files that are others than before.

    Raises:
        ScenarioError: The situation has faults.
        HarnessError: The forge refuses, something else is in the way, or a file cannot be written.
    """
    from harness.sources.case_folder import put_copy  # noqa: PLC0415 - see run

    folder = Path(case.folder)
    made = _forge(folder) if (folder / SITUATION).exists() else ()
    return (*made, *(copy.file for copy in case.copies if put_copy(copy, folder)))


def _forge(folder: Path) -> tuple[str, ...]:
    """Forge beside, then put each file into its place."""
    from harness.rules.forge_situation import load_situation  # noqa: PLC0415 - see run
    from harness.sources.case_folder import put_forged  # noqa: PLC0415 - see run

    situation = load_situation(folder / SITUATION)
    with tempfile.TemporaryDirectory() as beside:
        done = forged(situation, Path(beside))
        if done.returncode:
            raise HarnessError(
                f"{folder}: the forge left with status {done.returncode}: {done.stderr.strip()}"
            )
        made = sorted(path for path in Path(beside).iterdir() if path.name != _TRUTH)
        if _is_kept(folder, made, json.loads((Path(beside) / _TRUTH).read_text(encoding="utf-8"))):
            return ()
        return tuple(path.name for path in made if put_forged(path, folder))


def _is_kept(folder: Path, made: Sequence[Path], truth: dict[str, object]) -> bool:
    """Whether the files that are there are of this situation, and forging again gives other octets each time (decision 0136)."""
    from harness.sources.case_folder import head_of, is_forged, stated_situation  # noqa: PLC0415 - see run

    if truth.get("repeatable", True):
        return False
    situation = (folder / SITUATION).read_bytes()
    heads = [head_of(folder / path.name) for path in made]
    return all(is_forged(head) and stated_situation(head, situation) for head in heads)
