"""``harness gateway down``: the journal in; the machine as it was out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.exits import Exit
from harness.cli.gateway_options import add_state, add_width, say_lines, width_of
from harness.cli.notes import add_manner, tell
from harness.cli.options import new_parser

_ABOUT = """\
Put everything back that `harness gateway up` changed: by its journal alone, so also after a crash, and as often as you like. What somebody
else has changed since is left and told. The record (leases, flows, canaries, rules) stays in the state folder; copy it before a reboot.
"""
_EXITS = """\
Exit status: 0 everything is as before, or no gateway was up; 2 wrong usage; 4 something could not be put back, which is told with the
command for it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    state: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway down``."""
    found = new_parser("harness gateway down", _ABOUT, "harness gateway down [options]", _EXITS)
    add_state(found)
    add_width(found)
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway down``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(state=found.state, width=found.width)


def run(request: Request) -> Exit:
    """Put it back.

    Raises:
        MachineError: The journal cannot be read, or another process is at it.
    """
    # Imported here: --help must not wait for them.
    from harness.gateway.down import Outcome, undo  # noqa: PLC0415
    from harness.gateway.journal import FILE  # noqa: PLC0415
    from harness.gateway.looking import keep_counters  # noqa: PLC0415
    from harness.gateway.told import undone_lines  # noqa: PLC0415
    from harness.gateway.up import alone  # noqa: PLC0415
    from harness.machine.gateway_state import state_folder  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415

    folder = state_folder(request.state)
    if not (folder / FILE).exists():
        tell(f"no gateway is up: there is no journal in {shown(str(folder))}", event="none")
        return Exit.OK
    with alone(folder):
        keep_counters(folder)
        undone = undo(folder)
    say_lines(undone_lines(undone, width_of(request.width)))
    if records := sorted(folder.glob("record-*")):
        tell(
            f"the record is in {shown(str(records[-1]))}; a reboot takes it away",
            event="record",
            folder=str(records[-1]),
        )
    return Exit.ERROR if any(one.outcome is Outcome.FAILED for one in undone) else Exit.OK
