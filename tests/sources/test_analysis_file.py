"""Documents of analyze and verify are read again as what they say; what is none, or was changed, is told with its place."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.reports.document import document as analysis_document
from harness.reports.verification_document import document as verification_document
from harness.sources.analysis_file import read_analysis
from tests.support.analysis_example import example
from tests.support.geo_rows import SOON, document
from tests.support.verification_example import example as verification_example


def changed(tmp_path: Path, change: Any) -> Path:
    path = document(tmp_path / "a.json", rows={})
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))
    return path


def test_what_analyze_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"".join(analysis_document(example())))
    (told,) = read_analysis(str(path))
    analysis = example()
    for name in ("endpoints", "places", "distances"):
        rows = getattr(told, name)
        expected = getattr(analysis, name).to_dicts()
        assert [{key: row[key] for key in read} for row, read in zip(expected, rows, strict=True)] == list(
            rows
        )
    assert told.endpoints


def test_what_verify_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    verification = verification_example()
    path.write_bytes(b"".join(verification_document([verification, verification], only=[])))
    told = read_analysis(str(path))
    assert [len(one.places) for one in told] == [verification.places.height] * 2


def test_dates_are_those_of_locators(tmp_path: Path) -> None:
    (told,) = read_analysis(str(document(tmp_path / "a.json", rows={})))
    assert told.dates == SOON


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.update(schema="else"), r"\$\.schema: the document that .* is wanted here"),
        (
            lambda told: told.update(schema_version=2),
            r"\$\.schema_version: version 1 of the document is wanted",
        ),
        (lambda told: told.pop("places"), r"\$: the member 'places' is missing"),
        (
            lambda told: told["places"][0].pop("excluded"),
            r"\$\.places\[0\]: the member 'excluded' is missing",
        ),
        (
            lambda told: told["places"][0].update(candidates="CN"),
            r"\$\.places\[0\]\.candidates: a list is wanted",
        ),
        (
            lambda told: told["places"][0].update(radius_km=1.0),
            r"rtt_ns: the round trip of radius_km is wanted",
        ),
        (
            lambda told: told["places"][0]["located"][0].pop("lineage"),
            r"located\[0\]: the member 'lineage' is missing",
        ),
        (
            lambda told: told["distances"][0].update(latitude=91),
            r"latitude: a number from -90 to 90 is wanted",
        ),
        (lambda told: told["endpoints"][0].update(server_ip="host"), r"server_ip: an IP address is wanted"),
        (lambda told: told["endpoints"][0].update(server_port="443"), r"server_port: a whole number"),
        (lambda told: told["data_sources"][0].update(date="soon"), r"date: an ISO date is wanted"),
    ],
)
def test_what_was_changed_is_told(change: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match=said):
        read_analysis(str(changed(tmp_path, change)))


def test_no_change_of_octets_raises_anything_else(tmp_path: Path) -> None:
    whole = document(tmp_path / "a.json", rows={}).read_bytes()
    chance = random.Random(20261126)
    path = tmp_path / "b.json"
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.choice(b'0123456789-"{}[]:,.nulltrfase ')
        path.write_bytes(data)
        assert "b.json" in said_of(path)


def said_of(path: Path) -> str:
    """The fault of a document, or its path where there is none."""
    try:
        read_analysis(str(path))
    except HarnessError as fault:
        return str(fault)
    return str(path)
