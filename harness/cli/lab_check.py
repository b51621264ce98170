"""``harness lab check``: what this machine can do of the lab, each thing tried."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.cli.streams import columns, say

if TYPE_CHECKING:
    from harness.lab.checking import Trial
    from harness.reports.lines import Line

_ABOUT = """\
Try what the lab needs of this machine: programs, namespaces, and what the kernel lets them do. Everything is tried in
namespaces of its own; nothing outside is changed.
"""
_EXITS = """\
Exit status: 0 the lab can run; 2 wrong usage; 4 something that it needs is missing. docs/howto/lab.md
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    json: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness lab check``."""
    found = new_parser("harness lab check", _ABOUT, "harness lab check [options]", _EXITS)
    found.add_argument("--json", action="store_true", help="write one JSON document instead")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``lab check``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    return Request(json=parser().parse_args(arguments).json)


def run(request: Request) -> Exit:
    """Try, and tell."""
    from harness.lab.checking import runs, trials  # noqa: PLC0415 - starts processes

    found = trials()
    if request.json:
        say(json.dumps({"runs": runs(found), "trials": [asdict(one) for one in found]}, indent=1) + "\n")
    else:
        from harness.reports.lines import paint  # noqa: PLC0415 - see above

        say(paint(_lines(found, columns()), colour=False))
    return Exit.OK if runs(found) else Exit.ERROR


def _lines(found: Sequence[Trial], width: int) -> list[Line]:
    from harness.reports.lines import EMPTY, plain, wrapped  # noqa: PLC0415 - see run

    lines: list[Line] = []
    for one in found:
        word = "yes" if one.fault is None else "NO" if one.needed else "no"
        told = one.purpose if one.fault is None else f"{one.purpose}: {one.fault}"
        lines += wrapped(told, width, first=f"{word:<3} {one.id:<11} ")
    return [*lines, EMPTY, plain(_sum(found))]


def _sum(found: Sequence[Trial]) -> str:
    missing = ", ".join(one.id for one in found if one.needed and one.fault)
    return f"The lab cannot run here: it needs {missing}." if missing else "The lab can run."
