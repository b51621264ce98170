"""``campaign init`` writes two files to go on from, and never replaces anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import campaign_init
from harness.cli.campaign_init import SCENARIO, SHEET, Request
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from harness.rules.scenario import load_scenario
from tests.support.command import REAL, run


def test_both_files_are_written_and_the_scenario_holds(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "Field Test 7"
    done = run("campaign", "init", folder, "--regions", "us,NO", program=REAL)
    assert done.returncode == 0
    assert done.stdout == b""
    assert b"wrote" in done.stderr
    assert b"harness verify" in done.stderr
    scenario = load_scenario(folder / SCENARIO)
    assert scenario.id == "field-test-7"
    assert [cell.id for cell in scenario.cells] == ["us-1", "no-1", "baseline", "control"]
    assert "CELL no-1" in (folder / SHEET).read_text()


@pytest.mark.parametrize("there", [SCENARIO, SHEET])
def test_what_is_there_is_never_replaced_and_nothing_is_left_half_done(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(UsageError, match="is never replaced; give another folder, or move it away"):
        campaign_init.run(Request(folder=str(tmp_path), id="x", regions=("US",)))
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / SCENARIO).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is there already"):
        campaign_init.run(Request(folder=str(tmp_path), id="x", regions=("US",)))
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HarnessError, match=r"cannot be written: Not a directory; give another folder"):
        campaign_init.run(Request(folder=str(tmp_path / "file" / "below"), id="x", regions=("US",)))


def test_what_is_taken() -> None:
    assert campaign_init.request(["a/Ümlaut"]) == Request(
        folder="a/Ümlaut", id="mlaut", regions=("US", "DE", "SG", "BR")
    )
    assert campaign_init.request(["/"]).id == "campaign"
    assert campaign_init.request([f"{'x' * 59}-_y"]).id == "x" * 59
    assert campaign_init.request(["a", "--id", "x.1", "--regions", " de "]).regions == ("DE",)


@pytest.mark.parametrize(
    ("line", "hints"),
    [
        ("", ["required: FOLDER"]),
        ("a --id A/b --regions UK,DE,DE", ["'A/b': give a-z", "is GB", "DE stands there twice"]),
        ("a --regions ,", ["--regions ''"]),
    ],
)
def test_what_is_refused_with_every_mistake(line: str, hints: list[str]) -> None:
    with pytest.raises(UsageError) as fault:
        campaign_init.request(line.split())
    assert all(hint in str(fault.value) for hint in hints)
    assert "try `harness campaign init --help`" in str(fault.value)


def test_too_many_regions_are_refused() -> None:
    from harness.model.countries import COUNTRIES

    assert campaign_init.request(["a", "--regions", ",".join(list(COUNTRIES)[:50])]).regions
    with pytest.raises(UsageError, match="at most 50 at once"):
        campaign_init.request(["a", "--regions", ",".join(list(COUNTRIES)[:51])])


def test_the_files_are_written_by_the_module_itself(tmp_path: Path) -> None:
    assert campaign_init.run(Request(folder=str(tmp_path), id="x", regions=("US",))) is Exit.OK
    assert sorted(path.name for path in tmp_path.iterdir()) == [SHEET, SCENARIO]
