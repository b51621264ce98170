"""Each way to be wrong: the rows at every hop and the verdict are those expected, and the captures are the forge's.

``HARNESS_UPDATE_EXPECTED=1`` rewrites ``expected/``; the difference is read before it is committed.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from harness.cli import case_run
from harness.reports.case_rows import HOPS
from harness.reports.verification import render
from harness.rules.case_file import load_case
from harness.tables.verification import Verification
from tests.cases.verdicts.running import (
    FOLDER,
    TODAY,
    case_folders,
    expected_rows,
    forge_all_into,
    run_case,
    texts,
)
from tests.support import golden

CASES = {folder.name: folder for folder in case_folders()}
JUDGED = [name for name, folder in CASES.items() if (folder / "scenario.yaml").exists()]
FORGED = [name for name, folder in CASES.items() if (folder / "situation.yaml").exists()]
REPEATABLE = [name for name in FORGED if name != "named-by-certificate-and-keys"]
"""Cases without TLS that a key log opens: OpenSSL's own secrets are others each time (decision 0136)."""
UNMET = {
    "accepted-limit-expired",
    "expected-finding-vanished",
    "finding-renamed",
    "finding-not-seen-since",
    "statement-about-another-version",
}
"""Cases about expectations that are not met: ``expected/said.jsonl`` holds what is said of them."""
FORGE_PARTS = 8
"""Processes of the forge, so that several can run at once."""
MOST_OCTETS, MOST_OCTETS_IN_ALL = 30_000, 2_000_000


@cache
def verified(name: str) -> Verification:
    return run_case(CASES[name])


@pytest.mark.parametrize("name", JUDGED)
def test_rows_at_every_hop_and_the_verdict_are_as_expected(name: str) -> None:
    for hop, text in texts(verified(name), CASES[name]).items():
        golden.check(CASES[name] / "expected" / f"{hop}.jsonl", text)
    assert verified(name).scenario.expect
    assert bool(verified(name).unmet) == (name in UNMET), verified(name).unmet


@pytest.mark.parametrize("name", sorted(CASES.keys() - set(JUDGED)))
def test_rows_of_captures_that_no_scenario_stands_behind_are_as_expected(name: str) -> None:
    for hop, text in case_run.run_case(load_case(CASES[name])).items():
        golden.check(CASES[name] / "expected" / f"{hop}.jsonl", text)


def test_no_row_is_kept_of_a_hop_that_there_is_none_of() -> None:
    for name, folder in CASES.items():
        hops = {path.name.removesuffix(".jsonl") for path in (folder / "expected").iterdir()}
        assert hops <= set(HOPS), name
        assert ("judgements" in hops) == (name in JUDGED), name


@pytest.mark.parametrize("part", range(FORGE_PARTS))
def test_the_forge_makes_the_same_octets_again(part: int, tmp_path: Path) -> None:
    if find_spec("scapy") is None:
        pytest.skip("capability: scapy")
    names = REPEATABLE[part::FORGE_PARTS]
    forge_all_into({CASES[name] / "situation.yaml": tmp_path / name for name in names})
    for name in names:
        forged = {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.pcapng")}
        kept = {path.name: path.read_bytes() for path in CASES[name].glob("*.pcapng")}
        copies = {path for path, octets in kept.items() if path not in forged and octets in forged.values()}
        assert {path: octets for path, octets in kept.items() if path not in copies} == forged, name
        assert copies == {copy.file for copy in load_case(CASES[name]).copies}


def test_copies_are_what_they_are_copies_of() -> None:
    for folder in CASES.values():
        for copy in load_case(folder).copies:
            assert (folder / copy.file).read_bytes() == (folder / copy.of).read_bytes(), folder.name


def test_hostile_names_act_in_no_output() -> None:
    verification = verified("hostile-names")
    report = render([verification], 100, colour=False, all_rows=True)
    assert "=cmd" in report
    assert [char for char in report if not char.isprintable() and char != "\n"] == []
    names = [name for row in verification.endpoints["names"].to_list() for name in row]
    assert names
    assert all(name.isprintable() for name in names)
    assert not any(line.lstrip().startswith("X-Verdict") for line in report.splitlines())


def test_every_case_says_what_it_guards_and_every_capture_says_that_it_is_made_up() -> None:
    for name, folder in CASES.items():
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {name}\n")
        if name not in FORGED:
            assert "Origin: " in text
            assert "SYNTHETIC" in text
            continue
        assert "Origin: forged by `harness forge`" in text
        captures = expected_rows(folder, "captures")
        assert all(row["made_by"].startswith("harness-forge") for row in captures), name
        run = "path: " in (folder / "scenario.yaml").read_text(encoding="utf-8")
        assert captures or not run or expected_rows(folder, "said")


def test_cases_are_small() -> None:
    sizes = {name: sum(path.stat().st_size for path in CASES[name].glob("*.pcapng")) for name in CASES}
    assert {name: size for name, size in sizes.items() if size > MOST_OCTETS} == {}
    assert sum(sizes.values()) < MOST_OCTETS_IN_ALL


def test_the_day_of_the_cases_is_near_the_place_data() -> None:
    sources = verified("base").data_sources
    dates = {date.fromisoformat(one.date) for one in sources if one.meaning in ("geolocated", "cloud_region")}
    assert all(abs((TODAY - day).days) <= 180 for day in dates)
    assert (
        json.loads((FOLDER / "base/expected/rollups.jsonl").read_text().splitlines()[0])["as_tested"]
        == "PASS"
    )
