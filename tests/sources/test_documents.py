"""Documents are read back as what they were made from: the same octets, the same reports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness import __version__
from harness.errors import HarnessError
from harness.model.privacy import KeyOrigin
from harness.reports.document import document as analysis_document
from harness.reports.terminal import render as render_analysis
from harness.reports.verification import render
from harness.reports.verification_document import document
from harness.sources.documents import read_document
from harness.stages.redaction import redact_analysis, redact_verification
from harness.tables.documents import CONTRAST_TABLES
from harness.tables.verification import Verification
from tests.support import analysis_example
from tests.support.contrast_example import contrasted
from tests.support.verification_example import example, hostile, narrowed

HOSTILE = "</script>\x1b[31m\u202e\n<img src=x>'\"&"


def written(tmp_path: Path, *verifications: Verification, only: tuple[str, ...] = ()) -> str:
    path = tmp_path / "result.json"
    path.write_bytes(b"".join(document(verifications, only=only)))
    return str(path)


@pytest.mark.parametrize(
    "made",
    [example, narrowed, lambda: hostile(HOSTILE), lambda: contrasted(example(), {"passed_through": True})],
    ids=["full", "narrower", "hostile", "with and without interference"],
)
def test_a_verification_comes_back_as_the_same_octets_and_the_same_report(made: Any, tmp_path: Path) -> None:
    verification = made()
    path = written(tmp_path, verification, verification, only=("egress.region=BR",))
    found = read_document(path)
    assert found.only == ("egress.region=BR",)
    assert (found.version, found.path, len(found.verifications)) == (__version__, path, 2)
    assert b"".join(document(found.verifications, only=found.only)) == Path(path).read_bytes()
    assert render(found.verifications, 80, colour=False, all_rows=True) == render(
        [verification, verification], 80, colour=False, all_rows=True
    )


def test_frames_and_values_are_those_that_were_written(tmp_path: Path) -> None:
    (found,) = read_document(written(tmp_path, example())).verifications
    assert found.contacts.equals(example().contacts, null_equal=True)
    assert found.contacts.schema == example().contacts.schema
    assert found.chosen == example().chosen
    assert found.scenario == replace(example().scenario, folder="", honey=())


def test_a_document_of_before_cells_were_set_beside_each_other_is_still_read(tmp_path: Path) -> None:
    path = written(tmp_path, example())
    earlier = json.loads(Path(path).read_bytes())
    for name in CONTRAST_TABLES:
        put(earlier, (*ONE, name), ...)
    Path(path).write_text(json.dumps(earlier))
    (found,) = read_document(path).verifications
    assert (found.contrasts, found.contrast_endpoints) == (None, None)


def test_an_analysis_comes_back_as_the_same_octets_and_the_same_report(tmp_path: Path) -> None:
    analysis = analysis_example.example()
    path = tmp_path / "analysis.json"
    path.write_bytes(b"".join(analysis_document(analysis)))
    found = read_document(str(path)).analysis
    assert found is not None
    assert b"".join(analysis_document(found)) == path.read_bytes()
    assert render_analysis(found, 80, colour=False, all_rows=True) == render_analysis(
        analysis, 80, colour=False, all_rows=True
    )


def put(document: Any, place: tuple[Any, ...], value: Any) -> None:
    for part in place[:-1]:
        document = document[part]
    if value is ...:
        del document[place[-1]]
    else:
        document[place[-1]] = value


ONE = ("scenarios", 0)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("schema",), "sarif", "$.schema: the document that `harness analyze --json`"),
        (("schema_version",), 2, "$.schema_version: version 1"),
        ((*ONE, "contacts"), ..., "scenarios[0]: the member 'contacts' is missing"),
        ((*ONE, "contacts", 1), 5, "scenarios[0].contacts[1]: the row is no object"),
        ((*ONE, "contacts", 0, "flows"), ..., "scenarios[0].contacts[0]: the row lacks flows"),
        ((*ONE, "contacts", 0, "flows"), "many", "scenarios[0].contacts: not rows of the table contacts"),
        ((*ONE, "contacts", 0, "flows"), None, "scenarios[0].contacts: not rows of the table contacts"),
        ((*ONE, "contacts", 0, "flows"), -1, "scenarios[0].contacts: not rows of the table contacts"),
        ((*ONE, "scenario", "cells"), ..., "run harness verify again"),
        ((*ONE, "scenario", "title"), 5, "scenarios[0].scenario.title: "),
        ((*ONE, "roll_ups", 0, "as_tested", "verdict"), "GOOD", "as_tested.verdict: NONE or PASS"),
        ((*ONE, "roll_ups", 0, "as_tested", "verdict"), "PASS", "somebody changed this document"),
        ((*ONE, "roll_ups", 0, "as_tested", "witnesses"), [], "FAIL without a witness"),
        ((*ONE, "roll_ups", 0, "as_tested", "witnesses"), [9_999], "roll_ups.witnesses: 9999 leads to no row of leads"),
        ((*ONE, "leads", 0, "contact_id"), 9_999, "leads.contact_id: 9999 leads to no row of contacts"),
        ((*ONE, "judgements", 0, "blind_spots"), [9_999], "judgements.blind_spots: 9999 leads to no row of blind_spots"),
        ((*ONE, "findings", 0, "leads"), [9_999], "findings.leads: 9999 leads to no row of leads"),
        ((*ONE, "roll_ups", 0, "bound"), 7, "bound: a number from 0 to 1"),
        ((*ONE, "data_sources", 0, "licence"), ..., "data_sources[0].licence: "),
    ],
)  # fmt: skip
def test_a_document_that_was_changed_is_told_with_its_place(
    place: tuple[Any, ...], value: Any, told: str, tmp_path: Path
) -> None:
    path = written(tmp_path, example())
    changed = json.loads(Path(path).read_bytes())
    put(changed, place, value)
    Path(path).write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(HarnessError) as caught:
        read_document(path)
    assert str(caught.value).startswith(path)
    assert told in str(caught.value)


def test_members_and_columns_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, example())
    later = json.loads(Path(path).read_bytes())
    later["later"] = later["scenarios"][0]["later"] = later["scenarios"][0]["contacts"][0]["later"] = 1
    Path(path).write_text(json.dumps(later), encoding="utf-8")
    (found,) = read_document(path).verifications
    assert found.contacts.equals(example().contacts, null_equal=True)


def test_that_a_document_was_redacted_is_read_back(tmp_path: Path) -> None:
    told = redact_verification(example(), b"k" * 32, KeyOrigin.GIVEN)
    path = written(tmp_path, told)
    found = read_document(path)
    assert found.verifications[0].redacted == told.redacted
    assert b"".join(document(found.verifications, only=())) == Path(path).read_bytes()
    analysis = redact_analysis(analysis_example.example(), b"k" * 32, KeyOrigin.RANDOM)
    other = tmp_path / "analysis.json"
    other.write_bytes(b"".join(analysis_document(analysis)))
    again = read_document(str(other)).analysis
    assert again is not None
    assert again.redacted == analysis.redacted
    assert b"".join(analysis_document(again)) == other.read_bytes()


def test_a_document_is_redacted_as_the_result_would_have_been(tmp_path: Path) -> None:
    (found,) = read_document(written(tmp_path, example())).verifications
    late, early = (redact_verification(one, b"k" * 32, KeyOrigin.GIVEN) for one in (found, example()))
    assert b"".join(document([late], only=())) == b"".join(document([early], only=()))
