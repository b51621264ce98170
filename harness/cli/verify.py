"""``harness verify``: scenario files in; judged claims as a report, a JSON document and an exit status out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.cli.exits import Exit, verify_status, worst_status
from harness.cli.formats import NOTHING, Wanted, add_formats, check_formats, give, wanted_of
from harness.cli.judged import judged
from harness.cli.narrowing import (
    Narrowing,
    add_narrowing,
    check_databases,
    check_narrower,
    narrower,
    narrowing_of,
)
from harness.cli.notes import Level, add_manner, stage, tell
from harness.cli.options import add_outputs, new_parser, with_paths
from harness.cli.redacting import (
    NOT_REDACTED,
    Redacting,
    add_redaction,
    redacted_verifications,
    redacting_of,
    redaction_key,
)
from harness.cli.scenarios import load_all, scenario_files
from harness.cli.target import STDOUT, check_target

if TYPE_CHECKING:
    from harness.tables.verification import Verification

_ABOUT = """\
Judge the claims of scenarios by their captures. For each claim: the verdict as tested and as asserted, beside it
what a test from US only would have said; the packets that contradict it; what could hide more, and what would have
to be captured for PASS. Captures are only read, never changed.

What would a narrower test have said? --only, --firmware, --without and --databases, alone or together, judge one; the
full test's verdicts stand beside its own, with the endpoints that it missed.
"""
_EXITS = """\
Exit status: 0 every claim is PASS both as tested and as asserted, or is as the scenario's 'expect' says; 1 a FAIL
that is not expected, or with other findings than expected, even beside an ERROR; 2 wrong usage, or faults in
scenario files; 3 INCONCLUSIVE or NONE, an expectation not met without FAIL, or an accepted limit that has expired;
4 ERROR: a capture is missing, altered or unreadable, or harness itself is at fault; 130 stopped by Ctrl-C:
once while captures are read, and cells not read whole are ERROR in a report of the rest; twice, at once.
With --only, --firmware, --without or --databases the verdicts as tested of that narrower test decide, and 'expect',
which is of the full one, is not applied. HARNESS_DEBUG=1 adds a
traceback to status 2 and 4. NO_COLOR=1 turns colour off.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    narrowing: Narrowing
    json: str | None
    """File, ``-`` for standard output, None for no document."""
    all_rows: bool
    width: int | None
    """Columns of the report; None: those of the terminal."""
    redacting: Redacting = NOT_REDACTED
    formats: Wanted = NOTHING


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness verify``."""
    found = new_parser("harness verify", _ABOUT, "harness verify SCENARIO... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="SCENARIO",
        nargs="*",
        help="a scenario file, or a folder: every scenario.yaml and *.scenario.yaml in it and below",
    )
    add_narrowing(found)
    add_redaction(found)
    add_outputs(found, replaceable="this command", everything="the ends of long lists")
    add_formats(found)
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``verify``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "scenario")
    return Request(
        paths=found.paths,
        narrowing=narrowing_of(found),
        json=found.json,
        all_rows=found.all,
        width=found.width,
        redacting=redacting_of(found),
        formats=wanted_of(found),
    )


def run(request: Request) -> Exit:
    """Check the command line and every scenario file, judge, print, and say how it went.

    Raises:
        UsageError: The command line is wrong.
        ScenarioError: Scenario files are; every fault of every file.
        HarnessError: A file cannot be written, or reference data cannot be read.
    """
    # All before the heavy imports and before any capture is read.
    wanted = narrower(request.narrowing)
    key = redaction_key(request.redacting)
    files = scenario_files(request.paths)
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - brings pydantic and ruamel

    scenarios = load_all(files, load_scenario)
    check_narrower(wanted, scenarios)

    def check() -> None:
        from harness.tables.documents import OPENING_OF_VERIFICATION  # noqa: PLC0415 - brings polars

        check_databases(wanted)
        if request.json not in (None, STDOUT):
            check_target(str(request.json), OPENING_OF_VERIFICATION)
        check_formats(request.formats, request.json)

    found, cut = judged(scenarios, wanted, check)
    with stage("report", "writing the report"):
        _print(redacted_verifications(found, key), request)
    if cut:
        return Exit.INTERRUPTED
    return worst_status(verify_status(one, narrowed=not wanted.is_whole) for one in found)


def _print(found: Sequence[Verification], request: Request) -> None:
    """Report, document and other formats."""
    from harness.reports.verification import render  # noqa: PLC0415 - see run
    from harness.reports.verification_document import document  # noqa: PLC0415 - see run
    from harness.tables.documents import OPENING_OF_VERIFICATION  # noqa: PLC0415 - see run

    give(
        request,
        request.formats,
        found,
        (OPENING_OF_VERIFICATION, lambda: document(found, only=request.narrowing.only)),
        lambda width, colour: render(found, width, colour=colour, all_rows=request.all_rows),
    )
    if request.json == STDOUT or request.formats.on_stdout is not None:
        _notes(found)


def _notes(found: Sequence[Verification]) -> None:
    """What the report would have said, for a person who watches while a program reads."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    for one in found:
        for text in one.errors:
            tell(f"{shown(one.scenario.id)}: {shown(text)}", level=Level.ERROR, event="error")
        for text in one.notes:
            tell(f"{shown(one.scenario.id)}: {shown(text)}")
