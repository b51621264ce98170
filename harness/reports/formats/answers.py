"""Analysis -> the answers for the countries asked about, in words: what SARIF, JUnit, GitHub and Markdown tell."""

from __future__ import annotations

from harness.model.answers import Answer, Lead
from harness.model.privacy import redacted_words
from harness.model.words import CountryAnswer
from harness.reports.look import look_words
from harness.reports.places import socket
from harness.reports.synthetic import synthetic_sentence
from harness.reports.text import shown
from harness.reports.units import counted, octets
from harness.tables.analysis import Analysis

_LEADS = 8
"""Leads of each kind told one by one; the rest are counted."""
ANSWER_WORDS = {
    CountryAnswer.WITNESSED: "witnessed: application data went there",
    CountryAnswer.POSSIBLE: "possible: no witness, but something could be one",
    CountryAnswer.NONE_SEEN: "none seen, which is no proof of absence",
}


def answer_warnings(analysis: Analysis) -> tuple[str, ...]:
    """What must be said wherever an answer is: that reading was interrupted, made-up evidence, and what was redacted."""
    interrupted = [f"INTERRUPTED: {sentence}" for sentence in analysis.interrupted]
    made_up = synthetic_sentence(analysis.captures)
    redacted = [] if analysis.redacted is None else [redacted_words(analysis.redacted)]
    return (*interrupted, *([made_up] if made_up else []), *redacted)


def lead_text(analysis: Analysis, lead: Lead) -> str:
    """One endpoint that is a witness or could be one, with the packet to look at."""
    where = socket(lead.server_ip, lead.transport, lead.server_port)
    sent = f"{octets(lead.payload_octets_up)} up, {octets(lead.payload_octets_down)} down"
    look = look_words(lead.packet, capture_path(analysis, lead.capture))
    return f"{lead.name or '(no name seen)'} {where}, {sent}: {lead.reason} See {look}."


def answer_text(analysis: Analysis, answer: Answer) -> str:
    """The answer, what it rests on, and what it does not cover; escaped, so that all line breaks are ours."""
    parts = [" ".join((f"{answer.country} {ANSWER_WORDS[answer.answer]}.", *answer_warnings(analysis)))]
    for opening, leads in (("Witness", answer.witnesses), ("Possible", answer.possible)):
        parts += [f"{opening} {lead_text(analysis, lead)}" for lead in leads[:_LEADS]]
        if len(leads) > _LEADS:
            parts.append(f"... and {counted(len(leads) - _LEADS, 'more endpoint')}.")
    return "\n".join(shown(line) for line in (*parts, *(f"Limit: {limit}" for limit in answer.limits)))


def capture_path(analysis: Analysis, capture: str) -> str:
    """Path of a capture as it was read; its key where the table does not hold it."""
    paths = dict(analysis.captures.select("capture", "path").iter_rows())
    return str(paths.get(capture, f"capture {capture}"))
