"""``harness endpoints stats``: the catalogue in; how many rules say what, out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.catalogue_option import add_catalogue, catalogue_of
from harness.cli.exits import Exit
from harness.cli.options import add_outputs, new_parser
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target

_ABOUT = """\
Count the rules of the catalogue by kind, confidence, category, country of legal control and file, and tell which share names endpoints without
carrying a FAIL.
"""
_EXITS = """\
Exit status: 0 counted; 2 wrong usage; 4 the catalogue has faults, or a file cannot be written.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    catalogue: str | None
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints stats``."""
    found = new_parser("harness endpoints stats", _ABOUT, "harness endpoints stats [options]", _EXITS)
    add_catalogue(found)
    add_outputs(found, replaceable="harness endpoints stats")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints stats``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(catalogue=found.catalogue, json=found.json, width=found.width)


def run(request: Request) -> Exit:
    """Count, and print.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: The catalogue has faults, or the document cannot be written.
    """
    # Imported here: rich, which --help must not wait for.
    from harness.model.lint import tally  # noqa: PLC0415
    from harness.reports.rule_counts import SCHEMA, counts_of, render_stats  # noqa: PLC0415
    from harness.reports.whole_document import opening, whole_document  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    rules = catalogue_of(request.catalogue)
    counted = tally(rules.rules)
    print_or_write(
        request,
        opening(SCHEMA),
        lambda: whole_document(SCHEMA, {"catalogue_sha256": rules.sha256, **counts_of(counted)}),
        lambda width, colour: render_stats(counted, width, colour=colour),
    )
    return Exit.OK
