"""Answers -> the plain answer for each country, with packets to look at, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.model.answers import Answer, Lead
from harness.model.words import CountryAnswer
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.places import socket
from harness.reports.units import counted, number, octets
from harness.tables.analysis import Analysis

_SHOWN = 5
"""Leads of each kind listed without ``all_rows``; the rest are counted."""
_STYLES = {
    CountryAnswer.WITNESSED: Style.BAD,
    CountryAnswer.POSSIBLE: Style.DOUBT,
    CountryAnswer.NONE_SEEN: Style.GOOD,
}
STANDING_LIMITS = (
    "A server may pass data on to another country; that cannot be seen from here.",
    "Data that a device holds back and sends later is not in these captures.",
    "What a resolver asks on behalf of the device is not seen.",
)
"""True of every answer; given here for runs that ask about no country."""


def answer_lines(analysis: Analysis, width: int, *, all_rows: bool) -> Iterator[Line]:
    """One block for each country asked about, in the order asked."""
    paths = _paths(analysis.captures)
    for answer in analysis.answers:
        yield from _verdict(answer, width)
        yield from _leads("witness", answer.witnesses, paths, width, all_rows=all_rows)
        yield from _leads("possible", answer.possible, paths, width, all_rows=all_rows)
        yield EMPTY


def limit_lines(analysis: Analysis, width: int) -> Iterator[Line]:
    """What the answers leave open; limits that several answers share are told once."""
    limits = dict.fromkeys(limit for answer in analysis.answers for limit in answer.limits)
    yield heading("What this does not cover")
    for limit in limits or STANDING_LIMITS:
        countries = [a.country for a in analysis.answers if limit in a.limits]
        about = f"{', '.join(countries)}: " if 0 < len(countries) < len(analysis.answers) else ""
        yield from wrapped(about + limit, width, first="  - ")
    yield EMPTY


def _paths(captures: pl.DataFrame) -> dict[str, str]:
    return dict(captures.select("capture", "path").iter_rows())


def _verdict(answer: Answer, width: int) -> Iterator[Line]:
    opening = f"{answer.country}: {answer.answer.value.replace('_', ' ').upper()}"
    text = f"{opening} - {_sentence(answer)}"
    for number_, (piece,) in enumerate(wrapped(text, width)):
        if number_:
            yield (piece,)
        else:
            yield ((opening, _STYLES[answer.answer]), (piece[0].removeprefix(opening), Style.PLAIN))


def _sentence(answer: Answer) -> str:
    could = counted(len(answer.possible), "endpoint")
    match answer.answer:
        case CountryAnswer.WITNESSED:
            text = f"application data went to {counted(len(answer.witnesses), 'endpoint')} there."
            return f"{text} {could} more could be there." if answer.possible else text
        case CountryAnswer.POSSIBLE if answer.possible:
            return f"no witness, but {could} could be there."
        case CountryAnswer.POSSIBLE:
            return "no witness, but what was not seen or not readable could be one (see the end)."
        case CountryAnswer.NONE_SEEN:
            return "every endpoint that was read is clear of it. This is not proof of absence."


def _leads(
    kind: str, leads: tuple[Lead, ...], paths: dict[str, str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    listed = leads if all_rows else leads[:_SHOWN]
    for lead in listed:
        yield from _lead(kind, lead, paths, width)
    if left := len(leads) - len(listed):
        what = "witness" if kind == "witness" else "possible endpoint"
        many = "witnesses" if kind == "witness" else None
        yield plain(f"  ... and {counted(left, f'more {what}', many and f'more {many}')}; --all lists every one")


def _lead(kind: str, lead: Lead, paths: dict[str, str], width: int) -> Iterator[Line]:
    where = socket(lead.server_ip, lead.transport, lead.server_port)
    sent = f"{octets(lead.payload_octets_up)} up, {octets(lead.payload_octets_down)} down"
    yield from wrapped(f"{kind} {lead.name or '(no name seen)'} {where}", width, first="  ", rest="      ")
    yield from wrapped(f"{sent}, seen at {lead.vantage}", width, first="      ")
    yield from wrapped(lead.reason, width, first="      ")
    look = f"look at packet {number(lead.packet)} of {paths.get(lead.capture, lead.capture)}"
    yield from wrapped(f"{look} (Wireshark: frame.number == {lead.packet})", width, first="      ")
