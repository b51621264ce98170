"""``harness geo explain``: one address in; every source's answer, what counts of it, and what follows, out."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.geo_options import add_date, checked_addresses, today
from harness.cli.options import new_parser, with_paths
from harness.cli.streams import columns, say
from harness.errors import UsageError
from harness.model.country_groups import COUNTRY_GROUPS, named_group

if TYPE_CHECKING:
    from harness.sources.geo_explained import Heard

_ABOUT = """\
Where an address can be by the data that are there, and why: what each source says, of which date, whom it copies, what counts and what does not; and
for a country or group whether a server there would be a witness, is possible, or clear.
"""
_QUESTIONS = (
    ("registered", "Who is it registered to? Never a place."),
    ("operator", "Who announces it? Never a place."),
    ("geolocated", "Where do locators put it?"),
    ("cloud_region", "Where does its cloud's own list put it?"),
    ("anycast", "Is it announced from many places?"),
)
_EXITS = """\
Exit status: 0 told, whatever it is; 2 wrong usage; 4 data are altered or cannot be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    address: str
    date: date | None
    """None: today."""
    countries: tuple[str, ...]
    groups: tuple[str, ...]
    json: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo explain``."""
    found = new_parser("harness geo explain", _ABOUT, "harness geo explain ADDRESS [options]", _EXITS)
    found.add_argument("paths", metavar="ADDRESS", nargs="*", help="one IPv4 or IPv6 address")
    add_date(found)
    found.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help="judge it for this country; may be repeated",
    )
    found.add_argument(
        "--group",
        metavar="GROUP",
        action="append",
        default=[],
        help=f"judge it for a group: {', '.join(COUNTRY_GROUPS)}; may be repeated",
    )
    found.add_argument("--json", action="store_true", help="write one JSON document instead")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo explain``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    options = parser()
    found = with_paths(options, arguments)
    if len(found.paths) != 1:
        options.error("give one address")
    return Request(
        address=found.paths[0],
        date=found.date,
        countries=tuple(found.country),
        groups=tuple(found.group),
        json=found.json,
    )


def run(request: Request) -> Exit:
    """Ask every data set, and tell what follows.

    Raises:
        UsageError: The address, a country or a group is none.
        ReferenceDataError: Data are missing or altered.
    """
    (address,) = checked_addresses([request.address])
    asked_for = _asked_for(request)
    # Imported here: polars is heavy.
    from harness.cli.geo_asked import asked  # noqa: PLC0415
    from harness.sources.geo_explained import explain  # noqa: PLC0415
    from harness.sources.geo_library import library, pick  # noqa: PLC0415

    day = request.date or today()
    (row,) = asked((address,), day)
    known = row["routed"] is not None
    heard = explain(address, pick(library(os.environ), day)) if known else ()
    judged = {name: _judged(codes, row) for name, codes in asked_for.items()} if row["looked_up_ip"] else {}
    if request.json:
        say(_document(row, heard, judged, day))
    else:
        say("\n".join(_report(row, heard, judged, day, columns())) + "\n")
    return Exit.OK


def _asked_for(request: Request) -> dict[str, tuple[str, ...]]:
    """Countries by the name of what is asked."""
    found: dict[str, tuple[str, ...]] = {code: (code,) for code in map(country, request.countries)}
    for name in request.groups:
        group = named_group(name)
        if group is None:
            raise UsageError(f"--group {name!r}: give one of {', '.join(COUNTRY_GROUPS)}")
        found[name] = group.codes
    return found


def _judged(codes: Sequence[str], row: Mapping[str, Any]) -> tuple[str, str]:
    """What an address is for some countries, and why."""
    from harness.model.addresses import scope_of  # noqa: PLC0415 - see run
    from harness.model.words import Scope  # noqa: PLC0415 - see run
    from harness.stages.place_judging import judge_place  # noqa: PLC0415 - see run

    scope, kind = scope_of(row["server_ip"])
    if scope is Scope.LOCAL:
        return "clear", "A local address is in nobody's country but your own"
    found = judge_place(codes, {"scope": scope.value, "scope_kind": kind}, dict(row))
    return found.contact.value, found.reason


def _document(
    row: Mapping[str, Any], heard: Sequence[Heard], judged: Mapping[str, tuple[str, str]], day: date
) -> str:
    from harness.cli.geo_told import told_of  # noqa: PLC0415 - see run

    answers = [
        {
            **told_of(one.data_set, day),
            "answer": one.answer,
            "counts": one.why_not is None,
            "why_not": one.why_not,
            "one_vote_with": one.one_with,
        }
        for one in heard
    ]
    told = {
        "address": row["server_ip"],
        "looked_up": row["looked_up_ip"],
        "date": day.isoformat(),
        "scope": row["scope"],
        "routed": row["routed"],
        "answers": answers,
        "status": row["status"],
        "country": row["country"],
        "candidates": row["candidates"],
        "judged": [
            {"of": name, "contact": contact, "reason": reason} for name, (contact, reason) in judged.items()
        ],
    }
    return json.dumps(told, indent=1) + "\n"


def _report(
    row: Mapping[str, Any],
    heard: Sequence[Heard],
    judged: Mapping[str, tuple[str, str]],
    day: date,
    width: int,
) -> list[str]:
    from harness.cli.geo_told import lines  # noqa: PLC0415 - see run

    inside = "" if row["looked_up_ip"] == row["server_ip"] else f", looked up as {row['looked_up_ip']}"
    found = lines(f"{row['server_ip']}{inside}, place data for {day.isoformat()}", width)
    if not heard:
        found += lines(
            f"No place data describe it: an address of scope {row['scope']}, or one that stands for others.",
            width,
        )
    for meaning, question in _QUESTIONS:
        some = [one for one in heard if one.data_set.source.meaning == meaning]
        if some:
            found += ["", question]
            found += [line for one in some for line in _answer(one, day, width)]
    found += ["", *lines(_status(row), width)]
    for name, (contact, reason) in judged.items():
        found += lines(f"{name}: {contact}. {reason}.", width)
    return found


def _answer(one: Heard, day: date, width: int) -> list[str]:
    """What one data set says, and what it is."""
    from harness.cli.geo_told import lines, off, told_of  # noqa: PLC0415 - see run

    told = told_of(one.data_set, day)
    counts = "counts" if one.why_not is None else f"does not count: {one.why_not}"
    if one.one_with is not None:
        counts = f"counts as one vote with lineage {one.one_with}, whose statement it repeats"
    found = lines(f"{one.answer or '-'}  by {told['source']}; {counts}", width, 2)
    about = f"{told['date']} ({told['date_basis']}), {off(told['days_off'])}; lineage {told['lineage']}; sha256 {told['sha256'][:16]}"
    return [*found, *lines(about, width, 6)]


def _status(row: Mapping[str, Any]) -> str:
    """The status, and why it is that."""
    where = ", ".join(row["candidates"])
    routed = "announced" if row["routed"] else "announced by nobody when the routing data were made"
    why = {
        "agreed": f"locators of two lineages or more say {where}",
        "single": f"only one independent locator answers: {where}",
        "disputed": f"locators differ: {where}",
        "anycast": f"announced from many places; what locators say describes one of them at best: {where or 'nothing'}",
        "unknown": f"no locator answers, or the block is not in use; candidates: {where or 'none'}",
    }.get(row["status"], "no place data describe it")
    return (
        f"Status {row['status']}: {why}; {routed}."
        if row["routed"] is not None
        else f"Status {row['status']}: {why}."
    )
