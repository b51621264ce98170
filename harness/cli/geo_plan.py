"""``harness geo plan``: the JSON document of an analysis in; which addresses need what measurement out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.geo_question import Question, add_question, question
from harness.cli.options import add_outputs, new_parser, raise_faults
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target

if TYPE_CHECKING:
    from harness.model.active import ActiveDistance
    from harness.model.geo_needs import GeoPlan

_ABOUT = """\
Say which addresses of an analysis are not clear of some countries, why, and which measurement would clear them: from
each vantage point at hand and from well-known cities, the greatest round trip that still excludes the countries, and
whether a server where locators put it can answer so soon. Nothing is measured and nothing is contacted.
"""
_EXITS = """\
Exit status: 0 every address is clear; 3 at least one is not; 2 wrong usage; 4 a file cannot be read or written.
docs/geo-evidence.md says what each kind of evidence proves.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    source: str
    """JSON document of ``analyze`` or ``verify``."""
    question: Question
    active: tuple[str, ...]
    """Files of ``harness geo probe``."""
    json: str | None
    all_rows: bool
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo plan``."""
    found = new_parser("harness geo plan", _ABOUT, "harness geo plan --from ANALYSIS.json [options]", _EXITS)
    found.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        required=True,
        help="document that `harness analyze --json FILE` or `harness verify --json FILE` wrote",
    )
    add_question(found)
    found.add_argument(
        "--active",
        metavar="FILE",
        action="append",
        default=[],
        help="file of `harness geo probe`: what was measured on purpose since is shown beside; may be repeated",
    )
    add_outputs(found, replaceable="harness geo plan", everything="all cities that can help")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo plan``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults: list[str] = []
    asked = question(found, faults)
    raise_faults(faults, "geo plan")
    return Request(
        source=found.source,
        question=asked,
        active=tuple(found.active),
        json=found.json,
        all_rows=found.all,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Read the analysis, print what is needed, and say whether anything is.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: A file cannot be read or written.
    """
    # Imported here: these bring numpy and polars, which --help must not wait for.
    from harness.reports.geo_plan import OPENING  # noqa: PLC0415
    from harness.sources.active_file import read_active  # noqa: PLC0415
    from harness.sources.analysis_file import read_analysis  # noqa: PLC0415
    from harness.sources.country_cells import read_country_cells  # noqa: PLC0415
    from harness.stages.active_distances import active_distances  # noqa: PLC0415
    from harness.stages.geo_plan import plan_of  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), OPENING)
    told = read_analysis(request.source)
    measured = [read_active(path) for path in request.active]
    asked, cells = request.question, read_country_cells()[0]
    found = plan_of(asked.countries, told, cells, group=asked.group)
    active = [one for site, samples in measured for one in active_distances(samples, site, cells)]
    _print(found, active, request)
    return Exit.POSSIBLE if found.needs else Exit.OK


def _print(found: GeoPlan, active: Sequence[ActiveDistance], request: Request) -> None:
    from harness.reports.geo_plan import OPENING, document, render  # noqa: PLC0415 - see run

    print_or_write(
        request,
        OPENING,
        lambda: document(found, active),
        lambda width, colour: render(found, width, colour=colour, all_rows=request.all_rows, active=active),
    )
