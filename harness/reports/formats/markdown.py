"""Verifications or an analysis -> GitHub-flavoured Markdown: what a pull request, a ticket or a job's summary can show.

In the order of the terminal report, shorter: verdicts, the sentence of each claim, findings with their history, what blocks PASS,
what no verdict covers, and what it rests on. Everything from outside is escaped (``markdown_text``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from harness import __version__
from harness.model.answers import Answer
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.sources import DataSource
from harness.model.verdicts import Verdict
from harness.reports.concern import by_concern
from harness.reports.formats.answers import ANSWER_WORDS, answer_warnings, lead_text
from harness.reports.formats.judged import STATUS_WORDS, Told
from harness.reports.formats.markdown_text import bullets, code, prose, table
from harness.reports.places import host_words, located_words, service_words, socket
from harness.reports.units import counted, moment, octets
from harness.reports.verification_words import verdict_name
from harness.tables.analysis import Analysis
from harness.tables.verification import RollUp, Verification

OPENING: Final = b"<!-- harness report -->\n"
_MARKS = {
    Verdict.PASS: "✅",
    Verdict.FAIL: "❌",
    Verdict.ERROR: "💥",
    Verdict.INCONCLUSIVE: "❔",
    Verdict.NONE: "⬜",
}
_MOST = 50
"""Rows of a list; the rest are counted, and stand in the JSON document."""


def markdown(verifications: Sequence[Verification]) -> bytes:
    """Write the verifications as one document, one after the other."""
    return _bytes(line for one in verifications for line in _verification(Told(one)))


def markdown_of_analysis(analysis: Analysis) -> bytes:
    """Write the answers for the countries asked about, endpoints and what they rest on."""
    return _bytes(_analysis(analysis))


def _bytes(lines: Iterable[str]) -> bytes:
    text = "\n".join(lines)
    return OPENING + (text.rstrip("\n") + "\n").encode("utf-8", "backslashreplace")


def _verification(told: Told) -> Iterator[str]:
    scenario = told.verification.scenario
    yield from (f"## {code(scenario.id)}: {prose(scenario.title)}", "")
    yield from _warnings(told.warnings)
    yield from _warnings(f"ERROR: {text}" for text in told.verification.errors)
    unmet = () if told.facts.narrowed else dict.fromkeys(one.text for one in told.verification.unmet)
    yield from _warnings(f"NOT AS EXPECTED: {text}" for text in unmet)
    yield from _verdicts(told)
    yield from _findings(told)
    yield from _blind_spots(told)
    yield from ("### What no verdict here covers", "", *bullets(map(prose, STANDING_LIMITS)), "")
    if told.verification.notes:
        yield from ("### Notes", "", *bullets(map(prose, told.verification.notes)), "")
    yield from _rests_on(
        [f"scenario {scenario.path}, sha256 {scenario.sha256}"],
        told.verification.data_sources,
        told.verification.catalogue_sha256,
    )


def _warnings(texts: Iterable[str]) -> Iterator[str]:
    """Said large, before all else."""
    for text in texts:
        word, _, rest = text.partition(":")
        yield from (f"> **{prose(word)}:** {prose(rest)}", "")


def _verdicts(told: Told) -> Iterator[str]:
    """Each claim as tested, as asserted and from the US alone; then each with its sentence."""
    us_only = {one.claim: one for one in told.verification.compared}
    columns = ["Claim", "As tested", "As asserted", "A test from US only", "Cells tested"]
    yield from table(columns, (_verdict_row(told, rolled, us_only) for rolled in told.verification.chosen))
    yield ""
    for rolled in told.verification.chosen:
        claim = told.claims[rolled.claim]
        yield from (f"**{code(claim.id)}** {prose(f'{chr(34)}{claim.text}{chr(34)}')}", "")
        if rolled.sentence:
            yield from (prose(rolled.sentence), "")
        other = us_only.get(claim.id)
        if other is not None and other.sentence and other.tested != rolled.tested:
            yield from (f"From US only: {prose(other.sentence)}", "")


def _verdict_row(told: Told, rolled: RollUp, us_only: dict[str, RollUp]) -> tuple[str, ...]:
    other = us_only.get(rolled.claim)
    expected = told.expected.get(rolled.claim)
    met = {True: " (as expected)", False: " (NOT as expected)", None: ""}[expected]
    return (
        code(rolled.claim),
        _verdict(rolled.as_tested) + met,
        _verdict(rolled.as_asserted) + met,
        "not told apart" if other is None else _verdict(other.as_tested),
        f"{len(rolled.tested)} of {len(rolled.cells)}",
    )


def _verdict(judgement: Any) -> str:
    return f"{_MARKS[judgement.verdict]} **{verdict_name(judgement)}**"


def _findings(told: Told) -> Iterator[str]:
    rows = told.facts.findings()
    yield from (f"### Findings: {len(rows):,}", "")
    if not rows:
        yield from ("No packet that was read contradicts a claim.", "")
    for row in rows[:_MOST]:
        status = STATUS_WORDS.get(row["status"], row["status"]).upper()
        history = f"Seen {moment(row['first_ns'])} to {moment(row['last_ns'])}, in {', '.join(row['cells'])}"
        later = f"; later and not seen in {', '.join(row['cells_since'])}" if row["cells_since"] else ""
        under = all(told.facts.leads[lead]["under_interference"] for lead in row["leads"])
        yield f"- **{prose(status)}{', under interference only' if under else ''}** {code(row['finding'])}: {prose(row['why'])} {prose(history + later)}."
        if row["leads"]:
            yield f"  - {prose(told.lead_text(told.facts.leads[row['leads'][0]]))}"
    yield from _left(len(rows) - _MOST, "finding")
    yield ""


def _blind_spots(told: Told) -> Iterator[str]:
    """Those that block a verdict, by kind, with what would have to be captured."""
    blocked = {
        number
        for rolled in told.verification.chosen
        for judgement in (rolled.as_tested, rolled.as_asserted)
        for number in judgement.blind_spots
    }
    kinds: dict[str, list[dict[str, Any]]] = {}
    for number, row in told.blind_spots.items():
        if number in blocked:
            kinds.setdefault(row["kind"], []).append(row)
    yield from (f"### Blind spots: {counted(len(blocked), 'blocks', 'block')} PASS", "")
    for kind, rows in kinds.items():
        cells = ", ".join(dict.fromkeys(row["cell"] or "the scope asserted" for row in rows))
        remedies = " ".join(dict.fromkeys(row["remedy"] for row in rows))
        yield f"- **{kind.replace('_', ' ')}** ({len(rows)} in {prose(cells)}): {prose(rows[0]['detail'])} For PASS: {prose(remedies)}"
    yield ""


def _rests_on(first: list[str], sources: Sequence[DataSource], catalogue: str) -> Iterator[str]:
    told = [
        *first,
        f"harness {__version__}, catalogue sha256 {catalogue}",
        *(f"{source.source} {source.version} of {source.date or 'an unknown date'}" for source in sources),
    ]
    yield from ("### Rests on", "", *bullets(map(prose, told)), "")


def _left(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield f"- ... and {counted(count, f'more {what}')}; the JSON document lists every one"


def _analysis(analysis: Analysis) -> Iterator[str]:
    yield from ("## Captures analyzed", "")
    yield from _warnings(answer_warnings(analysis))
    for answer in analysis.answers:
        yield from _answer(analysis, answer)
    yield from _endpoints(analysis)
    limits = dict.fromkeys(limit for answer in analysis.answers for limit in answer.limits)
    yield from ("### What no answer here covers", "")
    yield from (*bullets(map(prose, limits or STANDING_LIMITS)), "")
    if analysis.notes:
        yield from ("### Notes", "", *bullets(map(prose, analysis.notes)), "")
    files = [
        f"{path}, sha256 {sha256 or 'not known: reading was interrupted'}"
        for path, sha256 in analysis.captures.select("path", "sha256").iter_rows()
    ]
    yield from _rests_on(files, analysis.data_sources, analysis.catalogue_sha256)


def _answer(analysis: Analysis, answer: Answer) -> Iterator[str]:
    yield from (f"**{answer.country}** {prose(ANSWER_WORDS[answer.answer])}.", "")
    for opening, leads in (("witness", answer.witnesses), ("possible", answer.possible)):
        yield from (f"- {opening}: {prose(lead_text(analysis, lead))}" for lead in leads[:_MOST])
        yield from _left(len(leads) - _MOST, "endpoint")
    if answer.witnesses or answer.possible:
        yield ""


def _endpoints(analysis: Analysis) -> Iterator[str]:
    """The largest concern first, as on the terminal; location apart from operator."""
    rows = [row for row in by_concern(analysis).iter_rows(named=True) if row["scope"] != "local"]
    yield from (f"### Endpoints: {len(rows):,} beyond the local network", "")
    if rows:
        columns = ["Endpoint", "Located", "Operator (no location)", "Sent", "Received"]
        yield from (*table(columns, map(_endpoint, rows[:_MOST])), "")
        yield from (*_left(len(rows) - _MOST, "endpoint"), "")


def _endpoint(row: dict[str, Any]) -> tuple[str, ...]:
    where = socket(row["server_ip"], row["transport"], row["server_port"])
    return (
        code(f"{row['name'] or '(no name seen)'} {where}"),
        prose(located_words(row)),
        prose(service_words(row) or host_words(row) or "unknown"),
        octets(row["payload_octets_up"]),
        octets(row["payload_octets_down"]),
    )
