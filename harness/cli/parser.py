"""Arguments in, one value per command out: options, help texts and usage errors.

The parser of the standard library: help has to answer at once, and typer needs five times as
long for it (decision 0050).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from typing import NoReturn

from harness import __version__
from harness.cli.analyze import Request
from harness.cli.streams import say
from harness.errors import UsageError

_PROGRAM = """\
See what a drone product sends where: packet captures in, named, located, classified endpoints out.
"""
_ANALYZE = """\
Read captures and report where the product talked to: for each endpoint name, address, country with its status,
operator, category and octets each way. Countries of registration and of legal control are told apart from
location. Captures are only read, never changed.
"""
_EXITS = """\
Exit status: 0 read, and no country asked about was seen; 1 a country was witnessed; 3 none witnessed, at least
one possible; 2 wrong usage; 4 a capture cannot be read, a file cannot be written, or harness itself is at fault;
130 stopped by Ctrl-C. HARNESS_DEBUG=1 adds a traceback to status 2 and 4. NO_COLOR=1 turns colour off.
"""
_LEAST_IDLE_S, _MOST_IDLE_S = 1, 86_400
_LEAST_WIDTH, _MOST_WIDTH = 60, 1000


class _Parser(argparse.ArgumentParser):
    """One that writes through our streams and leaves faults to ``main``."""

    color: bool
    """From Python 3.14 on; off, so that the generated page is the same everywhere."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\ntry `{self.prog} --help`")

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - the base class's
        """Help and version, the only messages that are left."""
        say(message)


def parse(arguments: Sequence[str]) -> Request:
    """Read the command line.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help or version was asked for and has been printed.
    """
    if arguments and arguments[0] in COMMANDS:
        return _analyze_request(COMMANDS[arguments[0]], list(arguments[1:]))
    if not arguments:
        raise UsageError("no command given\ntry `harness --help`")
    program_parser().parse_args(arguments)
    raise UsageError(f"{arguments[0]!r} is no command\ntry `harness --help`")


def _analyze_request(parser: argparse.ArgumentParser, arguments: list[str]) -> Request:
    """Options may stand before, between and behind the paths; all after ``--`` are paths."""
    # argparse cannot take -- together with options between the paths (until Python 3.13).
    end = arguments.index("--") if "--" in arguments else len(arguments)
    found = parser.parse_intermixed_args(arguments[:end])
    paths = (*found.paths, *arguments[end + 1 :])
    if not paths:
        parser.error("no capture given")
    return Request(
        paths=paths,
        devices=tuple(found.device),
        countries=tuple(found.country),
        json=found.json,
        idle_timeout_s=found.idle_timeout,
        all_rows=found.all,
        width=found.width,
    )


def program_parser() -> argparse.ArgumentParser:
    """The program without a command: help and version."""
    parser = _parser("harness", _PROGRAM, "harness [-h] [--version] COMMAND ...")
    parser.add_argument(
        "--version", action="version", version=f"harness {__version__}", help="print the version"
    )
    parser.add_argument(
        "command", metavar="COMMAND", choices=list(COMMANDS), help="analyze: read captures and report"
    )
    return parser


def analyze_parser() -> argparse.ArgumentParser:
    """``harness analyze``."""
    parser = _parser("harness analyze", _ANALYZE, "harness analyze PATH... [options]", _EXITS)
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="captures (pcap, pcapng); - reads standard input"
    )
    _add_questions(parser)
    _add_outputs(parser)
    return parser


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        metavar="X",
        action="append",
        default=[],
        help="device under test: MAC, address or prefix (CIDR); it is the client where no handshake was seen; "
        "may be repeated",
    )
    parser.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help="answer for this country (ISO 3166-1, two letters): witnessed, possible or none seen; may be repeated",
    )
    parser.add_argument(
        "--idle-timeout",
        metavar="S",
        type=_seconds,
        default=300,
        help="a gap of more than S seconds ends a flow (default: 300)",
    )


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json",
        metavar="FILE|-",
        help="write every table as one JSON document (docs/json.md); - writes it to standard output instead of the "
        "report; a file that is no earlier document of harness is never replaced",
    )
    parser.add_argument(
        "--all", action="store_true", help="list everything: local endpoints and the ends of long lists too"
    )
    parser.add_argument(
        "--width", metavar="N", type=_columns, help="columns of the report, instead of the terminal's"
    )


def _seconds(text: str) -> int:
    return _whole(text, _LEAST_IDLE_S, _MOST_IDLE_S)


def _columns(text: str) -> int:
    return _whole(text, _LEAST_WIDTH, _MOST_WIDTH)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from {least} to {most}")
    return int(text)


def _parser(prog: str, description: str, usage: str, epilog: str | None = None) -> _Parser:
    parser = _Parser(
        prog=prog,
        usage=usage,
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=_help_formatter,
    )
    parser.color = False
    return parser


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    """Help for the terminal's width, at most 100 columns."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    return argparse.HelpFormatter(prog, width=width, max_help_position=20)


COMMANDS = {"analyze": analyze_parser()}
"""Every command by name."""
