"""``harness lab shell``: a shell, or a command, in one of the lab's namespaces."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from harness.cli.exits import Exit
from harness.cli.notes import tell
from harness.cli.options import new_parser
from harness.errors import HarnessError

_ABOUT = """\
Open a shell in the lab, to try things by hand: at the gateway, the phone, the aircraft, or the provider. Names are
answered by the lab's resolver. Everything of the lab ends with the shell.
"""
_EXITS = """\
Exit status: 0 the shell or command ended with 0; 2 wrong usage; 4 it ended with something else, or the machine lacks what
the lab needs (`harness lab check`). docs/howto/lab.md
"""
_REGIONS = ("US", "DE", "SG", "BR")
_PLACES = ("gw", "phone", "aircraft", "isp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    inside: str
    region: str
    gateway: bool
    command: tuple[str, ...]


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness lab shell``."""
    found = new_parser("harness lab shell", _ABOUT, "harness lab shell [options] [-- COMMAND ...]", _EXITS)
    found.add_argument(
        "--inside",
        metavar="NAME",
        choices=_PLACES,
        default="gw",
        help="gw, phone, aircraft or isp (default: gw)",
    )
    found.add_argument(
        "--region",
        metavar="CC",
        choices=_REGIONS,
        default="DE",
        help="where it is: US, DE, SG or BR (default: DE)",
    )
    found.add_argument(
        "--no-gateway",
        action="store_true",
        help="leave the gateway's addresses, forwarding and translation to you, as for trying a gateway of your own",
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``lab shell``; all after ``--`` is a command.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    found = parser().parse_args(arguments[:end])
    command = tuple(arguments[end + 1 :])
    return Request(inside=found.inside, region=found.region, gateway=not found.no_gateway, command=command)


def run(request: Request) -> Exit:
    """Open it, and wait until it is left.

    Raises:
        HarnessError: The lab cannot run here.
    """
    from harness.lab.isolation import start_inside  # noqa: PLC0415 - other commands need none of it

    command = request.command or (os.environ.get("SHELL") or "/bin/sh",)
    with TemporaryDirectory(prefix="harness-lab-") as folder:
        if not request.command:
            tell(
                f"at {request.inside} in region {request.region}; certificates and logs in {folder}",
                event="lab",
            )
        gateway = "made" if request.gateway else "none"
        inside = [
            sys.executable,
            "-m",
            "harness.lab.shell",
            request.region,
            folder,
            request.inside,
            gateway,
            *command,
        ]
        process = start_inside(inside)
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:
                # What runs in it has got it too, and decides.
                continue
    if status != 0 and request.command:
        raise HarnessError(f"{request.command[0]} ended with {status}")
    return Exit.OK
