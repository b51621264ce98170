"""What commands with subcommands share: each subcommand is a module of its own, imported only when it is called.

``harness NAME SUB`` is ``harness.cli.NAME_SUB``, in the form of a command (``harness.cli.parser.Command``).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.cli.parser import Command, command
from harness.errors import UsageError


class Request(NamedTuple):
    """A subcommand, and the rest of the command line as it read that."""

    command: Command
    request: Any


@dataclass(frozen=True, slots=True)
class Subcommands:
    """The subcommands of one command."""

    name: str
    """Of the command."""
    about: str
    """What the command is for, for its help."""
    told: Mapping[str, str]
    """Every subcommand and what it does."""

    def module(self, name: str) -> Command:
        """Import the module of one of them."""
        return command(f"{self.name}_{name}")

    def parser(self) -> argparse.ArgumentParser:
        """The command without a subcommand: its help."""
        found = new_parser(f"harness {self.name}", self.about, f"harness {self.name} SUBCOMMAND ...")
        told = "; ".join(f"{name}: {what}" for name, what in self.told.items())
        found.add_argument("subcommand", metavar="SUBCOMMAND", choices=list(self.told), help=told)
        return found

    def request(self, arguments: list[str]) -> Request:
        """Read the command line after the command.

        Raises:
            UsageError: It is wrong.
            SystemExit: Help was asked for and has been printed.
        """
        if arguments and arguments[0] in self.told:
            found = self.module(arguments[0])
            return Request(found, found.request(arguments[1:]))
        if not arguments:
            raise UsageError(f"{self.name}: no subcommand given\ntry `harness {self.name} --help`")
        self.parser().parse_args(arguments)
        raise UsageError(f"{self.name}: {arguments[0]!r} is no subcommand\ntry `harness {self.name} --help`")


def run(request: Request) -> Exit:
    """Do it, and say how it went."""
    return request.command.run(request.request)
