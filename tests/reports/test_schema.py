"""The published schemas are those of the declarations; they accept every document and refuse what is none."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from harness.reports.document import document as of_analysis
from harness.reports.schema import schema_text
from harness.reports.verification_document import document as of_verifications
from tests.support import analysis_example
from tests.support.repository import ROOT
from tests.support.verification_example import example, hostile, narrowed

PUBLISHED = {
    name: json.loads((ROOT / f"docs/schema/harness-{name}.schema.json").read_bytes())
    for name in ("analysis", "verification")
}
DOCUMENTS = {
    "analysis": [of_analysis(analysis_example.example()), of_analysis(analysis_example.hostile("x\x00"))],
    "verification": [of_verifications([one], only=[]) for one in (example(), narrowed(), hostile("\ud800"))],
}
READ = {name: [json.loads(b"".join(chunks)) for chunks in found] for name, found in DOCUMENTS.items()}


def faults(name: str, document: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(PUBLISHED[name])
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)]


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_it_is_a_schema_and_in_step(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED[name])
    assert json.loads(schema_text(name)) == PUBLISHED[name]


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_every_document_is_accepted(name: str) -> None:
    assert [faults(name, one) for one in READ[name]] == [[] for _ in READ[name]]


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_a_document_that_lacks_anything_is_refused(name: str) -> None:
    whole = READ[name][0]
    assert set(PUBLISHED[name]["required"]) == set(whole)
    assert faults(name, {key: value for key, value in whole.items() if key != "tool"})
    other = READ["analysis" if name == "verification" else "verification"][0]
    assert faults(name, other)


def test_a_value_of_another_kind_is_refused() -> None:
    whole = READ["verification"][0]
    (scenario,) = whole["scenarios"]
    changes: list[dict[str, Any]] = [{"errors": [1]}, {"leads": [{}]}, {"made_by": None}]
    for change in changes:
        assert faults("verification", whole | {"scenarios": [scenario | change]}), change
    row = scenario["leads"][0] | {"lead_id": -1}
    assert faults("verification", whole | {"scenarios": [scenario | {"leads": [row]}]})
