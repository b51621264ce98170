"""``harness case new``: a folder in; the directory of a case that works, to be changed into the one that is wanted, out."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.new_files import write_new
from harness.cli.notes import tell
from harness.cli.options import new_parser
from harness.errors import UsageError

_ABOUT = """\
Begin a case: write into FOLDER a README.md to fill in, case.yaml, situation.yaml (what the forge plays) and scenario.yaml (what a tester would
have written). The case works as it is: a phone logs in, and the claim that nothing goes to China is PASS. Nothing that exists is ever replaced.
"""
_EXITS = """\
Exit status: 0 the files were written; 2 wrong usage, or one of them is there already; 4 the folder cannot be written to. docs/cases.md
says how to go on.
"""
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    folder: str
    name: str
    """Of the case: the folder's own."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness case new``."""
    found = new_parser("harness case new", _ABOUT, "harness case new FOLDER", _EXITS)
    found.add_argument("folder", metavar="FOLDER", help="the case's directory, whose last part is its name")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``case new``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    folder = parser().parse_args(arguments).folder
    name = Path(folder).absolute().name
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) or len(name) > _MOST:
        raise UsageError(
            f"{name!r}: name the case in a-z, 0-9 and single '-', at most {_MOST}, such as "
            "log-host-answers-from-shanghai\ntry `harness case new --help`"
        )
    return Request(folder=folder, name=name)


def run(request: Request) -> Exit:
    """Write the files, or none.

    Raises:
        UsageError: One is there already.
        HarnessError: The folder cannot be written to.
    """
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich
    from harness.rules.case_skeleton import case_skeleton  # noqa: PLC0415 - see shown

    folder = shown(request.folder)
    write_new(Path(request.folder), case_skeleton(request.name, datetime.now(UTC).date()))
    tell(f"wrote README.md, case.yaml, situation.yaml and scenario.yaml into {folder}", event="wrote")
    tell(f"next: change them; then `harness case update {folder}`, and read what it wrote")
    return Exit.OK
