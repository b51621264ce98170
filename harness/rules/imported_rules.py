"""A list of names and what its user says of it in; a rule file that holds them, its licence kept, out.

One rule for each set of marks: names of one list differ in nothing else. What was not taken stands below, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from harness.errors import HarnessError
from harness.model.matches import Match
from harness.model.name_lists import Left, ListedName, NameList
from harness.model.rules import Category, Confidence, Kind, Rule
from harness.model.seen import name_tails
from harness.rules.filetext import MAX_OCTETS
from harness.rules.rule_text import rule_file

MOST_ORIGIN, MOST_LICENCE = 120, 100
"""Characters: both stand in a source, which holds no more than 300."""
_FEW: Final = 3
_MOST_MARKS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What the user says of a list."""

    form: str
    """What it is, in words."""
    origin: str
    """Where it is from; the file's name where that is not said."""
    sha256: str
    licence: str
    operator: str
    control_country: str | None
    category: Category
    confidence: Confidence
    prefix: str
    """What ids begin with."""


def imported_file(found: NameList, about: Imported) -> str:
    """Write the rule file.

    Raises:
        HarnessError: There is no name to take, or more than a rule file may hold.
    """
    if not found.names:
        raise HarnessError(f"{about.origin}: no name in it can be taken{_first(found.left)}")
    rules = list(_rules(found.names, about))
    text = rule_file(
        _head(found, about), about.operator, about.control_country, rules, tail=left_lines(found.left)
    )
    if len(text) > MAX_OCTETS:
        raise HarnessError(
            f"{about.origin}: {len(found.names):,} names make more than the {MAX_OCTETS:,} octets of a rule file: give a part of it"
        )
    return text


def _first(left: Sequence[Left]) -> str:
    return f"; {left[0].where}: {left[0].text}: {left[0].why}" if left else ""


def _head(found: NameList, about: Imported) -> list[str]:
    counts = [f"{len(found.names):,} names taken", f"{len(found.left):,} entries not taken, listed below"]
    if found.repeated:
        counts.append(f"{found.repeated:,} repeated")
    if found.local:
        counts.append(f"{found.local:,} lines for the host itself left out")
    return [
        f"Imported from {about.origin} ({about.form}), sha256 {about.sha256}.",
        f"Licence of the list: {about.licence}",
        f"{'; '.join(counts)}. Save as {about.prefix}.yaml. No name was checked against anything.",
    ]


def left_lines(left: Sequence[Left]) -> list[str]:
    """Comments that list what was not taken."""
    return (
        [f"Not taken: {len(left):,}.", *(f"{one.where}: {one.text}: {one.why}" for one in left)]
        if left
        else []
    )


def _rules(names: Iterable[ListedName], about: Imported) -> Iterator[Rule]:
    by_marks: dict[tuple[str, ...], list[ListedName]] = {}
    for one in names:
        by_marks.setdefault(one.marks, []).append(one)
    taken: set[str] = set()
    for marks in sorted(by_marks):
        rule_id = _free_id(about.prefix, marks, taken)
        taken.add(rule_id)
        yield _rule(rule_id, by_marks[marks], marks, about)


def _free_id(prefix: str, marks: tuple[str, ...], taken: set[str]) -> str:
    words = re.sub("[^a-z0-9]+", "-", " ".join(marks).lower().replace("!", "not-")).strip("-")[:_MOST_MARKS]
    base = f"{prefix}.names" + (f"-{words.strip('-')}" if words else "")
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in numbered if name not in taken)


def _rule(rule_id: str, names: Sequence[ListedName], marks: tuple[str, ...], about: Imported) -> Rule:
    hosts = tuple(one.name for one in names if one.exact)
    suffixes = tuple(one.name for one in names if not one.exact)
    marked = f", marked {' '.join(f'@{mark}' for mark in marks)[:_MOST_MARKS]}" if marks else ""
    return Rule(
        id=rule_id,
        kind=Kind.SERVICE,
        match=Match(hosts=hosts, suffixes=suffixes),
        operator=about.operator,
        control_country=about.control_country,
        category=about.category,
        reasoning=f"Listed in {about.origin}{marked}; taken as listed, nothing of it was checked.",
        sources=(f"{about.form} {about.origin}, sha256 {about.sha256[:16]}, licence {about.licence}",),
        confidence=about.confidence,
        positive=_positive(hosts, suffixes),
        negative=(_negative(frozenset(hosts), frozenset(suffixes)),),
    )


def _positive(hosts: Sequence[str], suffixes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*hosts, *suffixes)))[:_FEW]


def _negative(hosts: frozenset[str], suffixes: frozenset[str]) -> str:
    """A near miss that none of them matches."""
    near = (f"not{name}" for name in sorted(suffixes | hosts))
    made_up = (f"x{number}.invalid" for number in count())
    for candidates in (near, made_up):
        for name in candidates:
            if name not in hosts and not any(tail in suffixes for tail in name_tails(name)):
                return name
    raise AssertionError("names without end")
