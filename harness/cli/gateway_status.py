"""``harness gateway status``: the state and the machine in; what is up, for whom, and what has changed since, out."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from harness.cli.exits import Exit
from harness.cli.gateway_options import add_state, add_width, say_lines, width_of
from harness.cli.notes import add_manner, tell
from harness.cli.options import new_parser

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
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway status``."""
    found = new_parser("harness gateway status", _ABOUT, "harness gateway status [options]", _EXITS)
    found.add_argument("--all", action="store_true", help="list everything: all servers of own traffic too")
    add_state(found)
    add_width(found)
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway status``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(state=found.state, every=found.all, width=found.width)


def run(request: Request) -> Exit:
    """Say it.

    Raises:
        MachineError: The state cannot be read, or a program is missing.
    """
    # Imported here: --help must not wait for them.
    from harness.gateway.journal import FILE  # noqa: PLC0415
    from harness.gateway.looking import look  # noqa: PLC0415
    from harness.gateway.told import look_lines, state_lines  # noqa: PLC0415
    from harness.machine.gateway_state import read_state, state_folder  # noqa: PLC0415
    from harness.machine.own_flows import own_flows  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415

    folder = state_folder(request.state)
    state = read_state(folder)
    if state is None:
        left = (folder / FILE).exists()
        more = "; one was begun and not taken down: call `harness gateway down`" if left else ""
        tell(f"no gateway is up: there is no state in {shown(str(folder))}{more}", event="none")
        return Exit.POSSIBLE
    seen = look(state, folder)
    own = own_flows(() if seen.flows is None else seen.flows.flows, state)
    width = width_of(request.width)
    say_lines(
        [
            *state_lines(state, width, now_ns=time.time_ns()),
            *look_lines(seen, own, width, every=request.every),
        ]
    )
    return Exit.POSSIBLE if seen.drift else Exit.OK
