"""What subcommands of ``harness geo`` share: the option ``--date``, and addresses that are checked."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, date, datetime
from ipaddress import ip_address

from harness.errors import UsageError


def add_date(parser: argparse.ArgumentParser) -> None:
    """Add ``--date``."""
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        type=day,
        help="when the capture was made: of each source the data nearest to that are asked (default: today)",
    )


def day(text: str) -> date:
    """Type of an option whose value is a date.

    >>> day("2026-11-02")
    datetime.date(2026, 11, 2)
    """
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r}: give a date such as 2026-11-02")


def today() -> date:
    """The day, UTC."""
    return datetime.now(UTC).date()


def checked_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses in their one form, each once.

    Raises:
        UsageError: Some are none; all of them told.
    """
    found: dict[str, None] = {}
    faults = []
    for text in texts:
        try:
            found[str(ip_address(text))] = None
        except ValueError:
            faults.append(f"{text!r} is no address: write 192.0.2.1 or 2001:db8::1")
    if faults:
        raise UsageError("\n".join(faults))
    return tuple(found)
