"""Answers -> the plain answer for each country, with packets to look at, and what it leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import polars as pl

from harness.model.answers import Answer, Lead
from harness.model.words import CountryAnswer
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.look import look_lines
from harness.reports.places import socket
from harness.reports.units import counted, octets
from harness.tables.analysis import Analysis

_SHOWN = {"witness": 5, "possible": 3}
"""Leads listed without ``all_rows``; the rest are counted."""
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
    paths = capture_names(analysis.captures)
    for answer in analysis.answers:
        yield from _verdict(answer, width)
        yield from _leads("witness", answer.witnesses, paths, width, all_rows=all_rows)
        yield from _leads("possible", answer.possible, paths, width, all_rows=all_rows)
        if told := control_words(answer.country, analysis.classes):
            yield from wrapped(told, width, first="  ", rest="      ")
        yield EMPTY


def limit_lines(analysis: Analysis, width: int) -> Iterator[Line]:
    """What the answers leave open."""
    yield heading("What this does not cover")
    for limit in limits_of(analysis.answers):
        yield from wrapped(limit, width, first="  - ")
    yield EMPTY


def limits_of(answers: Sequence[Answer]) -> Iterator[str]:
    """Each limit once, with the countries that it is of where it is not of all."""
    limits = dict.fromkeys(limit for answer in answers for limit in answer.limits)
    for limit in limits or STANDING_LIMITS:
        countries = [answer.country for answer in answers if limit in answer.limits]
        about = f"{', '.join(countries)}: " if 0 < len(countries) < len(answers) else ""
        yield about + limit


def capture_names(captures: pl.DataFrame) -> dict[str, str]:
    """What to call each capture: the file's name, or the whole path where two share it."""
    paths: dict[str, str] = dict(captures.select("capture", "path").iter_rows())
    names = Counter(_file_name(path) for path in paths.values())
    return {
        capture: _file_name(path) if names[_file_name(path)] == 1 else path for capture, path in paths.items()
    }


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _verdict(answer: Answer, width: int) -> Iterator[Line]:
    opening = f"{answer.country}: {answer.answer.value.replace('_', ' ').upper()}"
    text = f"{opening} - {answer_sentence(answer)}"
    first, *rest = wrapped(text, width)
    yield ((opening, _STYLES[answer.answer]), (first[0][0].removeprefix(opening), Style.PLAIN))
    yield from rest


def answer_sentence(answer: Answer) -> str:
    """What the answer comes to, in numbers."""
    could = _distinct(answer.possible)
    match answer.answer:
        case CountryAnswer.WITNESSED:
            text = f"application data went to {counted(_distinct(answer.witnesses), 'endpoint')} there."
            return f"{text} {counted(could, 'more endpoint')} could be there." if could else text
        case CountryAnswer.POSSIBLE if could:
            return f"no witness, but {counted(could, 'endpoint')} could be there."
        case CountryAnswer.POSSIBLE:
            return "no witness, but what was not seen or not readable could be one (see the end)."
        case CountryAnswer.NONE_SEEN:
            return "every endpoint that was read is clear of it. This is not proof of absence."


def _distinct(leads: tuple[Lead, ...]) -> int:
    """Endpoints, each counted once however many vantage points saw it."""
    return len({(lead.server_ip, lead.transport, lead.server_port) for lead in leads})


def control_words(country: str, classes: pl.DataFrame) -> str:
    """Legal control is another question than location, so it is told apart from the answer; empty where it has none."""
    under = classes.filter(
        (pl.col("control_country") == country) | (pl.col("hosting_control_country") == country)
    )
    count = under.select("server_ip", "transport", "server_port").n_unique() if under.height else 0
    if not count:
        return ""
    return f"Wherever they are: {counted(count, 'endpoint')} run or hosted under {country}'s legal control."


def _leads(
    kind: str, leads: tuple[Lead, ...], paths: dict[str, str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    listed = leads if all_rows else leads[: _SHOWN[kind]]
    for lead in listed:
        yield from _lead(kind, lead, paths, width)
    if left := len(leads) - len(listed):
        what = "witness" if kind == "witness" else "possible endpoint"
        many = "witnesses" if kind == "witness" else None
        yield plain(
            f"  ... and {counted(left, f'more {what}', many and f'more {many}')}; --all lists every one"
        )


def _lead(kind: str, lead: Lead, paths: dict[str, str], width: int) -> Iterator[Line]:
    where = socket(lead.server_ip, lead.transport, lead.server_port)
    sent = f"{octets(lead.payload_octets_up)} up, {octets(lead.payload_octets_down)} down"
    yield from wrapped(f"{kind} {lead.name or '(no name seen)'} {where}", width, first="  ", rest="      ")
    yield from wrapped(f"{sent}, seen at {lead.vantage}", width, first="      ")
    yield from wrapped(lead.reason, width, first="      ")
    yield from look_lines(lead.packet, paths.get(lead.capture, lead.capture), width)
