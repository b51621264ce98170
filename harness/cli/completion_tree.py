"""The parsers of all commands -> what a shell needs to complete them: commands, options, and what follows each.

Metavars tell what a value is: those of files and folders are completed from the file system, choices from their list, all
others by nothing.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from harness.cli.parser import COMMANDS, command, program_parser

FILES: Final = frozenset(
    {"ANALYSIS.json", "CASE", "FILE", "FILE|-", "FILE|FOLDER", "PATH", "RESULT.json", "SCENARIO"}
)
"""Metavars of values that are files."""
FOLDERS: Final = frozenset({"FOLDER"})
_MOST_WORDS: Final = 60


class Kind(Enum):
    """What completes a value."""

    NOTHING = "nothing"
    FILES = "files"
    FOLDERS = "folders"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Value:
    """What follows an option, or stands by itself."""

    kind: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option."""

    flags: tuple[str, ...]
    about: str
    """Its help, cut to some words."""
    value: Value | None
    """None: nothing follows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One command or subcommand, or the program itself."""

    name: str
    """Words that lead there, ``geo probe``; empty for the program."""
    words: tuple[tuple[str, str], ...]
    """Commands that can follow, each with what it does; empty: none can."""
    options: tuple[Option, ...]
    arguments: tuple[Value, ...]
    """What stands by itself, in order; the last may be repeated."""


def places() -> Iterator[Place]:
    """The program, every command, and every subcommand behind its command."""
    yield _place("", program_parser(), tuple(COMMANDS.items()))
    for name in COMMANDS:
        module = command(name)
        below = getattr(module, "SUBCOMMANDS", {})
        yield _place(name, module.parser(), tuple(below.items()))
        for sub in below:
            yield _place(f"{name} {sub}", command(f"{name}_{sub}").parser(), ())


def steps(every: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """Each place with a word that can follow, ``geo/probe``, and the place that this leads to."""
    for place in every:
        for word, _ in place.words:
            yield f"{place.name}/{word}", f"{place.name} {word}".strip()


def _place(name: str, parser: argparse.ArgumentParser, words: tuple[tuple[str, str], ...]) -> Place:
    actions = parser._actions  # noqa: SLF001 - argparse has no public way to list what a parser takes
    return Place(
        name=name,
        words=words,
        options=tuple(_option(action) for action in actions if action.option_strings),
        arguments=() if words else tuple(_value(action) for action in actions if not action.option_strings),
    )


def _option(action: argparse.Action) -> Option:
    return Option(
        flags=tuple(action.option_strings),
        about=_about(action.help or ""),
        value=None if action.nargs == 0 else _value(action),
    )


def _value(action: argparse.Action) -> Value:
    if action.choices is not None:
        return Value(Kind.CHOICES, tuple(str(choice) for choice in action.choices))
    if action.metavar in FILES:
        return Value(Kind.FILES)
    return Value(Kind.FOLDERS if action.metavar in FOLDERS else Kind.NOTHING)


def _about(help_text: str) -> str:
    """The first clause of a help text, without what a shell could take for its own."""
    first = re.split(r"[;:.(,] |[;:.(]$", help_text, maxsplit=1)[0]
    return re.sub(r"[^A-Za-z0-9 ,./+=_-]", "", first)[:_MOST_WORDS].strip()
