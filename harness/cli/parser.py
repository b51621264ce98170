"""The program's own arguments, and the table of its commands.

A command is one module of this package with ``parser()``, ``request()`` and ``run()``. It is
imported only when it is called, and it imports what is heavy only in ``run``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol, cast

from harness import __version__
from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.errors import UsageError

_PROGRAM = """\
See what a drone product sends where: packet captures in, named, located, classified endpoints out.
"""

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "analyze": "read captures and report",
        "live": "capture, see endpoints as they appear, take home sealed evidence",
        "verify": "judge the claims of scenarios",
        "report": "give results again, in other formats or beside each other",
        "doctor": "say what this machine can do, and what mends it",
        "plan": "say what to capture or measure next, to move verdicts",
        "campaign": "begin a campaign, and take evidence into it",
        "claims": "list the ready claims that scenarios may take",
        "forge": "make captures of a described situation",
        "case": "make, run and compare cases: captures with the rows expected of them",
        "seal": "seal what was captured as evidence, or check that it is as it was",
        "geo": "tell, take in and ask place data",
        "lab": "prove capturing and verdicts on a small internet in network namespaces",
        "gateway": "set this machine up between the product and the internet, and put it back",
        "assurances": "lay published tests, certificates and sentences on one matrix",
        "endpoints": "check, ask and extend the catalogue of endpoints",
        "completion": "print what a shell needs to complete commands and options",
    }
)
"""Every command: its name, which is its module's too, and what it does, for the program's help."""


class Command(Protocol):
    """The module of a command."""

    def parser(self) -> argparse.ArgumentParser:
        """Its options and help."""
        ...

    def request(self, arguments: list[str]) -> Any:
        """The arguments after its name as one frozen value, or UsageError."""
        ...

    def run(self, request: Any) -> Exit:
        """Do it, and say how it went."""
        ...


def command(name: str) -> Command:
    """Import the module of a command that COMMANDS holds, or of a subcommand: its name with ``_``."""
    return cast("Command", import_module(f"harness.cli.{name.replace('-', '_')}"))


def chosen(arguments: Sequence[str]) -> tuple[Command, list[str]]:
    """The command that was called, and its arguments.

    Raises:
        UsageError: There is none.
        SystemExit: Help or version was asked for and has been printed.
    """
    if arguments and arguments[0] in COMMANDS:
        return command(arguments[0]), list(arguments[1:])
    if not arguments:
        raise UsageError("no command given\ntry `harness --help`")
    parser = program_parser()
    if arguments[0].startswith("-") and not {"-h", "--help", "--version"}.intersection(arguments):
        parser.error(
            f"a COMMAND stands first; unrecognized arguments: {arguments[0]}"
        )  # argparse would miss the command first
    parser.parse_args(arguments)
    raise UsageError(f"{arguments[0]!r} is no command\ntry `harness --help`")


def program_parser() -> argparse.ArgumentParser:
    """The program without a command: help and version."""
    parser = new_parser("harness", _PROGRAM, "harness [-h] [--version] COMMAND ...")
    parser.add_argument(
        "--version", action="version", version=f"harness {__version__}", help="print the version"
    )
    told = "; ".join(f"{name}: {what}" for name, what in COMMANDS.items())
    parser.add_argument("command", metavar="COMMAND", choices=list(COMMANDS), help=told)
    return parser
