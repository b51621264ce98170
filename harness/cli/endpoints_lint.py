"""``harness endpoints lint``: rule files in; every fault and warning where it stands, and counts, out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.options import add_outputs, new_parser, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target

_ABOUT = """\
Check rule files together: YAML, keys, values, ids and matches that are used twice; and run every example. Warnings tell what may be wrong with
rules that hold. Without files it checks the catalogue that comes with the program.
"""
_EXITS = """\
Exit status: 0 no fault; 2 a fault, wrong usage, or with --strict a warning; 4 a file cannot be written. docs/rules.md says how to write a rule.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    paths: tuple[str, ...]
    """Files and folders; none: the catalogue that comes with the program."""
    strict: bool
    json: str | None
    all_rows: bool
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints lint``."""
    found = new_parser(
        "harness endpoints lint", _ABOUT, "harness endpoints lint [FILE|FOLDER...] [options]", _EXITS
    )
    found.add_argument("paths", metavar="FILE|FOLDER", nargs="*", help="rule files, and folders of them")
    found.add_argument("--strict", action="store_true", help="a warning fails too")
    add_outputs(found, replaceable="harness endpoints lint", everything="the ends of long lists of warnings")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints lint``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments)
    return Request(
        paths=found.paths, strict=found.strict, json=found.json, all_rows=found.all, width=found.width
    )


def run(request: Request) -> Exit:
    """Check, and print what was found.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: It cannot be written.
    """
    # Imported here: pydantic and the YAML reader, which --help must not wait for.
    from harness.errors import RuleError  # noqa: PLC0415
    from harness.model.lint import Linted, tally  # noqa: PLC0415
    from harness.reports.rule_lint import SCHEMA, lint_document, render_lint  # noqa: PLC0415
    from harness.reports.whole_document import opening  # noqa: PLC0415
    from harness.rules.catalogue import catalogue_folder, rule_files  # noqa: PLC0415
    from harness.rules.lint import lint  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    try:
        files = rule_files([Path(path) for path in request.paths] or [_near(catalogue_folder())])
        linted = lint(files, datetime.now(UTC).date())
    except RuleError as error:
        linted = Linted(files=0, faults=error.faults, warnings=(), tally=tally(()))
    print_or_write(
        request,
        opening(SCHEMA),
        lambda: lint_document(linted),
        lambda width, colour: render_lint(linted, width, colour=colour, all_rows=request.all_rows),
    )
    return Exit.USAGE if linted.faults or (request.strict and linted.warnings) else Exit.OK


def _near(folder: Path) -> Path:
    """The folder as seen from here, where that is shorter."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
