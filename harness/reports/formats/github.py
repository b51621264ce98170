"""Verifications or an analysis -> GitHub Actions: annotations as workflow commands, and the step's summary in Markdown.

A workflow command is a line that begins with ``::``; in its message ``%``, CR and LF are percent-encoded, in a property ``:`` and ``,``
too (GitHub: workflow commands for GitHub Actions). Any line of standard output may be one, also a line of a report that a hostile name
begins: the report goes between ``stop-commands`` and its token, which is the report's own digest, so that nothing in it can be the token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer
from harness.reports.formats.answers import answer_text
from harness.reports.formats.judged import AS_TESTED, Judged, Told
from harness.reports.text import shown
from harness.reports.units import counted
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

MOST_SUMMARY: Final = 1024 * 1024
"""Octets of one step's summary; GitHub drops a longer one whole."""
_MOST_MESSAGE = 4_000
_MOST_FINDINGS = 50
"""Findings of a scenario, open ones first; the rest are counted."""
_CUT = b"\n\n> **CUT:** the rest does not fit into a step's summary; the JSON document has all of it.\n"
_ERROR, _WARNING, _NOTICE = "error", "warning", "notice"
_LEVELS = {
    Verdict.FAIL: _ERROR,
    Verdict.ERROR: _ERROR,
    Verdict.INCONCLUSIVE: _WARNING,
    Verdict.NONE: _WARNING,
}
_ORDER = (_ERROR, _WARNING, _NOTICE)
"""GitHub shows ten of each level for a step, the first ones."""


def workflow_commands(verifications: Sequence[Verification]) -> str:
    """One line for each claim that is not PASS as tested and asserted, for each finding, and for what broke; worst first."""
    found = [line for one in verifications for line in _of_scenario(Told(one))]
    return _text(sorted(found, key=lambda line: _ORDER.index(line[0])))


def workflow_commands_of_analysis(analysis: Analysis) -> str:
    """One line for each country that was witnessed or is possible."""
    levels = {CountryAnswer.WITNESSED: _ERROR, CountryAnswer.POSSIBLE: _WARNING}
    found = [
        (levels[answer.answer], _command(levels[answer.answer], answer_text(analysis, answer), title=answer.country))
        for answer in analysis.answers
        if answer.answer in levels
    ]  # fmt: skip
    return _text(found)


def fenced(report: str) -> str:
    """A report as the runner shows it, without a line of it being a command."""
    token = f"harness-{hashlib.sha256(report.encode('utf-8', 'backslashreplace')).hexdigest()}"
    return f"::stop-commands::{token}\n{report}::{token}::\n"


def summary(document: bytes, room: int) -> bytes:
    """A Markdown document, cut at the end of a line where a step's summary has no room for the whole.

    Args:
        document: In Markdown.
        room: Octets that are left; a summary may hold others' text already.

    Returns:
        At most ``room`` octets; nothing where not even the notice of the cut has room.
    """
    if len(document) <= room:
        return document
    kept = document[: max(0, room - len(_CUT))]
    kept = kept[: kept.rfind(b"\n") + 1]
    return kept + _CUT if kept else b""


def _of_scenario(told: Told) -> Iterator[tuple[str, str]]:
    scenario = told.verification.scenario
    for text in told.verification.errors:
        level = _ERROR if told.broke else _NOTICE
        yield level, _command(level, text, scenario.path, title=f"{scenario.id}: ERROR")
    for judged in told.roll_ups():
        if judged.judgement.verdict is not Verdict.PASS and _is_told(judged, told):
            yield _annotation(judged, told)
    findings = told.facts.findings()
    for row in findings[:_MOST_FINDINGS]:
        level = _NOTICE if told.expected.get(row["claim"]) or row["status"] == "fixed" else _ERROR
        line = told.claims[row["claim"]].line
        title = f"finding {row['finding']}"
        yield level, _command(level, told.finding_text(row), scenario.path, line, title=title)
    if (left := len(findings) - _MOST_FINDINGS) > 0:
        text = f"{counted(left, 'more finding')}: the report lists every one."
        yield _WARNING, _command(_WARNING, text, scenario.path, title=f"{scenario.id}: findings")
    for one in () if told.facts.narrowed else told.verification.unmet:
        line = told.claims[one.claim].line if one.claim in told.claims else 1
        title = f"{one.claim}: NOT AS EXPECTED"
        yield _WARNING, _command(_WARNING, one.text, scenario.path, line, title=title)


def _is_told(judged: Judged, told: Told) -> bool:
    """As asserted only where as tested is PASS: one line for each claim is enough."""
    if judged.over == AS_TESTED:
        return True
    rolled = next(one for one in told.verification.chosen if one.claim == judged.claim.id)
    return rolled.as_tested.verdict is Verdict.PASS


def _annotation(judged: Judged, told: Told) -> tuple[str, str]:
    expected = told.expected.get(judged.claim.id)
    level = _NOTICE if expected else _LEVELS[judged.judgement.verdict]
    title = f"{judged.claim.id}: {judged.judgement.verdict.name} {judged.over}"
    title += " (as expected)" if expected else ""
    path = told.verification.scenario.path
    return level, _command(level, judged.text, path, judged.claim.line, title=title)


def _command(level: str, text: str, file: str | None = None, line: int = 1, *, title: str) -> str:
    place = [] if file is None else [f"file={_property(file)}", f"line={max(line, 1)}"]
    lines = "\n".join(shown(part) for part in text.split("\n"))
    if len(lines) > _MOST_MESSAGE:
        lines = lines[:_MOST_MESSAGE] + " ..."
    return f"::{level} {','.join((*place, f'title={_property(title)}'))}::{_data(lines)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(shown(text)).replace(":", "%3A").replace(",", "%2C")


def _text(lines: Sequence[tuple[str, str]]) -> str:
    return "".join(f"{line}\n" for _, line in lines)
