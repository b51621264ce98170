"""What the parsers of all commands share: help that fits, faults that point to it, numbers within bounds.

The parser of the standard library: help has to answer at once, and typer needs five times as
long for it (decision 0050).
"""

from __future__ import annotations

import argparse
import difflib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from harness.cli.streams import say
from harness.errors import UsageError

LEAST_WIDTH, MOST_WIDTH = 60, 1000
_MOST_SLUG = 40


class Parser(argparse.ArgumentParser):
    """One that writes through our streams and leaves faults to ``main``."""

    color: bool
    """From Python 3.14 on; off, so that the generated page is the same everywhere."""

    def error(self, message: str) -> NoReturn:
        """Leave as a usage error that points to what may be meant, and to help."""
        raise UsageError(f"{message}{self._meant(message)}\ntry `{self.prog} --help`")

    def _meant(self, message: str) -> str:
        """What a misspelt option or choice is near to; empty where nothing is."""
        flags = [flag for action in self._actions for flag in action.option_strings]
        if unknown := re.search(r"unrecognized arguments: (.*)", message):
            given = [word.partition("=")[0] for word in unknown[1].split() if word.startswith("-")]
            return _did_you_mean(given, flags)
        if wrong := re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message):
            return _did_you_mean([wrong[1]], [word.strip(" '") for word in wrong[2].split(",")])
        return ""

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - the base class's
        """Help and version, the only messages that are left."""
        say(message)


def new_parser(prog: str, description: str, usage: str, epilog: str | None = None) -> Parser:
    """A parser without arguments yet.

    Args:
        prog: Program and command, as the user writes them.
        description: Above the arguments in the help.
        usage: The whole usage line after ``usage:``.
        epilog: Below the arguments: exit statuses.
    """
    parser = Parser(
        prog=prog,
        usage=usage,
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=_help_formatter,
    )
    parser.color = False
    return parser


def _did_you_mean(given: Iterable[str], there: Sequence[str]) -> str:
    """A question at the end of a message.

    >>> _did_you_mean(["--jsno"], ["--json", "--all"]), _did_you_mean(["x"], ["--json"])
    ('; did you mean --json?', '')
    """
    near = [word for one in given for word in difflib.get_close_matches(one, there, n=1)]
    return f"; did you mean {' and '.join(dict.fromkeys(near))}?" if near else ""


def _help_formatter(prog: str) -> argparse.HelpFormatter:
    """Help for the terminal's width, at most 100 columns."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    return argparse.HelpFormatter(prog, width=width, max_help_position=20)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Type of an option whose value is a whole number from ``least`` to ``most``."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or not least <= int(text[:9]) <= most:
            raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from {least} to {most}")
        return int(text)

    return number


def slug(text: str) -> str:
    """Type of an option whose value stands in ids in front of the dot.

    >>> slug("acme-cloud")
    'acme-cloud'
    """
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) and len(text) <= _MOST_SLUG:
        return text
    raise argparse.ArgumentTypeError(f"{text!r}: give a-z, 0-9 and single '-', at most {_MOST_SLUG}")


columns_wanted = whole(LEAST_WIDTH, MOST_WIDTH)
"""Type of ``--width``."""


def add_outputs(parser: argparse.ArgumentParser, *, replaceable: str, everything: str | None = None) -> None:
    """Add the options of what is written and how much: ``--json``, ``--all`` and ``--width``.

    Args:
        parser: Of a command that prints a report.
        replaceable: Whose earlier document a new one may replace.
        everything: What ``--all`` lists; None: nothing is left out, and there is no such option.
    """
    parser.add_argument(
        "--json",
        metavar="FILE|-",
        help="write every table as one JSON document (docs/json.md); - writes it to standard output instead of the "
        f"report; a file that is no earlier document of {replaceable} is never replaced",
    )
    add_sizes(parser, everything)


def add_sizes(parser: argparse.ArgumentParser, everything: str | None) -> None:
    """Add ``--all`` and ``--width`` alone. Arguments as for ``add_outputs``."""
    if everything is not None:
        parser.add_argument("--all", action="store_true", help=f"list everything: {everything} too")
    parser.add_argument(
        "--width", metavar="N", type=columns_wanted, help="columns of the report, instead of the terminal's"
    )


def raise_faults(faults: Sequence[str], command: str) -> None:
    """Tell every mistake of a command line at once; where there is none, do nothing.

    Args:
        faults: Found so far, a sentence each.
        command: As the user writes it after ``harness``.

    Raises:
        UsageError: There is one.
    """
    if faults:
        raise UsageError("\n".join([*faults, f"try `harness {command} --help`"]))


def with_paths(
    parser: argparse.ArgumentParser, arguments: list[str], needed: str | None = None
) -> argparse.Namespace:
    """Parse with options before, between and behind ``paths``; all after ``--`` are paths.

    Args:
        parser: Of a command with ``paths``.
        arguments: The command line behind the command.
        needed: What the paths are, where at least one must be given.

    Raises:
        UsageError: The command line is wrong.
    """
    # argparse cannot take -- together with options between the paths (until Python 3.13).
    end = arguments.index("--") if "--" in arguments else len(arguments)
    found = parser.parse_intermixed_args(arguments[:end])
    found.paths = (*found.paths, *arguments[end + 1 :])
    if needed is not None and not found.paths:
        parser.error(f"no {needed} given")
    return found
