r"""Verifications or an analysis -> SARIF 2.1.0 (OASIS, with errata 01): a run for each scenario, a rule for each claim.

A result for each claim in each cell: kind ``fail``, ``pass``, ``open`` (INCONCLUSIVE, ERROR) or ``notApplicable`` (NONE). A result for
each finding, whatever its status: one that was fixed or is not seen since stays, at a lower level and with its status as a property;
``suppressions`` and ``baselineState`` are not used, since viewers hide what has them. What broke is a notification of the run, whose
execution was then not successful. An analysis judges no claim: countries asked about are its rules, and "none seen" is
``informational``, never ``pass``.

The first location is the claim's line in the scenario file, where code scanning can show it; captures are related locations,
with digests as artifacts. A packet is no region of text: its number stands as a logical location and in the message.

Section 3.11: in messages ``{`` and ``}`` are doubled, and ``[``, ``]`` and ``\`` escaped, so that no name becomes a placeholder or link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from harness import __version__
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer
from harness.reports.formats.answers import ANSWER_WORDS, answer_text, answer_warnings, lead_text
from harness.reports.formats.judged import Judged, Told
from harness.reports.formats.sarif_parts import (
    Artifacts,
    fingerprints,
    message,
    notification,
    packet_location,
    rule_of_claim,
    rule_of_country,
)
from harness.reports.json_text import dumps
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

OPENING: Final = b'{"properties":{"generator":"harness"}'
SCHEMA_URI: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_KINDS = {
    Verdict.NONE: "notApplicable",
    Verdict.PASS: "pass",
    Verdict.INCONCLUSIVE: "open",
    Verdict.FAIL: "fail",
    Verdict.ERROR: "open",
}
_LEVELS = {"open": "error", "not_seen_since": "warning", "fixed": "note"}
"""Of findings by status; section 3.27.10: every result that does not fail has the level ``none``."""


def sarif(verifications: Sequence[Verification]) -> bytes:
    """Write the verifications as one log, a run for each, in order."""
    return _log([_run(Told(one)) for one in verifications])


def sarif_of_analysis(analysis: Analysis) -> bytes:
    """Write the answers for the countries asked about as one log of one run."""
    artifacts = Artifacts(analysis.captures)
    results = [
        result
        for number, answer in enumerate(analysis.answers)
        for result in _answer(analysis, number, artifacts)
    ]
    run = {
        "tool": _tool([rule_of_country(answer.country) for answer in analysis.answers]),
        "automationDetails": {"id": "harness/analysis/"},
        "invocations": [
            {
                "executionSuccessful": not analysis.interrupted,
                "toolExecutionNotifications": [
                    *(notification("error", text) for text in analysis.interrupted),
                    *(notification("note", text) for text in analysis.notes),
                ],
            }
        ],
        "artifacts": artifacts.listed(),
        "results": results,
        "properties": _properties(answer_warnings(analysis), analysis),
    }
    return _log([run])


def _log(runs: list[dict[str, Any]]) -> bytes:
    lines = ",\n".join(dumps(run) for run in runs)
    opening = OPENING.decode("ascii")
    text = f'{opening},\n"$schema":"{SCHEMA_URI}",\n"version":"2.1.0",\n"runs":[\n{lines}\n]}}\n'
    return text.encode("ascii")


def _tool(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "driver": {"name": "harness", "version": __version__, "semanticVersion": __version__, "rules": rules}
    }


def _run(told: Told) -> dict[str, Any]:
    verification = told.verification
    artifacts = Artifacts(verification.captures, verification.scenario)
    broke = bool(verification.errors)
    return {
        "tool": _tool([rule_of_claim(claim) for claim in verification.scenario.claims]),
        "automationDetails": {"id": f"harness/{verification.scenario.id}/"},
        "invocations": [
            {
                "executionSuccessful": not broke,
                "toolExecutionNotifications": [
                    *(notification("error", text) for text in verification.errors),
                    *(notification("warning", unmet.text) for unmet in verification.unmet),
                    *(notification("note", text) for text in verification.notes),
                ],
            }
        ],
        "artifacts": artifacts.listed(),
        "results": [*_judged(told, artifacts), *_findings(told, artifacts)],
        "properties": _properties(told.warnings, verification) | {"claims": list(_roll_ups(told))},
    }


def _properties(warnings: Sequence[str], result: Verification | Analysis) -> dict[str, Any]:
    return {
        "warnings": list(warnings),
        "standingLimits": list(STANDING_LIMITS),
        "catalogueSha256": result.catalogue_sha256,
        "dataSources": [
            {"source": source.source, "version": source.version, "date": source.date, "sha256": source.sha256}
            for source in result.data_sources
        ],
    }


def _roll_ups(told: Told) -> Iterator[dict[str, Any]]:
    for judged in told.roll_ups():
        yield {
            "claim": judged.claim.id,
            "basis": judged.over,
            "verdict": judged.judgement.verdict.name,
            "underInterference": judged.judgement.under_interference,
            "text": judged.text,
        }


def _judged(told: Told, artifacts: Artifacts) -> Iterator[dict[str, Any]]:
    for judged in told.cells():
        claim = judged.claim
        yield {
            **_rule(told, claim.id),
            "kind": _KINDS[judged.judgement.verdict],
            "level": "error" if judged.judgement.verdict is Verdict.FAIL else "none",
            "message": message(judged.text),
            "locations": [artifacts.scenario_line(claim.line)],
            "relatedLocations": _witnesses(told, judged.judgement.witnesses, artifacts),
            "partialFingerprints": fingerprints(
                "harnessJudgement/v1", f"{told.verification.scenario.id}/{claim.id}/{judged.over}"
            ),
            "properties": _of_judgement(told, judged),
        }


def _of_judgement(told: Told, judged: Judged) -> dict[str, Any]:
    judgement = judged.judgement
    return {
        "cell": judged.over,
        "verdict": judgement.verdict.name,
        "underInterference": judgement.under_interference,
        "expected": told.expected.get(judged.claim.id),
        "coverageRatio": judgement.coverage_ratio,
        "floorRatio": judgement.floor_ratio,
        "blindSpots": [
            told.blind_spots[number]["kind"] for number in judgement.blind_spots if number in told.blind_spots
        ],
    }


def _findings(told: Told, artifacts: Artifacts) -> Iterator[dict[str, Any]]:
    for row in told.facts.findings():
        claim = told.claims[row["claim"]]
        yield {
            **_rule(told, claim.id),
            "kind": "fail",
            "level": _LEVELS.get(row["status"], "error"),
            "message": message(told.finding_text(row)),
            "locations": [artifacts.scenario_line(claim.line)],
            "relatedLocations": _witnesses(told, row["leads"], artifacts),
            "partialFingerprints": fingerprints("harnessFinding/v1", row["finding"]),
            "occurrenceCount": len(row["leads"]),
            "properties": {
                "finding": row["finding"],
                "status": row["status"],
                "cells": row["cells"],
                "cellsSince": row["cells_since"],
                "firstNs": row["first_ns"],
                "lastNs": row["last_ns"],
                "underInterferenceOnly": all(
                    told.facts.leads[lead]["under_interference"] for lead in row["leads"]
                ),
                "expected": told.expected.get(claim.id),
            },
        }


def _rule(told: Told, claim: str) -> dict[str, Any]:
    return {"ruleId": claim, "ruleIndex": list(told.claims).index(claim)}


def _witnesses(told: Told, leads: Sequence[int], artifacts: Artifacts) -> list[dict[str, Any]]:
    """The packet of each witness."""
    found = []
    for number, lead in enumerate(leads):
        contact = told.facts.contact(told.facts.leads[lead]["contact_id"])
        text = told.lead_text(told.facts.leads[lead])
        found.append(packet_location(number, contact.row["packet"], contact.path(), text, artifacts))
    return found


def _answer(analysis: Analysis, number: int, artifacts: Artifacts) -> Iterator[dict[str, Any]]:
    """The answer itself, and a result for each endpoint that witnesses it."""
    answer = analysis.answers[number]
    kinds = {
        CountryAnswer.WITNESSED: "fail",
        CountryAnswer.POSSIBLE: "open",
        CountryAnswer.NONE_SEEN: "informational",
    }
    leads = (*answer.witnesses, *answer.possible)
    yield {
        "ruleId": answer.country,
        "ruleIndex": number,
        "kind": kinds[answer.answer],
        "level": "error" if answer.answer is CountryAnswer.WITNESSED else "none",
        "message": message(answer_text(analysis, answer)),
        "locations": artifacts.captures(),
        "relatedLocations": [
            packet_location(
                place, lead.packet, artifacts.path(lead.capture), lead_text(analysis, lead), artifacts
            )
            for place, lead in enumerate(leads)
        ],
        "partialFingerprints": fingerprints("harnessAnswer/v1", answer.country),
        "properties": {"answer": answer.answer.value, "meaning": ANSWER_WORDS[answer.answer]},
    }
