"""Verifications -> the JSON document, in chunks of bytes; form and promises as in ``document``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from harness import __version__
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.narrowing import Narrower
from harness.model.scenario import Cell, Scenario
from harness.model.selection import VARIABLES
from harness.model.verdicts import Judgement
from harness.reports.json_text import dumps, items, member, rows
from harness.reports.redacted import redacted_member
from harness.tables.counterfactuals import Missed
from harness.tables.documents import (
    BESIDE_TABLES,
    CONTRAST_TABLES,
    FULL_TABLES,
    OPENING_OF_VERIFICATION,
    PAYLOAD_TABLES,
    SCHEMA_VERSION,
    VERIFICATION_TABLES,
)
from harness.tables.verification import Counterfactual, RollUp, Verification


def document(verifications: Sequence[Verification], *, only: Sequence[str]) -> Iterator[bytes]:
    """Write the verifications as one JSON document.

    Args:
        verifications: One for each scenario, in order.
        only: The choice of cells as given; empty for all cells.

    Returns:
        Chunks of ASCII that make up the document, each of at most some megabytes.
    """
    yield OPENING_OF_VERIFICATION
    yield member("schema_version", SCHEMA_VERSION)
    yield member("kind", "verification")
    yield member("tool", {"name": "harness", "version": __version__})
    for redacted in {one.redacted for one in verifications if one.redacted is not None}:
        yield member("redacted", redacted_member(redacted))
    yield member("only", list(only))
    yield from items("standing_limits", STANDING_LIMITS)
    yield b',\n"scenarios": ['
    for number, verification in enumerate(verifications):
        yield b",\n" if number else b"\n"
        yield from _scenario(verification)
    yield b"\n]\n}\n" if verifications else b"]\n}\n"


def _scenario(verification: Verification) -> Iterator[bytes]:
    scenario = verification.scenario
    yield f'{{"scenario": {dumps(_author(scenario))}'.encode("ascii")
    yield from items("made_by", verification.made_by)
    yield from items("claims", [asdict(claim) for claim in scenario.claims])
    yield from items("cells", [_cell(cell) for cell in scenario.cells])
    yield from items("roll_ups", [_roll_up(rolled) for rolled in verification.chosen])
    yield from items("us_only", [_roll_up(rolled) for rolled in verification.compared])
    yield from items("unmet", [asdict(unmet) for unmet in verification.unmet])
    yield from items("errors", verification.errors)
    for table in VERIFICATION_TABLES:
        yield from rows(table, getattr(verification, table))
    for table in (*PAYLOAD_TABLES, *CONTRAST_TABLES):
        if getattr(verification, table) is not None:
            yield from rows(table, getattr(verification, table))
    yield from items("data_sources", [asdict(source) for source in verification.data_sources])
    yield member("catalogue_sha256", verification.catalogue_sha256)
    yield from items("matched_rules", [asdict(rule) for rule in verification.matched_rules])
    yield from items("notes", verification.notes)
    if verification.beside is not None:
        yield from _beside(verification.beside)
    yield b"\n}"


def _beside(beside: Counterfactual) -> Iterator[bytes]:
    """The full test beside a narrower one; the rows that its verdicts name, since numbers are each test's own."""
    yield member("narrower", _narrower(beside.test))
    yield from items("full_roll_ups", [_roll_up(rolled) for rolled in beside.full.chosen])
    yield from items("full_errors", beside.full.errors)
    yield member("missed", _missed(beside.missed))
    for table, frame in zip(BESIDE_TABLES, (beside.endpoints, beside.places, beside.leads), strict=True):
        yield from rows(table, frame)
    for table in FULL_TABLES:
        yield from rows(f"full_{table}", getattr(beside.full, table))


def _narrower(test: Narrower) -> dict[str, Any]:
    databases = None if test.databases is None else list(test.databases)
    return {"only": dict(test.only.wanted), "without": test.without, "databases": databases}


def _missed(missed: Missed) -> dict[str, Any]:
    """The counts, and the shares that they come to."""
    shares = ("endpoints_ratio", "octets_ratio", "octets_unseen_ratio", "countries_ratio")
    return asdict(missed) | {name: getattr(missed, name) for name in shares}


def _author(scenario: Scenario) -> dict[str, Any]:
    """The scenario file, whole, but for its claims, which stand beside, for its folder and for what was planted.

    Planted values are what leaves nobody's hands: a document tells their ids alone.
    """
    fields = asdict(scenario)
    for elsewhere in ("claims", "folder", "honey"):
        del fields[elsewhere]
    return fields | {
        "accepted_limits": [
            asdict(limit) | {"expires": limit.expires.isoformat()} for limit in scenario.accepted_limits
        ],
        "expect": [
            asdict(one) | {"as_tested": one.as_tested.name, "as_asserted": one.as_asserted.name}
            for one in scenario.expect
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """A cell by the variables of ``--only``, under their names there."""
    return {
        "id": cell.id,
        "role": cell.role.value,
        "run": bool(cell.captures),
        "interference": [kind.value for kind in cell.interference],
    } | {variable: value(cell) for variable, value in VARIABLES.items()}


def _roll_up(rolled: RollUp) -> dict[str, Any]:
    return {
        "claim": rolled.claim,
        "selection": rolled.selection,
        "sentence": rolled.sentence,
        "cells": rolled.cells,
        "tested": rolled.tested,
        "as_tested": _judgement(rolled.as_tested),
        "as_asserted": _judgement(rolled.as_asserted),
        "sessions": rolled.sessions,
        "bound": rolled.bound,
        "differences": [asdict(difference) for difference in rolled.differences],
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    """The verdict by name, which is public; its number is not."""
    return {
        "verdict": judgement.verdict.name,
        "under_interference": judgement.under_interference,
        "witnesses": judgement.witnesses,
        "blind_spots": judgement.blind_spots,
        "coverage_ratio": judgement.coverage_ratio,
        "floor_ratio": judgement.floor_ratio,
    }
