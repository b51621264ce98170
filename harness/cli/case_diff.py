"""``harness case diff``: directories of cases in; hop by hop what is not as expected, and an exit status, out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.notes import tell
from harness.cli.options import columns_wanted, new_parser, with_paths
from harness.cli.streams import colour_wanted, columns, say, silence_stdout
from harness.model.cases import SITUATION

if TYPE_CHECKING:
    from harness.model.cases import Case

_ABOUT = """\
Run cases and hold the rows of every hop against those in expected/: captures, flows, names, endpoints, places, classes, contacts, blind
spots, judgements, roll-ups and the others. The hop that differs first is the place to look; what stands below it rests on it. No file is changed.
"""
_EXITS = """\
Exit status: 0 every hop of every case is as expected; 2 wrong usage, or faults in a case's files; 3 a hop is not as expected, or a case
has no expected rows; 4 a capture is missing or unreadable, or harness itself is at fault; 130 stopped by Ctrl-C.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    all_rows: bool
    quiet: bool
    """Whether cases that are as expected are left out."""
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness case diff``."""
    found = new_parser("harness case diff", _ABOUT, "harness case diff CASE... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="CASE",
        nargs="*",
        help="directory of a case, or a folder: every case in it and below",
    )
    found.add_argument("--all", action="store_true", help="list every row that differs")
    found.add_argument("--differing", action="store_true", help="leave out cases that are as expected")
    found.add_argument(
        "--width", metavar="N", type=columns_wanted, help="columns of the report, instead of the terminal's"
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``case diff``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "case")
    return Request(paths=found.paths, all_rows=found.all, quiet=found.differing, width=found.width)


def run(request: Request) -> Exit:
    """Run every case, and print what differs.

    Raises:
        UsageError: A path leads to no case.
        ScenarioError: A case's files have faults.
        HarnessError: A capture or expected rows cannot be read.
    """
    # Imported here: pydantic, polars and rich, which --help must not wait for.
    from harness.cli.case_run import load_cases  # noqa: PLC0415
    from harness.sources.case_folder import find_cases  # noqa: PLC0415

    cases = load_cases(find_cases(request.paths))
    status = Exit.OK
    told = True
    for case in cases:
        _note_other_situation(case)
        text, is_expected = _report(case, request)
        status = status if is_expected else Exit.POSSIBLE
        if told and not (is_expected and request.quiet):
            told = _say(text)
    return status


def _say(text: str) -> bool:
    """Print; a reader who left early changes no status. False: there is none any more."""
    try:
        say(text)
    except BrokenPipeError:
        silence_stdout()
        return False
    return True


def _report(case: Case, request: Request) -> tuple[str, bool]:
    """The report of one case, and whether it is as expected."""
    from harness.cli.case_run import run_case  # noqa: PLC0415 - see run
    from harness.reports.case_diff import render  # noqa: PLC0415 - see run
    from harness.reports.case_differences import compare_case  # noqa: PLC0415 - see run
    from harness.sources.case_folder import read_expected  # noqa: PLC0415 - see run

    expected = read_expected(Path(case.folder))
    found = compare_case(expected, run_case(case))
    text = render(
        case.folder,
        found,
        request.width or columns(),
        colour=colour_wanted(sys.stdout),
        all_rows=request.all_rows,
        kept=bool(expected),
    )
    return text, bool(expected) and not found.differ and not found.captures


def _note_other_situation(case: Case) -> None:
    """Say where captures were made of another situation than the one beside them."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    for name in _of_other_situation(Path(case.folder)):
        tell(
            f"{shown(case.folder)}/{shown(name)} was made of another {SITUATION} than the one beside it; "
            "`harness case update` makes it anew"
        )


def _of_other_situation(folder: Path) -> Iterator[str]:
    from harness.sources.case_folder import head_of, is_forged, stated_situation  # noqa: PLC0415 - see run

    if not (folder / SITUATION).exists():
        return
    situation = (folder / SITUATION).read_bytes()
    for path in sorted(folder.glob("*.pcapng")):
        head = head_of(path)
        if is_forged(head) and not stated_situation(head, situation):
            yield path.name
