"""What subcommands of ``harness gateway`` share: where the state is, and how lines are said."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from harness.cli.options import columns_wanted
from harness.cli.streams import colour_wanted, columns, say

if TYPE_CHECKING:
    from harness.reports.lines import Line


def add_state(parser: argparse.ArgumentParser) -> None:
    """Add ``--state``."""
    parser.add_argument(
        "--state",
        metavar="FOLDER",
        help="folder of the gateway's state (default: HARNESS_GATEWAY_STATE of the environment, else /run/harness-gateway)",
    )


def add_width(parser: argparse.ArgumentParser) -> None:
    """Add ``--width``."""
    parser.add_argument(
        "--width", metavar="N", type=columns_wanted, help="columns of the report, instead of the terminal's"
    )


def width_of(asked: int | None) -> int:
    """Columns of a report."""
    return asked or columns()


def say_lines(lines: Iterable[Line]) -> None:
    """Put lines on standard output."""
    from harness.reports.lines import paint  # noqa: PLC0415 - imports what --help must not wait for

    say(paint(lines, colour=colour_wanted(sys.stdout)))
