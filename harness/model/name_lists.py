"""What a list of names of somebody else holds, and what of it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """One name, in the form of the names table."""

    name: str
    exact: bool
    """Only itself; else every name below it too."""
    marks: tuple[str, ...] = ()
    """What the list marks it with, sorted."""


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken."""

    where: str
    """Line, or member."""
    text: str
    """As it stands there; the beginning of a long one."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """A list that was read."""

    names: tuple[ListedName, ...]
    """Each once, in order."""
    left: tuple[Left, ...]
    """In order."""
    repeated: int
    """Names that stand there once more."""
    local: int = 0
    """Lines for names of the host itself."""
