"""Where whoever tests says what was done, and when: steps and notes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class MarkKind(StrEnum):
    """What somebody said while capturing went on."""

    STEP = "step"
    """From now on this is done, until the next step: ``take-off``, ``logged in``."""
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing said."""

    kind: MarkKind
    text: str
    """As typed; escaped where it is shown."""
    at_ns: int
    """Wall time."""


class Desk(Protocol):
    """Takes down what is said; each mark is on disk when a call returns."""

    def mark(self, kind: MarkKind, text: str) -> Mark:
        """Take one down, with the time of now.

        Raises:
            HarnessError: It cannot be written.
        """
        ...

    def marks(self) -> tuple[Mark, ...]:
        """All so far, in order."""
        ...
