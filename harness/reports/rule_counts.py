"""Tally -> a report of the catalogue's size, and its part of a JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.model.lint import NO_FAIL, Tally
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, heading, paint, wrapped
from harness.reports.units import counted, number

SCHEMA: Final = "harness-endpoints-stats"


def counts_of(tally: Tally) -> dict[str, Any]:
    """Members of a JSON document."""
    return {
        "rules": tally.rules,
        "retired": tally.retired,
        "no_fail": tally.no_fail,
        "kinds": dict(tally.kinds),
        "categories": dict(tally.categories),
        "control_countries": [
            {"country": country, "rules": rules} for country, rules in tally.countries.items()
        ],
        "confidences": dict(tally.confidences),
        "files": dict(tally.files),
    }


def render_stats(tally: Tally, width: int, *, colour: bool) -> str:
    """Write the report of ``endpoints stats``."""
    return paint(_lines(tally, width), colour=colour)


def _lines(tally: Tally, width: int) -> Iterator[Line]:
    yield heading("RULES OF THE CATALOGUE")
    retired = f"; {tally.retired:,} retired, which match nothing" if tally.retired else ""
    yield from wrapped(
        f"{counted(tally.rules, 'rule')} in {counted(len(tally.files), 'file')}{retired}.", width
    )
    yield from wrapped(f"{no_fail(tally)}.", width)
    yield from count_lines("kind", tally.kinds, tally.rules, width)
    yield from count_lines("confidence", tally.confidences, tally.rules, width)
    yield from count_lines("category", tally.categories, tally.rules, width)
    named = {country or "not established": rules for country, rules in tally.countries.items()}
    yield from count_lines("legal control", named, tally.rules, width)
    yield from count_lines("file", tally.files, tally.rules, width)


def no_fail(tally: Tally) -> str:
    """Which share carries no failing verdict."""
    words = " or ".join(word.value for word in NO_FAIL)
    share = _share(tally.no_fail, tally.rules)
    return f"{number(tally.no_fail)} of {number(tally.rules)} ({share}) are {words}: they name an endpoint and carry no FAIL"


def count_lines(title: str, counts: Mapping[str, int], total: int, width: int) -> Iterator[Line]:
    """One table; nothing for no counts."""
    if counts:
        yield EMPTY
        rows = [(word, number(count), _share(count, total)) for word, count in counts.items()]
        yield from grid_lines((title, "rules", "share"), rows, width)


def _share(count: int, total: int) -> str:
    """In per cent, cut to one digit, so that 100 % is all.

    >>> _share(1, 3), _share(0, 0)
    ('33.3 %', '-')
    """
    return f"{count * 1000 // total / 10:.1f} %" if total else "-"
