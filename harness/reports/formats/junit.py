"""Verifications or an analysis -> JUnit XML: a suite for each scenario, a case for each claim in each cell and over all of them.

The form is what Jenkins' ``junit-10.xsd`` and pytest agree on: there is no standard. A case fails where the verdict is FAIL
and errs where it is INCONCLUSIVE, NONE or ERROR; none is ever skipped, since readers show skipped as harmless. Where the scenario
expects what came, the claim's cases pass and tell their verdicts as output. So a file has a failure exactly where
``harness verify`` leaves with 1, and neither failure nor error exactly where it leaves with 0.

XML 1.0 section 2.2 has no way to write most control characters: they are escaped visibly, as everywhere.

Blind spots: there are no times; how long a judgement took says nothing about a product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from harness import __version__
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer
from harness.reports.formats.answers import answer_text, answer_warnings
from harness.reports.formats.judged import Judged, Told
from harness.reports.text import shown
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

OPENING: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="harness"'
_FAILURE, _ERROR = "failure", "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One test case; ``outcome`` is None where it passes."""

    classname: str
    name: str
    outcome: str | None
    kind: str
    """The verdict."""
    text: str
    """Lines of ours; what is from outside is escaped in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suite:
    name: str
    properties: tuple[tuple[str, str], ...]
    cases: tuple[_Case, ...]
    out: str

    def count(self, outcome: str) -> int:
        return sum(case.outcome == outcome for case in self.cases)


def junit(verifications: Sequence[Verification]) -> bytes:
    """Write the verifications as one document, a suite for each, in order."""
    return _document([_suite(Told(one)) for one in verifications])


def junit_of_analysis(analysis: Analysis) -> bytes:
    """Write the answers for the countries asked about, a case for each: witnessed fails, possible errs."""
    outcomes = {CountryAnswer.WITNESSED: _FAILURE, CountryAnswer.POSSIBLE: _ERROR}
    cases = tuple(
        _Case(
            classname="countries",
            name=answer.country,
            outcome=outcomes.get(answer.answer),
            kind=answer.answer.value,
            text=answer_text(analysis, answer),
        )
        for answer in analysis.answers
    )
    said = _lines((*answer_warnings(analysis), *analysis.notes))
    return _document([_Suite(name="analysis", properties=(), cases=cases, out=said)])


def _suite(told: Told) -> _Suite:
    scenario = told.verification.scenario
    properties = [
        ("scenario", scenario.path),
        ("scenario sha256", scenario.sha256),
        ("catalogue sha256", told.verification.catalogue_sha256),
        *(("made up by", maker) for maker in told.verification.made_by),
        *((f"data {source.source}", source.version) for source in told.verification.data_sources),
    ]
    return _Suite(
        name=scenario.id,
        properties=tuple(properties),
        cases=tuple(_cases(told)),
        out=_lines((*told.warnings, *told.verification.notes, *STANDING_LIMITS)),
    )


def _cases(told: Told) -> Iterator[_Case]:
    scenario = told.verification.scenario.id
    for judged in (*told.cells(), *told.roll_ups()):
        yield _Case(
            classname=f"{scenario}.{judged.claim.id}",
            name=judged.over,
            outcome=_outcome(judged, expected=told.expected.get(judged.claim.id)),
            kind=judged.judgement.verdict.name,
            text=judged.text,
        )
    if not told.facts.narrowed:
        yield from _expectations(told)
    if told.verification.errors:
        outcome = _ERROR if told.broke and not told.facts.narrowed else None
        text = _lines(told.verification.errors)
        yield _Case(classname=scenario, name="captures", outcome=outcome, kind="ERROR", text=text)


def _expectations(told: Told) -> Iterator[_Case]:
    """One case for each claim that something is expected of, and for each that something is unmet of beside that."""
    scenario, not_met = told.verification.scenario.id, "NOT AS EXPECTED"
    for claim, met in told.expected.items():
        yield _Case(
            classname=f"{scenario}.{claim}",
            name="as the scenario expects",
            outcome=None if met else _ERROR,
            kind="expected" if met else not_met,
            text="Verdicts and findings are those that the scenario names."
            if met
            else _lines(told.unmet_of(claim)) or "Not what the scenario expects.",
        )
    beside = {
        f"{scenario}.{one.claim}": _lines(told.unmet_of(one.claim))
        for one in told.verification.unmet
        if told.expected.get(one.claim) is not False
    }
    for classname, text in (beside | {scenario: _lines(told.facts.unmet_of_all)}).items():
        if text:
            yield _Case(classname=classname, name="expectations", outcome=_ERROR, kind=not_met, text=text)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(map(shown, texts))


def _outcome(judged: Judged, *, expected: bool | None) -> str | None:
    """As ``harness.cli.exits.claim_status`` decides; a witness beside an ERROR is a witness."""
    judgement = judged.judgement
    if expected:
        return None
    if judgement.verdict is Verdict.FAIL or judgement.witnesses:
        return _FAILURE
    return None if judgement.verdict is Verdict.PASS else _ERROR


def _document(suites: Sequence[_Suite]) -> bytes:
    tests = sum(len(suite.cases) for suite in suites)
    failures, errors = (sum(suite.count(outcome) for suite in suites) for outcome in (_FAILURE, _ERROR))
    lines = [
        f'{OPENING.decode("ascii")} tests="{tests}" failures="{failures}" errors="{errors}">',
        *(line for suite in suites for line in _suite_lines(suite)),
        "</testsuites>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _suite_lines(suite: _Suite) -> Iterator[str]:
    counts = f'tests="{len(suite.cases)}" failures="{suite.count(_FAILURE)}" errors="{suite.count(_ERROR)}" skipped="0"'
    yield f"<testsuite name={_attribute(suite.name)} {counts}>"
    yield "<properties>"
    for name, value in (("harness", __version__), *suite.properties):
        yield f"<property name={_attribute(name)} value={_attribute(value)}/>"
    yield "</properties>"
    for case in suite.cases:
        yield f"<testcase classname={_attribute(case.classname)} name={_attribute(case.name)}>"
        if case.outcome is not None:
            first = case.text.split("\n", 1)[0]
            told = f"{case.kind}: {first}" if case.kind not in first else first
            yield f"<{case.outcome} type={_attribute(case.kind)} message={_attribute(told)}>{_text(case.text)}</{case.outcome}>"
        yield f"<system-out>{_text(f'{case.kind}{chr(10)}{case.text}')}</system-out>"
        yield "</testcase>"
    yield f"<system-out>{_text(suite.out)}</system-out>"
    yield "</testsuite>"


def _text(text: str) -> str:
    """Line breaks are ours; escaping again changes nothing and makes sure."""
    return "\n".join(escape(shown(line)) for line in text.split("\n"))


def _attribute(text: str) -> str:
    """XML 1.0 section 3.3.3 turns white space of attributes into spaces: a line break is escaped too."""
    return quoteattr(shown(text))
