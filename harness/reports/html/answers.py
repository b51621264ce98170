"""Analysis -> the first screen: each country asked about with its answer and packets; what was seen, by country located."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.answers import Answer, Lead
from harness.model.words import CountryAnswer
from harness.reports.content import content_lines
from harness.reports.html.map import OF_ALL
from harness.reports.html.packet import Packet, packet_at
from harness.reports.html.sent import Sent, sent_in
from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.method_words import ANSWERS
from harness.reports.places import socket
from harness.reports.terminal_answers import answer_sentence, control_words
from harness.reports.units import counted, octets
from harness.tables.analysis import Analysis

_COLOURS = {
    CountryAnswer.WITNESSED: "FAIL",
    CountryAnswer.POSSIBLE: "INCONCLUSIVE",
    CountryAnswer.NONE_SEEN: "PASS",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLead:
    """One endpoint that is a witness, or could be one."""

    endpoint: str
    facts: tuple[str, ...]
    packet: Packet


@dataclass(frozen=True, slots=True, kw_only=True)
class OneAnswer:
    """One country asked about."""

    country: str
    answer: str
    colour: str
    sentence: str
    meaning: str
    control: str
    """Who runs or hosts, wherever it is; empty: nobody of that country."""
    witnesses: tuple[OneLead, ...]
    possible: tuple[OneLead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one analysis."""

    interrupted: tuple[str, ...]
    answers: tuple[OneAnswer, ...]
    seen: str
    """In numbers."""
    located: tuple[tuple[str, ...], ...]
    """By ``titles``, most octets first."""
    content: tuple[Statement, ...]
    titles: tuple[str, ...] = ("Located in", "Endpoints", "Sent", "Received")


def analysis_answers(analysis: Analysis) -> View:
    """Answers in the order asked."""
    paths = dict(analysis.captures.select("capture", "path").iter_rows())
    sent = sent_in(analysis)
    up, down = sum(one.octets_up for one in sent), sum(one.octets_down for one in sent)
    return View(
        interrupted=analysis.interrupted,
        answers=tuple(_answer(answer, analysis, paths) for answer in analysis.answers),
        seen=f"{counted(len(sent), 'endpoint')}; {octets(up)} sent, {octets(down)} received. {OF_ALL}",
        located=tuple(_located(sent)),
        content=statements(content_lines(analysis.content, analysis.undecoded, ANY_WIDTH, all_rows=True)),
    )


def _answer(answer: Answer, analysis: Analysis, paths: dict[str, str]) -> OneAnswer:
    return OneAnswer(
        country=answer.country,
        answer=answer.answer.value.replace("_", " ").upper(),
        colour=_COLOURS[answer.answer],
        sentence=answer_sentence(answer),
        meaning=f"{ANSWERS[answer.answer]}.",
        control=control_words(answer.country, analysis.classes),
        witnesses=tuple(_lead(lead, paths) for lead in answer.witnesses),
        possible=tuple(_lead(lead, paths) for lead in answer.possible),
    )


def _lead(lead: Lead, paths: dict[str, str]) -> OneLead:
    where = socket(lead.server_ip, lead.transport, lead.server_port)
    sent = f"{octets(lead.payload_octets_up)} up, {octets(lead.payload_octets_down)} down"
    return OneLead(
        endpoint=f"{lead.name or '(no name seen)'} {where}",
        facts=(f"{sent}, seen at {lead.vantage}", lead.reason),
        packet=packet_at(lead.packet, paths.get(lead.capture, lead.capture)),
    )


def _located(sent: Sequence[Sent]) -> list[tuple[str, ...]]:
    """One row for each country, for each set of countries that cannot be told apart, and for what has none."""
    groups: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        groups[one.country or " or ".join(one.candidates) or f"no place: {one.status}"].append(one)
    rows = [
        (where, len(of), sum(one.octets_up for one in of), sum(one.octets_down for one in of))
        for where, of in groups.items()
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    return [(where, f"{count:,}", octets(up), octets(down)) for where, count, up, down in rows]
