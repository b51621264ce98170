"""``harness gateway status``: the state and the machine in; what is up, for whom, and what has changed since, out."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from harness.cli.exits import Exit
from harness.cli.gateway_options import add_state
from harness.cli.notes import add_manner, tell
from harness.cli.options import add_outputs, new_parser
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target

_ABOUT = """\
Say what is up and since when, which devices have an address from it, which traffic on the WAN side is the gateway's own, what it changes
in what a product does, and whether everything still stands as it was set up. Nothing is changed.
"""
_EXITS = """\
Exit status: 0 a gateway is up and stands as it was set up; 2 wrong usage; 3 none is up, or something has changed since; 4 it cannot be told.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    state: str | None
    every: bool
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway status``."""
    found = new_parser("harness gateway status", _ABOUT, "harness gateway status [options]", _EXITS)
    add_state(found)
    add_outputs(found, replaceable="harness gateway status", everything="all servers of own traffic")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway status``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(state=found.state, every=found.all, json=found.json, width=found.width)


def run(request: Request) -> Exit:
    """Say it.

    Raises:
        UsageError: Something else is where the document is to be written.
        MachineError: The state cannot be read, or a program is missing.
        HarnessError: The document cannot be written.
    """
    # Imported here: --help must not wait for them.
    from harness.gateway.document import STATUS, none_up_members, status_members  # noqa: PLC0415
    from harness.gateway.journal import FILE  # noqa: PLC0415
    from harness.gateway.looking import look  # noqa: PLC0415
    from harness.gateway.told import look_lines, state_lines  # noqa: PLC0415
    from harness.machine.gateway_state import read_state, state_folder  # noqa: PLC0415
    from harness.machine.own_flows import own_flows  # noqa: PLC0415
    from harness.reports.lines import Line, paint  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415
    from harness.reports.whole_document import opening, whole_document  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(STATUS))
    folder = state_folder(request.state)
    state = read_state(folder)
    if state is None:
        left = (folder / FILE).exists()
        more = "; one was begun and not taken down: call `harness gateway down`" if left else ""
        tell(f"no gateway is up: there is no state in {shown(str(folder))}{more}", event="none")
        print_or_write(
            request,
            opening(STATUS),
            lambda: whole_document(STATUS, none_up_members(begun=left)),
            lambda *_: "",
            instead=lambda: (),
        )
        return Exit.POSSIBLE
    seen = look(state, folder)
    own = own_flows(() if seen.flows is None else seen.flows.flows, state)

    def lines(width: int) -> list[Line]:
        up = state_lines(state, width, now_ns=time.time_ns())
        return [*up, *look_lines(seen, own, width, every=request.every)]

    print_or_write(
        request,
        opening(STATUS),
        lambda: whole_document(STATUS, status_members(seen, own)),
        lambda width, colour: paint(lines(width), colour=colour),
    )
    return Exit.POSSIBLE if seen.drift else Exit.OK
