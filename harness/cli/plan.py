"""``harness plan``: scenario files in; what to capture, measure or state next so that verdicts can move, out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.judged import judged
from harness.cli.notes import add_manner, stage
from harness.cli.options import add_outputs, new_parser, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.redacting import (
    NOT_REDACTED,
    Redacting,
    RedactionKey,
    add_redaction,
    redacting_of,
    redaction_key,
)
from harness.cli.scenarios import load_all, scenario_files
from harness.cli.target import STDOUT, check_target
from harness.model.narrowing import Narrower

if TYPE_CHECKING:
    from harness.model.plans import Plan
    from harness.model.writings import Writings
    from harness.tables.verification import Verification

_ABOUT = """\
Say what to capture, measure or state next so that the verdicts of scenarios can move, what costs least first among what
moves most, and what no capture can move. Captures that there are are judged as by `harness verify`; there may be none.
Nothing is contacted, and no file is changed.
"""
_EXITS = """\
Exit status: 0 planned, whatever the verdicts; 2 wrong usage, or faults in scenario files; 4 a capture is missing, altered or
unreadable, so that what hangs on it could not be planned, or harness itself is at fault; 130 stopped by Ctrl-C.
docs/plan.md says how to read the plan.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    json: str | None
    all_rows: bool
    width: int | None
    redacting: Redacting = NOT_REDACTED


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness plan``."""
    found = new_parser("harness plan", _ABOUT, "harness plan SCENARIO... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="SCENARIO",
        nargs="*",
        help="a scenario file, or a folder: every scenario.yaml and *.scenario.yaml in it and below",
    )
    add_redaction(found)
    add_outputs(found, replaceable="harness plan", everything="the ends of long lists")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``plan``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "scenario")
    return Request(
        paths=found.paths,
        json=found.json,
        all_rows=found.all,
        width=found.width,
        redacting=redacting_of(found),
    )


def run(request: Request) -> Exit:
    """Check every scenario file, judge, plan and print.

    Raises:
        UsageError: The command line is wrong.
        ScenarioError: Scenario files are; every fault of every file.
        HarnessError: A file cannot be written, or reference data cannot be read.
    """
    files = scenario_files(request.paths)
    key = redaction_key(request.redacting)
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - brings pydantic and ruamel

    scenarios = load_all(files, load_scenario)

    def check() -> None:
        from harness.reports.plan_document import OPENING  # noqa: PLC0415 - brings polars

        if request.json not in (None, STDOUT):
            check_target(str(request.json), OPENING)

    found, cut = judged(scenarios, Narrower(), check)
    if cut:
        return Exit.INTERRUPTED
    with stage("plan", "planning"):
        plans = _redacted(_planned(found, files), found, key)
    _print(plans, request, key)
    return Exit.ERROR if any(one.errors for one in found) else Exit.OK


def _planned(found: Sequence[Verification], files: Sequence[Path]) -> list[tuple[Plan, Writings]]:
    """Plans, and what to write into the files."""
    from harness.rules.plan_writing import writings  # noqa: PLC0415 - see run
    from harness.sources.country_cells import read_country_cells  # noqa: PLC0415 - see run
    from harness.stages.plan import plan_campaign  # noqa: PLC0415 - see run

    cells, _ = read_country_cells()
    plans = [plan_campaign(one, cells) for one in found]
    return [
        (plan, writings(plan, one.scenario, file.read_bytes()))
        for plan, one, file in zip(plans, found, files, strict=True)
    ]


def _redacted(
    plans: list[tuple[Plan, Writings]], found: Sequence[Verification], key: RedactionKey | None
) -> list[tuple[Plan, Writings]]:
    """What may leave the machine, where that is wanted."""
    if key is None:
        return plans
    from harness.stages.redaction import redactor_of  # noqa: PLC0415 - see run
    from harness.stages.redaction_values import redact_value  # noqa: PLC0415 - see run

    redactors = [redactor_of(one, key.octets, key.marks) for one in found]
    return [redact_value(plan, redactor) for plan, redactor in zip(plans, redactors, strict=True)]


def _print(plans: Sequence[tuple[Plan, Writings]], request: Request, key: RedactionKey | None) -> None:
    from harness.reports.plan import render  # noqa: PLC0415 - see run
    from harness.reports.plan_document import OPENING, document  # noqa: PLC0415 - see run
    from harness.stages.redaction_text import redaction_of  # noqa: PLC0415 - see run

    redacted = None if key is None else redaction_of(key.octets, key.origin)
    print_or_write(
        request,
        OPENING,
        lambda: document(plans, redacted=redacted),
        lambda width, colour: render(
            plans, width, colour=colour, all_rows=request.all_rows, redacted=redacted
        ),
    )
