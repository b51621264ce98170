"""Notes on standard error: what is told, and how: ``--quiet``, ``--verbose`` and ``--log-json`` of every command that works long.

They are looked for in the whole command line before a command reads it, so that what is wrong with that line is told in the same
manner. Reports and documents are no notes: none of the three changes them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Final

from harness.cli.streams import note

QUIET, VERBOSE, LOG_JSON = "--quiet", "--verbose", "--log-json"


class Level(IntEnum):
    """How much a note matters; public by name, in lower case."""

    DEBUG = 10
    """What is done, and how long it took."""
    INFO = 20
    """What a user wants to know of a run: files written, what comes next."""
    ERROR = 40
    """Why a run ended otherwise than it was to."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What is told, and how."""

    least: Level = Level.INFO
    json: bool = False
    """One JSON object a line instead of sentences."""


_MANNER: Final[ContextVar[Manner]] = ContextVar("manner", default=Manner())  # noqa: B039 - frozen


def add_manner(parser: argparse.ArgumentParser) -> None:
    """Add the three options."""
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument(QUIET, action="store_true", help="on standard error, tell errors only; no progress")
    how_much.add_argument(
        VERBOSE, action="store_true", help="on standard error, tell what is done and how long it took too"
    )
    parser.add_argument(
        LOG_JSON,
        action="store_true",
        help="on standard error, one JSON object a line with time, level, event and text, for programs; also of progress",
    )


def manner_of(arguments: Sequence[str]) -> Manner:
    """The manner that a command line asks for; what stands behind ``--`` asks for nothing.

    >>> manner_of(["analyze", "--log-json", "a.pcap", "--", "--quiet"])
    Manner(least=<Level.INFO: 20>, json=True)
    """
    asked = set(arguments[: list(arguments).index("--")] if "--" in arguments else arguments)
    least = Level.ERROR if QUIET in asked else Level.DEBUG if VERBOSE in asked else Level.INFO
    return Manner(least, LOG_JSON in asked)


@contextmanager
def speaking(manner: Manner) -> Iterator[None]:
    """Tell notes in this manner for a while."""
    before = _MANNER.set(manner)
    try:
        yield
    finally:
        _MANNER.reset(before)


def manner() -> Manner:
    """How notes are told now."""
    return _MANNER.get()


def tell(text: str, *, level: Level = Level.INFO, event: str = "note", **fields: object) -> None:
    """Tell a note; of several lines each stands alone.

    Args:
        text: One or more lines; made safe for a terminal by who calls. Without the program's name and a line break at its end.
        level: How much it matters.
        event: What happened, in one word; public.
        fields: What a program wants to know besides; JSON values.
    """
    how = manner()
    if level < how.least:
        return
    if how.json:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {"time": moment, "level": level.name.lower(), "event": event, "text": text, **fields}
        note(json.dumps(said) + "\n")
        return
    note("".join(f"harness: {line}".rstrip() + "\n" for line in text.split("\n")))


@contextmanager
def stage(event: str, text: str, **fields: object) -> Iterator[None]:
    """Tell that something begins, and how long it took; for whom nothing is too much."""
    tell(text, level=Level.DEBUG, event=f"{event}-begins", **fields)
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    tell(f"{text}: {seconds:.2f} s", level=Level.DEBUG, event=event, seconds=round(seconds, 3), **fields)
