"""Rows of ``harness doctor`` -> its report: what can be done first, then every row, then the commands that mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.model.readiness import Ability, Purpose, Row, State
from harness.reports.doctor.document import line_of
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped

_WORDS: Final[Mapping[State, tuple[str, Style]]] = MappingProxyType(
    {
        State.THERE: ("ok", Style.GOOD),
        State.LIMITED: ("limited", Style.DOUBT),
        State.MISSING: ("MISSING", Style.BAD),
        State.UNTOLD: ("untold", Style.DOUBT),
    }
)
_STATE_COLUMNS: Final = 11
_INSTALL: Final = "apt-get install "
_PLAIN: Final = Style.PLAIN


def render(rows: Sequence[Row], told: Sequence[Ability], width: int, *, colour: bool, is_root: bool) -> str:
    """Write the report.

    Args:
        rows: All that were asked for.
        told: What they come to for each purpose.
        width: Columns.
        colour: Whether the terminal shows colour; nothing is told by colour alone.
        is_root: Whoever calls is root, and needs no sudo.
    """
    return paint(_lines(rows, told, width, is_root=is_root), colour=colour)


def _lines(rows: Sequence[Row], told: Sequence[Ability], width: int, *, is_root: bool) -> Iterator[Line]:
    yield heading("WHAT THIS MACHINE CAN DO")
    longest = max((len(one.purpose.value) for one in told), default=0)
    for ability in told:
        yield from _ability(ability, longest, width)
    for group in dict.fromkeys(row.question.group for row in rows):
        yield EMPTY
        yield heading(group.upper())
        for row in rows:
            if row.question.group == group:
                yield from _row(row, width, is_root=is_root)
    yield from _mends(rows, width, is_root=is_root)


def _ability(ability: Ability, longest: int, width: int) -> Iterator[Line]:
    """One purpose: whether it can be served, and what is in the way or makes it worse."""
    name = f"  {ability.purpose.value:<{longest}}  "
    worse = _topics(ability.worse)
    if not ability.can:
        missing = [row for row in ability.lacks if row.answer.state is State.MISSING]
        untold = [row for row in ability.lacks if row.answer.state is State.UNTOLD]
        lacks = [_topics(missing)] if missing else []
        lacks += [f"could not be told: {_topics(untold)}"] if untold else []
        yield from wrapped(f"NO: {'; '.join(lacks)}", width, first=name, style=Style.BAD)
    elif worse:
        yield from wrapped(f"yes, but look at: {worse}", width, first=name, style=Style.DOUBT)
    else:
        yield from wrapped("yes", width, first=name, style=Style.GOOD)


def _topics(rows: Iterable[Row]) -> str:
    return ", ".join(dict.fromkeys(row.question.topic for row in rows))


def _row(row: Row, width: int, *, is_root: bool) -> Iterator[Line]:
    """A row: state, topic and purposes; below what was found, and what mends it."""
    word, style = _WORDS[row.answer.state]
    about = f": {row.answer.about}" if row.answer.about is not None else ""
    title = f"{row.question.topic}{about}"
    head, *more = wrapped(f"{title}  ({_purposes(row)})", width - _STATE_COLUMNS)
    yield ((f"  {word:<{_STATE_COLUMNS - 2}}", style), *head)
    indent = " " * _STATE_COLUMNS
    for line in more:
        yield ((indent, _PLAIN), *line)
    yield from wrapped(
        row.answer.said, width, first=indent, style=Style.DIM if row.answer.state is State.THERE else _PLAIN
    )
    for mend in row.answer.mends:
        yield from _command(line_of(mend, is_root=is_root), indent)


def _purposes(row: Row) -> str:
    """What it is needed for, and what it is useful for."""
    needed = [one.value for one in Purpose if one in row.question.needed]
    useful = [one.value for one in Purpose if one in row.question.useful]
    told = [f"needed for {', '.join(needed)}"] if needed else []
    return "; ".join(told + ([f"useful for {', '.join(useful)}"] if useful else []))


def _command(text: str, indent: str) -> Iterator[Line]:
    """A command in one line however long, so that it can be copied."""
    yield ((f"{indent}$ {text}", Style.HEADING),)


def _mends(rows: Sequence[Row], width: int, *, is_root: bool) -> Iterator[Line]:
    """The commands again, for what is missing, packages in one; nothing where nothing is missing."""
    missing = [row for row in rows if row.answer.state is State.MISSING]
    mends = dict.fromkeys(mend for row in missing for mend in row.answer.mends)
    if not mends:
        return
    packages = [mend.command.removeprefix(_INSTALL) for mend in mends if mend.command.startswith(_INSTALL)]
    others = [line_of(mend, is_root=is_root) for mend in mends if not mend.command.startswith(_INSTALL)]
    yield EMPTY
    yield heading("WHAT BRINGS WHAT IS MISSING")
    if packages:
        sudo = "" if is_root else "sudo "
        yield from _command(
            f"{sudo}apt-get update && {sudo}{_INSTALL}{' '.join(dict.fromkeys(packages))}", "  "
        )
    for line in others:
        yield from _command(line, "  ")
    yield from wrapped("Packages are those of Debian and Ubuntu. Then ask again.", width, first="  ")
