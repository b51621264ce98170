"""What the program's exit status says. Public: never renumbered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from harness.model.words import CountryAnswer


class Exit(IntEnum):
    """Exit statuses; 1 is never used for a fault, because it accuses a product."""

    OK = 0
    """Read; every country asked about: none seen."""
    WITNESSED = 1
    """A country asked about was witnessed."""
    USAGE = 2
    """The command line is wrong; nothing was read."""
    POSSIBLE = 3
    """No country asked about was witnessed, and at least one is possible."""
    ERROR = 4
    """A capture cannot be read, a file cannot be written, or the program is at fault."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C (128 + SIGINT)."""


_OF_ANSWER = {
    CountryAnswer.WITNESSED: Exit.WITNESSED,
    CountryAnswer.POSSIBLE: Exit.POSSIBLE,
    CountryAnswer.NONE_SEEN: Exit.OK,
}


def exit_for(answers: Iterable[CountryAnswer]) -> Exit:
    """Status for the worst answer; no question gives OK.

    >>> exit_for([CountryAnswer.NONE_SEEN, CountryAnswer.POSSIBLE]).name
    'POSSIBLE'
    """
    given = set(answers)
    return next((_OF_ANSWER[answer] for answer in CountryAnswer if answer in given), Exit.OK)
