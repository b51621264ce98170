"""``harness geo status``: which place data are there, and which of them are asked for a date."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.geo_options import add_date, today
from harness.cli.options import new_parser
from harness.cli.streams import columns, say

if TYPE_CHECKING:
    from harness.sources.geo_library import Pick

_ABOUT = """\
Which data sets are there, embedded and your own: what each means, whom it copies, its version, date, age, licence and folder, and whether it
is asked about a capture of the date.
"""
_EXITS = """\
Exit status: 0 listed; 2 wrong usage; 4 data are altered or cannot be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    date: date | None
    """None: today."""
    json: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo status``."""
    found = new_parser("harness geo status", _ABOUT, "harness geo status [options]", _EXITS)
    add_date(found)
    found.add_argument("--json", action="store_true", help="write one JSON document instead")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo status``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(date=found.date, json=found.json)


def run(request: Request) -> Exit:
    """Tell what is there.

    Raises:
        ReferenceDataError: A side-car is missing or of another form.
    """
    # Imported here: polars is heavy.
    from harness.sources.geo_folder import user_folder  # noqa: PLC0415
    from harness.sources.geo_library import library, pick  # noqa: PLC0415

    day = request.date or today()
    picks, folder = pick(library(os.environ), day), str(user_folder(os.environ))
    if request.json:
        say(_document(picks, day, folder))
    else:
        say("\n".join(_report(picks, day, folder, columns())) + "\n")
    return Exit.OK


def _document(picks: Sequence[Pick], day: date, folder: str) -> str:
    from harness.cli.geo_told import told_of  # noqa: PLC0415 - see run

    sets = [{**told_of(one, day), "asked": why is None, "why_not": why} for one, why in picks]
    return json.dumps({"date": day.isoformat(), "folder": folder, "data_sets": sets}, indent=1) + "\n"


def _report(picks: Sequence[Pick], day: date, folder: str, width: int) -> list[str]:
    from harness.cli.geo_told import lines  # noqa: PLC0415 - see run

    found = [f"Place data for {day.isoformat()}", *lines(f"Your own: {folder}", width)]
    for asked in (True, False):
        some = sorted((one for one in picks if (one.why_not is None) is asked), key=_by_source)
        if some:
            found += ["", "Asked" if asked else "Not asked"]
            found += [line for one in some for line in _block(one, day, width)]
    return found


def _by_source(one: Pick) -> tuple[str, str]:
    return one.data_set.source.source, one.data_set.source.date


def _block(one: Pick, day: date, width: int) -> list[str]:
    """What is told of one data set."""
    from harness.cli.geo_told import lines, off, told_of  # noqa: PLC0415 - see run

    told = told_of(one.data_set, day)
    block = [f"  {told['source']}  {told['date']}, {off(told['days_off'])}"]
    block += lines(f"{told['meaning']}, answers {told['answers']}, lineage {told['lineage']}", width, 6)
    block += lines(
        f"date by {told['date_basis']}, version {told['version']}, licence {told['licence']}", width, 6
    )
    block += lines(f"{told['folder']}, sha256 {told['sha256'][:16]}", width, 6)
    return block if one.why_not is None else [*block, *lines(f"not asked: {one.why_not}", width, 6)]
