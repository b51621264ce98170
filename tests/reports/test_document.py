"""The JSON document: whole, exact, inert, in step with the tables."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import __version__
from harness.reports.document import document
from harness.tables.analysis import Analysis
from harness.tables.documents import ANALYSIS_TABLES, OPENING_OF_ANALYSIS, SCHEMA_OF_ANALYSIS, SCHEMA_VERSION
from scripts.docs_json import DECLARED, ORDER
from tests.support.analysis_example import example, hostile, with_flows, without_rows
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.examples import COSTLY

PAGE = (Path(__file__).parents[2] / "docs/json.md").read_text(encoding="utf-8")


def written(analysis: Analysis) -> bytes:
    return b"".join(document(analysis))


def test_members_are_those_documented_in_that_order() -> None:
    found = json.loads(written(example()))
    assert tuple(found) == ORDER
    assert [name for name in ORDER if f"`{name}`" not in PAGE] == []
    assert (found["schema"], found["schema_version"]) == (SCHEMA_OF_ANALYSIS, SCHEMA_VERSION)
    assert found["tool"] == {"name": "harness", "version": __version__}
    assert found["parameters"] == {
        "devices": ["02:00:00:00:00:01", "192.168.7.0/24"],
        "countries": ["CN", "SG", "RU"],
        "idle_timeout_s": 300,
        "hosts": [],
    }


@pytest.mark.parametrize("table", ANALYSIS_TABLES)
def test_every_field_of_a_table_is_present_and_documented(table: str) -> None:
    rows = json.loads(written(example()))[table]
    assert rows
    assert all(tuple(row) == tuple(DECLARED[table].columns) for row in rows)
    section = PAGE.split(f"\n## {table}\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(DECLARED[table].columns)


@pytest.mark.parametrize("table", ANALYSIS_TABLES)
def test_values_come_back_as_they_were(table: str) -> None:
    analysis = example()
    assert json.loads(written(analysis))[table] == getattr(analysis, table).to_dicts()


def test_models_come_back_as_they_were() -> None:
    analysis = example()
    found = json.loads(written(analysis))
    as_lists = json.loads(json.dumps([asdict(answer) for answer in analysis.answers]))
    assert found["answers"] == as_lists
    assert found["data_sources"] == json.loads(
        json.dumps([asdict(source) for source in analysis.data_sources])
    )
    assert found["notes"] == list(analysis.notes)


def test_integers_beyond_doubles_stay_integers() -> None:
    flow = json.loads(written(example()))["flows"][3]
    assert flow["ip_octets_up"] == 2**63 + 5
    assert flow["ip_octets_down"] == 2**53 + 1


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_text_is_inert_and_exact(name: str) -> None:
    text = written(hostile(name))
    assert not re.search(rb"[^\n -~]", text)
    found = json.loads(text)
    assert found["names"][0]["name"] == found["captures"][0]["path"] == name
    assert found["notes"] == found["parameters"]["devices"] == [name]


@COSTLY
@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_gives_a_document_that_every_reader_takes(text: str) -> None:
    made = written(replace(example(), notes=(text,)))
    note = json.loads(made)["notes"][0]
    assert made.isascii()
    assert note == text.encode("utf-8", "backslashreplace").decode("utf-8")


def test_the_same_analysis_gives_the_same_bytes() -> None:
    assert written(example()) == written(example())


def test_a_document_is_known_by_its_opening() -> None:
    assert written(example()).startswith(OPENING_OF_ANALYSIS)


def test_one_row_a_line() -> None:
    lines = written(example()).decode().splitlines()
    assert sum(line.startswith('{"flow_id":') for line in lines) == 6  # four flows, a handshake, its time


def test_empty_tables_are_empty_arrays() -> None:
    found = json.loads(written(replace(without_rows(), answers=(), data_sources=(), notes=())))
    assert [found[table] for table in ANALYSIS_TABLES] == [[]] * len(ANALYSIS_TABLES)
    assert found["answers"] == found["data_sources"] == found["notes"] == []


def test_many_flows_come_in_chunks_and_fast() -> None:
    analysis = with_flows(50_000)
    chunks: list[bytes] = []
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        chunks = list(document(analysis))
        seconds.append(time.perf_counter() - began)
    print(f"50,000 flows: best of 3 {min(seconds):.3f} s")
    assert max(map(len, chunks)) < 16_000_000
    assert [flow["flow_id"] for flow in json.loads(b"".join(chunks))["flows"]] == list(range(50_000))
    assert min(seconds) < 2.0  # loose, because test machines are shared
