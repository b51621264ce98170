"""``harness geo``: place data, told, taken in and asked; each subcommand is a module of its own.

``harness geo NAME`` is ``harness.cli.geo_NAME``, in the form of a command (``harness.cli.parser.Command``), imported only when it is called.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.cli.parser import Command, command
from harness.errors import UsageError

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "status": "which data sets are there, how old they are, and which are asked for a date",
        "import": "take in a file of place data",
        "update": "fetch newer place data from those who publish them",
        "lookup": "say what is known of addresses",
        "plan": "say which addresses need to be measured, and from how near",
        "probe": "measure round trips to addresses from here, now",
        "measurements": "take in round trips that probes elsewhere measured",
        "explain": "say of one address what every data set says, what counts, and why",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
Place data: which are there, taking in more, and asking them. Registration, operator, location and physics are four questions, and are never
mixed; docs/geodata.md says what each data set means.
"""


class Request(NamedTuple):
    """A subcommand, and the rest of the command line as it read that."""

    command: Command
    request: Any


def subcommand(name: str) -> Command:
    """Import the module of a subcommand that SUBCOMMANDS holds."""
    return command(f"geo_{name}")


def parser() -> argparse.ArgumentParser:
    """``harness geo`` without a subcommand: its help."""
    found = new_parser("harness geo", _ABOUT, "harness geo SUBCOMMAND ...")
    told = "; ".join(f"{name}: {what}" for name, what in SUBCOMMANDS.items())
    found.add_argument("subcommand", metavar="SUBCOMMAND", choices=list(SUBCOMMANDS), help=told)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    if arguments and arguments[0] in SUBCOMMANDS:
        found = subcommand(arguments[0])
        return Request(found, found.request(arguments[1:]))
    if not arguments:
        raise UsageError("geo: no subcommand given\ntry `harness geo --help`")
    parser().parse_args(arguments)
    raise UsageError(f"geo: {arguments[0]!r} is no subcommand\ntry `harness geo --help`")


def run(request: Request) -> Exit:
    """Do it, and say how it went."""
    return request.command.run(request.request)
