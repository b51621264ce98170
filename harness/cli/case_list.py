"""``harness case list``: folders in; the cases in them, what each is about, and what its rows show, out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.options import columns_wanted, new_parser, with_paths
from harness.cli.streams import colour_wanted, columns, say
from harness.model.cases import README

if TYPE_CHECKING:
    from harness.model.cases import Case
    from harness.reports.lines import Line

_ABOUT = """\
List cases: the first paragraph of each README, the situations that case.yaml says it shows, and the verdicts that it is held to. Nothing is run.
"""
_EXITS = "Exit status: 0 listed; 2 wrong usage, or faults in a case's files; 4 a file cannot be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    shows: str | None
    """Only cases that show this."""
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness case list``."""
    found = new_parser("harness case list", _ABOUT, "harness case list FOLDER... [options]", _EXITS)
    found.add_argument("paths", metavar="FOLDER", nargs="*", help="every case in it and below")
    found.add_argument(
        "--shows",
        metavar="WORD",
        help="only cases that show this: a situation, link type, name source, blind spot, status of a place, or verdict",
    )
    found.add_argument(
        "--width", metavar="N", type=columns_wanted, help="columns of the list, instead of the terminal's"
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``case list``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "folder")
    return Request(paths=found.paths, shows=found.shows, width=found.width)


def run(request: Request) -> Exit:
    """Print the list.

    Raises:
        UsageError: A path leads to no case.
        ScenarioError: A case's files have faults.
        HarnessError: Expected rows cannot be read.
    """
    # Imported here: pydantic and rich, which --help must not wait for.
    from harness.cli.case_run import load_cases  # noqa: PLC0415
    from harness.reports.lines import paint  # noqa: PLC0415
    from harness.sources.case_folder import find_cases  # noqa: PLC0415

    width = request.width or columns()
    lines = [
        line for case in load_cases(find_cases(request.paths)) for line in _lines(case, request.shows, width)
    ]
    say(paint(lines, colour=colour_wanted(sys.stdout)))
    return Exit.OK


def _lines(case: Case, wanted: str | None, width: int) -> Iterator[Line]:
    from harness.reports.case_shown import shown_by  # noqa: PLC0415 - see run
    from harness.reports.lines import heading, wrapped  # noqa: PLC0415 - see run
    from harness.sources.case_folder import purpose_of, read_expected  # noqa: PLC0415 - see run

    folder = Path(case.folder)
    expected = read_expected(folder)
    found = shown_by(expected)
    words = {*case.shows, *found.words}
    if wanted is not None and wanted.casefold() not in {word.casefold() for word in words}:
        return
    says = ", ".join(sorted(found.verdicts | found.answers)) if expected else "no rows are expected yet"
    yield heading(f"{case.folder}: {says or 'nothing is judged'}")
    yield from wrapped(purpose_of(folder) or f"{README} says nothing", width, first="  ")
    if case.shows:
        yield from wrapped(f"Shows {', '.join(case.shows)}.", width, first="  ")
