"""``harness doctor``: what this machine can do, and the command that mends what it cannot."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.notes import add_manner, stage
from harness.cli.options import add_outputs, new_parser
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target
from harness.model.readiness import Answer, Purpose, Row, State, abilities, untold

_ABOUT = """\
Ask what this machine can do: replay captures, capture live, be a gateway, intercept TLS, build the lab. What is missing
or makes things worse is told with the command that mends it. Rights are tried, not guessed: an interface is opened, rules
are loaded in a network namespace of their own. Nothing is changed, nothing is contacted, and root is not needed; what only root is told
is said to be untold otherwise. What could not be told never counts as there.
"""
_EXITS = """\
Exit status: 0 all that was asked for can be done, perhaps worse, as told; 2 wrong usage; 3 something that is needed is missing, or could
not be told; 4 a file cannot be written; 130 stopped by Ctrl-C. docs/howto/doctor.md says what each row means.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    purposes: tuple[Purpose, ...]
    """Empty: all."""
    interfaces: tuple[str, ...]
    folder: Path
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness doctor``."""
    found = new_parser("harness doctor", _ABOUT, "harness doctor [options]", _EXITS)
    found.add_argument(
        "--for",
        dest="purposes",
        choices=[one.value for one in Purpose],
        action="append",
        default=[],
        help="ask only what this needs; may be repeated (default: all five)",
    )
    found.add_argument(
        "-i",
        "--interface",
        dest="interfaces",
        metavar="IF",
        action="append",
        default=[],
        help="ask about this interface; may be repeated (default: hardware, and what carries the default route)",
    )
    found.add_argument(
        "--out",
        metavar="FOLDER",
        default=".",
        help="where captures would go; it need not be there yet (default: here)",
    )
    add_outputs(found, replaceable="harness doctor")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``doctor``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(
        purposes=tuple(one for one in Purpose if one.value in found.purposes),
        interfaces=tuple(dict.fromkeys(found.interfaces)),
        folder=Path(found.out),
        json=found.json,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Ask, and print.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: The document cannot be written.
    """
    # Imported here: rich, which --help must not wait for.
    from harness.reports.doctor.document import SCHEMA, members  # noqa: PLC0415
    from harness.reports.doctor.terminal import render  # noqa: PLC0415
    from harness.reports.whole_document import opening, whole_document  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    purposes = request.purposes or tuple(Purpose)
    rows = rows_of(request, purposes)
    told = abilities(rows, purposes)
    is_root = os.geteuid() == 0
    print_or_write(
        request,
        opening(SCHEMA),
        lambda: whole_document(SCHEMA, members(rows, told, is_root=is_root)),
        lambda width, colour: render(rows, told, width, colour=colour, is_root=is_root),
    )
    return Exit.OK if all(one.can for one in told) else Exit.POSSIBLE


def rows_of(request: Request, purposes: Sequence[Purpose]) -> list[Row]:
    """Ask all that has to do with some purposes.

    First the system and Python side by side; then, if packages load, harness itself; then what keeps the machine busy, one by one,
    so that no measurement disturbs another.
    """
    from harness.cli.doctor_asking import Probe, rows_at_once  # noqa: PLC0415 - see run
    from harness.cli.doctor_own import data_probes, proxy_probes, python_probe, speed_probe  # noqa: PLC0415
    from harness.cli.doctor_questions import Asked, system_probes, write_probe  # noqa: PLC0415

    asked = Asked(interfaces=request.interfaces, folder=request.folder)

    def wanted(*probes: Probe) -> list[Probe]:
        return [one for one in probes if one.question.purposes & set(purposes)]

    def unloaded() -> tuple[Answer, ...]:
        return (untold("packages of Python do not load"),)

    with stage("doctor-system", "asked the system"):
        rows = rows_at_once(wanted(*system_probes(asked), *proxy_probes(), python_probe()))
    loads = all(row.answer.state is not State.MISSING for row in rows if row.question.id == "python")

    def reading(*probes: Probe) -> list[Probe]:
        return (
            wanted(*probes)
            if loads
            else [Probe(question=one.question, ask=unloaded) for one in wanted(*probes)]
        )

    with stage("doctor-own", "asked harness"):
        rows += rows_at_once(reading(*data_probes()))
    with stage("doctor-speed", "measured"):
        rows += rows_at_once(wanted(write_probe(asked)))
        rows += rows_at_once(reading(speed_probe()))
    return rows
