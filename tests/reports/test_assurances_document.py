"""The JSON document of assurances holds everything, and is the same each time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.reports.assurances_document import OPENING, document
from harness.stages.assurances import matrix_of
from tests.support.assurance_files import assurances
from tests.support.scenario_files import scenario_of


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(document(matrix_of(assurances(), [scenario_of()]))))
    return found


def test_it_opens_as_one_that_may_be_replaced() -> None:
    written = b"".join(document(matrix_of(assurances())))
    assert written.startswith(OPENING)
    assert written == b"".join(document(matrix_of(tuple(reversed(assurances())))))
    assert written.isascii()


def test_every_field_has_its_basis_and_sources(told: dict[str, Any]) -> None:
    facts = told["tests"][0]["facts"]
    assert facts["paid_by"] == {"values": ["Example Aero"], "basis": "secondary", "sources": ["news"]}
    assert facts["bearer"] == {"values": [], "basis": "not_stated", "sources": []}
    assert told["certificates"][0]["products"][0]["product"]["product_class"] == "cloud"
    assert told["tests"][0]["sources"][1]["title"] is None


def test_rows_hold_tests_or_the_day(told: dict[str, Any]) -> None:
    rows = {(row["product"], row["region"], row["version"]): row for row in told["rows"]}
    tested = rows["Example Aero Skylark app", "US", "1.0"]
    assert tested["tests"][0]["bases"]["setting"] == "secondary"
    assert [own["cell"] for own in tested["own"]] == ["us-v1"]
    open_row = rows["Example Aero Skylark app", "DE", "1.0"]
    assert (open_row["tests"], open_row["as_of"]) == ([], "2026-11-22")


def test_sentences_and_own_cells(told: dict[str, Any]) -> None:
    (sentence,) = told["sentences"]
    assert [part["extent"] for part in sentence["parts"]] == ["whole", "none"]
    assert sentence["extent"] == "part"
    assert [len(cell["published"]) for cell in told["own"][0]["cells"]] == [1, 0]
