"""A data set in; what is told of it, as values and as lines, out.

Imports what reads place data: subcommands import it only when they run.
"""

from __future__ import annotations

from datetime import date
from textwrap import wrap
from typing import Any

from harness.reports.text import shown
from harness.sources.geo_files import EMBEDDED, DataFile

LEAST_WIDTH = 60


def told_of(data_set: DataFile, day: date) -> dict[str, Any]:
    """What is known of a data set."""
    about = data_set.source
    return {
        "source": about.source,
        "answers": data_set.answers,
        "meaning": about.meaning,
        "lineage": about.lineage,
        "version": about.version,
        "date": about.date,
        "date_basis": about.date_basis,
        "days_off": (day - date.fromisoformat(about.date)).days,
        "licence": about.licence,
        "sha256": about.sha256,
        "dropped": data_set.dropped,
        "folder": "embedded" if data_set.folder == EMBEDDED else str(data_set.folder),
    }


def off(days: int) -> str:
    """How far a date is from the one asked for.

    >>> off(1), off(-20), off(0)
    ('1 day before', '20 days after', 'of the day')
    """
    if not days:
        return "of the day"
    return f"{abs(days):,} day{'' if abs(days) == 1 else 's'} {'before' if days > 0 else 'after'}"


def lines(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """A text as lines that fit, escaped, from the second on ``hang`` further in; what cannot be parted stays whole."""
    return wrap(
        shown(text),
        max(width, LEAST_WIDTH),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
