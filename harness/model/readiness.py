"""What a machine can do: questions, answers, and whether a purpose can be served.

An answer is an observation of one machine at one moment. What could not be told is no answer: it never counts as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Purpose(StrEnum):
    """What somebody wants of a machine; public."""

    REPLAY = "replay"
    """Reading captures that there are: ``analyze``, ``verify``."""
    LIVE = "live"
    """Capturing and watching: ``live``."""
    GATEWAY = "gateway"
    """Standing between devices and the internet: ``gateway up``."""
    INTERCEPTION = "interception"
    """Opening TLS on a gateway: ``gateway up --intercept``."""
    LAB = "lab"
    """Made-up devices and servers in network namespaces: ``lab``."""


class State(StrEnum):
    """How an answer stands; public."""

    THERE = "there"
    LIMITED = "limited"
    """It is there, and what is said of it makes something worse."""
    MISSING = "missing"
    UNTOLD = "untold"
    """Could not be told, and why is said; neither there nor missing."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A command that mends something."""

    command: str
    """One line for a shell."""
    as_root: bool = False
    """Only root may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found."""

    state: State
    said: str
    """A sentence; may hold names of interfaces and words of programs, so it is escaped where it is shown."""
    about: str | None = None
    """Interface or folder that it is about; None: the machine."""
    mends: tuple[Mend, ...] = ()
    """What mends it, in this order; empty: nothing to mend, or no command does."""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What it rests on, by name with the unit; JSON values, None where not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is asked of a machine."""

    id: str
    """Public; never given another meaning."""
    group: str
    """Heading that it stands under."""
    topic: str
    """In some words, for people."""
    needed: frozenset[Purpose]
    """What cannot be done without it."""
    useful: frozenset[Purpose] = frozenset()
    """What is worse without it."""

    @property
    def purposes(self) -> frozenset[Purpose]:
        """All that it is asked for."""
        return self.needed | self.useful


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question and one answer."""

    question: Question
    answer: Answer

    def stands_in_the_way(self, purpose: Purpose) -> bool:
        """Whether the purpose cannot be served, or not be told to be."""
        return purpose in self.question.needed and self.answer.state in {State.MISSING, State.UNTOLD}

    def makes_worse(self, purpose: Purpose) -> bool:
        """Whether the purpose can be served all the same, but worse, or perhaps so."""
        return (
            purpose in self.question.purposes
            and self.answer.state is not State.THERE
            and not self.stands_in_the_way(purpose)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """Whether a purpose can be served."""

    purpose: Purpose
    lacks: tuple[Row, ...]
    """What stands in the way: missing, or could not be told."""
    worse: tuple[Row, ...]
    """What makes it worse."""

    @property
    def can(self) -> bool:
        """Whether all that is needed was seen to be there."""
        return not self.lacks


def abilities(rows: Iterable[Row], asked: Iterable[Purpose]) -> tuple[Ability, ...]:
    """What can be done, in the order of ``Purpose``."""
    known, wanted = tuple(rows), set(asked)
    return tuple(
        Ability(
            purpose=purpose,
            lacks=tuple(row for row in known if row.stands_in_the_way(purpose)),
            worse=tuple(row for row in known if row.makes_worse(purpose)),
        )
        for purpose in Purpose
        if purpose in wanted
    )


def untold(why: str) -> Answer:
    """The answer where nothing could be told."""
    return Answer(state=State.UNTOLD, said=f"could not be told: {why}")
