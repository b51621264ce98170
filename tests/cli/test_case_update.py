"""``case new``, ``update`` and ``diff`` on one case: made, held to its rows, changed, and told where it differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.cli import case_diff, case_list, case_new, case_update
from harness.cli.case_run import load_cases
from harness.cli.exits import Exit
from harness.errors import HarnessError, ScenarioError
from harness.sources.case_folder import read_expected
from tests.support.forging import needs_scapy
from tests.support.repository import ROOT

NAME = "log-host-in-shanghai"
MOVED = ("[3.208.5.20], coordinates: [38.9, -77.4]", "[114.80.0.7], coordinates: [31.2, 121.5]")
TABLET = "named-by-certificate-and-keys"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case as it is after ``new`` and ``update``."""
    needs_scapy()
    folder = tmp_path_factory.mktemp("cases") / NAME
    case_new.run(case_new.request([str(folder)]))
    assert case_update.run(case_update.request([str(folder)])) is Exit.OK
    return folder


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / NAME)


def diff(*arguments: str) -> Exit:
    return case_diff.run(case_diff.request([*arguments, "--width", "80"]))


def test_what_was_made_is_as_expected_and_as_its_author_expects(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff(str(case)) is Exit.OK
    assert capsys.readouterr().out.endswith(": as expected at 18 hops\n")
    rows = read_expected(case)
    assert '"as_tested": "PASS"' in rows["rollups"]
    assert "Expected" not in rows["said"]


def test_a_second_update_changes_nothing(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    assert case_update.run(case_update.request([str(case)])) is Exit.OK
    assert capsys.readouterr().out.endswith(": as it was\n")
    assert before == {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}


def test_a_changed_situation_is_told_and_differs_once_it_is_forged(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    situation = case / "situation.yaml"
    situation.write_text(situation.read_text().replace(*MOVED))
    assert diff(str(case)) is Exit.OK
    assert "was made of another situation.yaml" in capsys.readouterr().err
    assert case_update.make_captures(load_cases([case])[0]) == ("us-v1.pcapng",)
    assert diff(str(case)) is Exit.POSSIBLE
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    page = (ROOT / "docs/cases.md").read_text(encoding="utf-8")
    shown = page.partition(f"$ harness case diff cases/{NAME}\n")[2].partition("```")[0].splitlines()
    missing = [line for line in shown[1:] if line != "..." and line not in told.splitlines()]
    assert (len(shown) > 10, missing) == (True, [])
    assert shown[0].partition(": ")[2] in told
    assert case_update.run(case_update.request([str(case), "--keep-captures"])) is Exit.OK
    assert diff(str(case), "--differing") is Exit.OK
    assert '"as_tested": "FAIL"' in read_expected(case)["rollups"]
    assert "Expected PASS as tested, found FAIL." in read_expected(case)["said"]


def test_a_row_that_is_not_as_expected_gives_its_status(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = case / "expected/places.jsonl"
    places.write_text(places.read_text().replace('"US"', '"DE"', 1))
    assert diff(str(case)) is Exit.POSSIBLE
    assert "places  1 changed (first)" in capsys.readouterr().out
    shutil.rmtree(case / "expected")
    assert diff(str(case)) is Exit.POSSIBLE
    assert "no rows are expected yet" in capsys.readouterr().out


def test_rows_do_not_hang_on_how_the_directory_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blind spots are in order of texts, and some of those hold a path."""
    folder = ROOT / "tests/cases/verdicts/no-traffic"
    monkeypatch.chdir(folder.parent)
    assert diff("no-traffic", str(folder)) is Exit.OK


def test_evidence_in_the_way_stops_it_and_is_kept(case: Path) -> None:
    (case / "us-v1.pcapng").write_bytes(b"evidence")
    with pytest.raises(HarnessError, match="never replaced"):
        case_update.run(case_update.request([str(case)]))
    assert (case / "us-v1.pcapng").read_bytes() == b"evidence"


def test_faults_of_every_case_are_told_before_one_is_run(case: Path) -> None:
    other = case.parent / "other"
    other.mkdir()
    for folder in (case, other):
        (folder / "case.yaml").write_text("schema_version: 3\n")
    with pytest.raises(ScenarioError) as told:
        diff(str(case.parent))
    assert {Path(fault.path).parent for fault in told.value.faults} == {case, other}


def test_captures_that_no_run_repeats_are_kept_while_they_are_of_the_situation(tmp_path: Path) -> None:
    needs_scapy()
    case = shutil.copytree(ROOT / "tests/cases/verdicts" / TABLET, tmp_path / TABLET)
    (loaded,) = load_cases([case])
    assert case_update.make_captures(loaded) == ()
    situation = case / "situation.yaml"
    situation.write_text(situation.read_text() + "# changed\n")
    assert case_update.make_captures(loaded) == ("us-v1.keys", "us-v1.pcapng")


def test_the_list_says_what_each_is_about_and_shows(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def listed(*arguments: str) -> str:
        assert case_list.run(case_list.request([str(case), "--width", "80", *arguments])) is Exit.OK
        return capsys.readouterr().out

    assert listed().startswith(f"{case}: PASS\n  CHANGE: what happens")
    assert listed("--shows", "AGREED") == listed()
    assert listed("--shows", "geodns") == ""
