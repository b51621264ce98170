"""The JSON document of verify: whole, exact, inert, in step with its page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import __version__
from harness.model.narrowing import Narrower
from harness.model.selection import VARIABLES
from harness.reports.verification_document import document
from harness.tables.documents import (
    BESIDE_TABLES,
    CONTRAST_TABLES,
    FULL_TABLES,
    OPENING_OF_ANALYSIS,
    OPENING_OF_VERIFICATION,
    SCHEMA_OF_VERIFICATION,
    VERIFICATION_TABLES,
)
from harness.tables.verification import Verification
from scripts.docs_json import DECLARED
from scripts.docs_json_verification import ADDED, BESIDE, CONTRAST, MEMBERS, OBJECTS
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.beside_example import beside
from tests.support.contrast_example import contrasted
from tests.support.examples import COSTLY
from tests.support.verification_example import example, hostile, narrowed

PAGE = (Path(__file__).parents[2] / "docs/json.md").read_text(encoding="utf-8")
DECLARATIONS = DECLARED | ADDED


def written(*verifications: Verification) -> bytes:
    return b"".join(document(verifications, only=("egress.region=US",)))


def documented(*more: str) -> tuple[str, ...]:
    """Members of a scenario in which a cell has interference."""
    names = list(OBJECTS["VerifiedScenario"])
    at = names.index("findings") + 1
    return (*names[:at], *CONTRAST, *names[at:], *more)


def test_where_no_cell_has_interference_nothing_is_held_against_another() -> None:
    found = replace(example(), contrasts=None, contrast_endpoints=None)
    (scenario,) = json.loads(written(found))["scenarios"]
    assert tuple(scenario) == tuple(OBJECTS["VerifiedScenario"])


def test_members_are_those_documented_in_that_order() -> None:
    found = json.loads(written(example()))
    assert tuple(found) == tuple(MEMBERS)
    assert (found["schema"], found["kind"], found["only"]) == (
        SCHEMA_OF_VERIFICATION,
        "verification",
        ["egress.region=US"],
    )
    assert found["tool"] == {"name": "harness", "version": __version__}
    (scenario,) = found["scenarios"]
    assert tuple(scenario) == documented()
    assert (scenario["scenario"]["id"], scenario["scenario"]["sha256"]) == ("four-regions", "5c" * 32)


def test_objects_have_the_documented_fields() -> None:
    (scenario,) = json.loads(written(example()))["scenarios"]
    rolled, us_only = scenario["roll_ups"][0], scenario["us_only"][0]
    assert tuple(scenario["claims"][0]) == tuple(OBJECTS["Claim"])
    assert tuple(rolled) == tuple(us_only) == tuple(OBJECTS["RollUp"])
    assert tuple(rolled["as_tested"]) == tuple(rolled["as_asserted"]) == tuple(OBJECTS["Judgement"])
    assert tuple(us_only["differences"][0]) == tuple(OBJECTS["Difference"])
    assert tuple(scenario["unmet"][0]) == tuple(OBJECTS["Unmet"])
    assert set(VARIABLES) < set(scenario["cells"][0])


@pytest.mark.parametrize("table", [*VERIFICATION_TABLES, *CONTRAST_TABLES])
def test_tables_come_back_as_they_were_and_are_documented(table: str) -> None:
    found = contrasted(example(), {}) if table in CONTRAST_TABLES else example()
    (scenario,) = json.loads(written(found))["scenarios"]
    assert scenario[table] == getattr(found, table).to_dicts()
    assert all(tuple(row) == tuple(DECLARATIONS[table].columns) for row in scenario[table])
    assert PAGE.count(f"\n## {table}\n") == 1


def test_of_a_narrower_test_the_full_one_stands_behind_and_nothing_before_it_changes() -> None:
    found = narrowed()
    assert found.beside is not None
    (scenario,) = json.loads(written(found))["scenarios"]
    assert tuple(scenario) == documented(*BESIDE)
    assert scenario["narrower"] == {"only": {"egress.region": ["BR"]}, "without": [], "databases": None}
    assert [one["as_tested"]["verdict"] for one in scenario["full_roll_ups"]] == ["FAIL", "INCONCLUSIVE"]
    assert tuple(scenario["missed"]) == tuple(OBJECTS["Missed"])
    assert scenario["missed"]["endpoints_ratio"] == 0.5
    for table, frame in zip(
        BESIDE_TABLES, (found.beside.endpoints, found.beside.places, found.beside.leads), strict=True
    ):
        assert scenario[table] == frame.to_dicts()
        assert scenario[table]
        assert all(tuple(row) == tuple(DECLARATIONS[table].columns) for row in scenario[table])
    for table in FULL_TABLES:
        assert scenario[f"full_{table}"] == getattr(example(), table).to_dicts()
    # What the verdicts of the full test name by number is there to be looked up.
    leads = {row["lead_id"] for row in scenario["full_leads"]}
    spots = {row["blind_spot_id"] for row in scenario["full_blind_spots"]}
    for one in scenario["full_roll_ups"]:
        assert set(one["as_asserted"]["witnesses"]) <= leads
        assert set(one["as_asserted"]["blind_spots"]) <= spots


@pytest.mark.parametrize(("databases", "text"), [(None, None), ((), []), (("x", "y"), ["x", "y"])])
def test_which_narrower_test_it_is_can_be_read_by_a_program(
    databases: tuple[str, ...] | None, text: object
) -> None:
    test = Narrower(without=("ashburn",), databases=databases)
    found = replace(example(), beside=beside(example(), test))
    (scenario,) = json.loads(written(found))["scenarios"]
    assert scenario["narrower"] == {"only": {}, "without": ["ashburn"], "databases": text}


def test_verdicts_stand_by_name() -> None:
    (scenario,) = json.loads(written(example()))["scenarios"]
    verdicts = [(one["as_tested"]["verdict"], one["as_asserted"]["verdict"]) for one in scenario["roll_ups"]]
    assert verdicts == [("FAIL", "FAIL"), ("INCONCLUSIVE", "INCONCLUSIVE")]
    assert scenario["us_only"][0]["as_tested"]["verdict"] == "PASS"


def test_several_scenarios_are_one_document() -> None:
    first, second = example(), replace(example(), made_by=())
    found = json.loads(written(first, second))["scenarios"]
    assert [bool(one["made_by"]) for one in found] == [True, False]
    assert json.loads(written())["scenarios"] == []


def test_a_document_is_known_by_its_opening_and_is_none_of_analyze() -> None:
    assert written(example()).startswith(OPENING_OF_VERIFICATION)
    assert not written(example()).startswith(OPENING_OF_ANALYSIS)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_text_is_inert_and_exact(name: str) -> None:
    text = written(hostile(name))
    assert not re.search(rb"[^\n -~]", text)
    (scenario,) = json.loads(text)["scenarios"]
    assert scenario["contacts"][0]["name"] == scenario["scenario"]["title"] == name
    assert scenario["notes"] == scenario["errors"] == scenario["made_by"] == [name]


@COSTLY
@given(st.text(st.characters(codec=None, categories=None), max_size=20))
def test_any_text_gives_a_document_that_every_reader_takes(text: str) -> None:
    made = written(hostile(text))
    assert made.isascii()
    json.loads(made)
