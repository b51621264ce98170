"""Names of capture files: which run of the capturing program wrote one, and which of its files it is.

``lan-r002_00003_20261102101500.pcapng`` is the third file of the second run at vantage point ``lan``; ``lan-r002.pcapng`` the only one of a
run that does not rotate. dumpcap adds number and time itself. Names sort by vantage point, run and number.

A run is a ring in the sense of scenarios: the program counts what it lost in all its files together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

SUFFIX: Final = ".pcapng"
_NAME: Final = re.compile(
    r"(?P<run>(?P<vantage>[a-z0-9][a-z0-9._-]{0,59}?)-r(?P<number>[0-9]{3,}))(?:_(?P<part>[0-9]{5,})_(?P<began>[0-9]{14}))?\.pcapng"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFile:
    """What the name of a capture file says."""

    name: str
    run: str
    """``lan-r002``: the ring that it belongs to."""
    vantage: str
    number: int
    """Of the run at its vantage point."""
    part: int
    """Of the file in its run; 0 where the run has one file."""
    began_ns: int | None
    """When it was begun, to the second below; None where the name does not say."""


def run_name(vantage: str, number: int) -> str:
    """Name of a run.

    >>> run_name("lan", 2)
    'lan-r002'
    """
    return f"{vantage}-r{number:03}"


def run_file(name: str) -> RunFile | None:
    """What a name says; None for a file of another making.

    >>> run_file("lan-r002_00003_20261102101500.pcapng").part, run_file("notes.txt")
    (3, None)
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return RunFile(
        name=name,
        run=found["run"],
        vantage=found["vantage"],
        number=int(found["number"]),
        part=int(found["part"] or 0),
        began_ns=_time(found["began"]),
    )


def _time(digits: str | None) -> int | None:
    """The time in a name, UTC: the capturing program was told so."""
    if digits is None:
        return None
    try:
        moment = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000_000


def run_files(names: Iterable[str]) -> tuple[RunFile, ...]:
    """Those that runs wrote, by vantage point, run and part; numbers that grew by a digit stay in order."""
    found = [one for name in names if (one := run_file(name)) is not None]
    return tuple(sorted(found, key=lambda one: (one.vantage, one.number, one.part)))


def next_run(names: Iterable[str], vantage: str) -> int:
    """Number of a run that no file is of yet.

    >>> next_run(["lan-r001.pcapng", "wan-r007.pcapng", "lan-r002_00001_20261102101500.pcapng"], "lan")
    3
    """
    return max((one.number for one in run_files(names) if one.vantage == vantage), default=0) + 1
