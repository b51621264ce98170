"""The command tree -> a completion script of nested ``case``s, for shells of Bourne's family; what differs is a ``Dialect``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from harness.cli.completion_tree import Place, Value, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one shell says it."""

    head: str
    """Up to the ``case`` that follows words to their place."""
    middle: str
    """From there to the ``case`` of options that take a value."""
    tail: str
    """From the end of the ``case`` of places on."""
    reply: Callable[[Value], str]
    """What offers the values of one kind."""
    options: Callable[[Place], str]
    """What offers a place's options."""
    words: Callable[[Place], str]
    """What offers its commands."""


def script(dialect: Dialect, places: Iterable[Place]) -> str:
    """The whole script."""
    every = list(places)
    return (
        dialect.head
        + "".join(f"            ('{step}') place='{place}' ;;\n" for step, place in steps(every))
        + dialect.middle
        + "".join(line for place in every for line in _values(dialect, place))
        + '    esac\n    case "$place" in\n'
        + "".join(_place(dialect, place) for place in every)
        + dialect.tail
    )


def _values(dialect: Dialect, place: Place) -> Iterator[str]:
    """What follows each option that takes a value."""
    for option in place.options:
        if option.value is not None:
            flags = "|".join(f"'{place.name} {flag}'" for flag in option.flags)
            yield f"        ({flags}) {dialect.reply(option.value)}; return ;;\n"


def _place(dialect: Dialect, place: Place) -> str:
    rest = dialect.words(place) if place.words else _arguments(dialect, place.arguments)
    return (
        f"        ('{place.name}') if [[ $cur == -* ]]; then {dialect.options(place)}; else {rest}; fi ;;\n"
    )


def _arguments(dialect: Dialect, values: tuple[Value, ...]) -> str:
    """Values by how many stand in front; the last is for all that follow."""
    if len({*values}) <= 1:
        return dialect.reply(values[0]) if values else ":"
    cases = "".join(f"({number}) {dialect.reply(value)} ;; " for number, value in enumerate(values[:-1]))
    return f"case $n in {cases}(*) {dialect.reply(values[-1])} ;; esac"
