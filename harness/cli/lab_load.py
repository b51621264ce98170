"""``harness lab load``: mixed traffic at a set rate between two places of the lab, and its counts."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from ipaddress import ip_address

from harness.cli.exits import Exit
from harness.cli.options import new_parser, raise_faults, whole
from harness.cli.streams import say
from harness.errors import HarnessError

_ABOUT = """\
Inside the lab only (`harness lab shell`): send mixed traffic to addresses where another call takes it, and say as JSON
what was sent or taken, to hold captures against. Streams and datagrams as of video, MAVLink, short conversations with
names, over IPv4 and IPv6.
"""
_EXITS = """\
Exit status: 0 sent, or told to stop; 2 wrong usage; 4 not inside the lab, or nobody takes it. docs/howto/lab.md
"""
_MOST_SECONDS, _MOST_MBIT = 86_400, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    take: bool
    addresses: tuple[str, ...]
    mbit: int
    seconds: int


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness lab load``."""
    found = new_parser("harness lab load", _ABOUT, "harness lab load take|give ADDRESS... [options]", _EXITS)
    found.add_argument(
        "action", metavar="WORD", choices=["take", "give"], help="which end this is: take or give"
    )
    found.add_argument(
        "addresses", metavar="ADDRESS", nargs="+", help="of the end that takes; IPv4, IPv6 or both"
    )
    found.add_argument(
        "--mbit",
        metavar="N",
        type=whole(1, _MOST_MBIT),
        default=200,
        help="payload, in Mb/s (default: %(default)s)",
    )
    found.add_argument(
        "--seconds",
        metavar="S",
        type=whole(1, _MOST_SECONDS),
        default=10,
        help="how long (default: %(default)s)",
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``lab load``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults = [f"{text!r}: give an address" for text in found.addresses if not _is_address(text)]
    raise_faults(faults, "lab load")
    return Request(
        take=found.action == "take", addresses=tuple(found.addresses), mbit=found.mbit, seconds=found.seconds
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def run(request: Request) -> Exit:
    """Send or take, and tell the counts.

    Raises:
        HarnessError: Not inside the lab, or the other end is not there.
    """
    from harness.lab import load  # noqa: PLC0415 - other commands need none of it
    from harness.lab.isolation import prove_inside  # noqa: PLC0415 - see above

    prove_inside()
    try:
        if request.take:
            say(json.dumps(load.take(request.addresses)._asdict()) + "\n")
        else:
            given = load.give(request.mbit, request.seconds, request.addresses)
            say(json.dumps({**asdict(given), "mbit": given.mbit}) + "\n")
    except OSError as fault:
        whose = "this end" if request.take else "the end that takes"
        raise HarnessError(
            f"{', '.join(request.addresses)}: {fault.strerror or fault}; is that {whose}?"
        ) from fault
    return Exit.OK
