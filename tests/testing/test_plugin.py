"""``pytest --harness`` as a user meets it, and what is left of the plugin without the option: nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.support.inner_pytest import FILE, PLUGIN, fake, four_regions, real
from tests.support.repository import ROOT

pytest_plugins = ["pytester"]

HEAVY = ("numpy", "polars", "numba", "pydantic", "ruamel", "rich")
CLAIM = "no-data-to-cn"
ITEMS = """\
CAPTURES
no-data-to-cn::us-v1[ashburn]
no-data-to-cn::br-v1[saopaulo]
no-data-to-cn::sg-v1[singapore]
no-data-to-cn::sg-v1.1[singapore]
no-data-to-cn::jp-v1[not-run]
no-data-to-cn::ROLL-UP
local-mode-silent::de-v1[frankfurt]
local-mode-silent::ROLL-UP
"""


def test_the_entry_point_is_the_module_by_its_own_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {PLUGIN[1]: PLUGIN[1]}


def test_without_the_option_nothing_is_collected_and_nothing_heavy_imported(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("bad")
    (tmp_path / "test_x.py").write_text(
        "import pytest, sys\n"
        "@pytest.mark.harness_expect\n"
        "@pytest.mark.skip\n"
        "def test_marked(): pass\n"
        "def test_x(request):\n"
        f"    assert [name for name in {HEAVY} if name in sys.modules] == []\n"
        "    ours = [name for name in sys.modules if name.startswith('harness')]\n"
        "    assert ours == ['harness', 'harness.testing', 'harness.testing.plugin']\n"
    )
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-q", "--strict-markers", "-p", "no:cacheprovider"]
    # Without the plugins of others: xdist and hypothesis import what they like.
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1].startswith("1 passed, 1 skipped"), done.stdout


def test_node_ids_are_claims_cells_and_vantage_points(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = fake(pytester, monkeypatch, "fault", "--harness", "--collect-only", "-q")
    names = [line.removeprefix(f"{FILE}::") for line in listed.outlines if "::" in line]
    assert names == ITEMS.splitlines()


@pytest.mark.parametrize(
    ("pipeline", "outcomes", "status"),
    [
        ("pass", {"passed": 4, "failed": 3, "errors": 2}, 1),
        ("expected", {"passed": 2, "expected": 7}, 0),
        ("fail", {"passed": 2, "failed": 3, "errors": 2, "expected": 2}, 1),
        ("fault", {"errors": 9}, 1),
    ],
)
def test_outcomes_are_those_of_cells_and_of_both_verdicts_together(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    pipeline: str,
    outcomes: dict[str, int],
    status: int,
) -> None:
    done = fake(pytester, monkeypatch, pipeline, "--harness", "--tb=line")
    assert done.parseoutcomes() == outcomes
    assert done.ret == status


def test_faults_of_scenarios_are_located_and_nothing_is_judged(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (pytester.path / f"{name}.scenario.yaml").write_text("bad")
    done = fake(pytester, monkeypatch, "fault", "--harness")
    assert done.ret == pytest.ExitCode.INTERRUPTED
    for name in ("a", "b"):
        done.stdout.fnmatch_lines(
            [f"{name}.scenario.yaml:3:1: wrong\\x1b[[]31m.", f"{name}.scenario.yaml:7:1: *"]
        )
    assert "Traceback" not in done.stdout.str()


def test_a_yaml_file_is_a_scenario_by_its_name_or_where_it_is_named(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pytester.path / "other.yaml").write_text("good")
    counts = []
    for arguments in ((), ("other.yaml",), ("other.yaml", f"{FILE}::{CLAIM}::br-v1")):
        listed = fake(pytester, monkeypatch, "fault", "--harness", "--collect-only", "-q", *arguments)
        counts.append(sum("::" in line for line in listed.outlines))
    assert counts == [9, 9, 10]


def test_the_true_pipeline_is_as_expected_and_judged_once_by_two_workers(tmp_path: Path) -> None:
    four_regions(tmp_path)
    (tmp_path / "conftest.py").write_text(
        "import harness.testing.judging as judging, pathlib\n"
        "def judge(scenario, real=judging.judge):\n"
        "    with pathlib.Path('judged').open('a') as file: file.write('once\\n')\n"
        "    return real(scenario)\n"
        "judging.Judging.__init__.__defaults__ = (judge,)\n"
    )
    done = real(tmp_path, "--harness", "-n2", "--junitxml=out.xml")
    assert done.returncode == 0, done.stdout
    assert "9 passed, 6 expected in" in done.stdout
    # Among what is expected is a finding that version 1.1 no longer shows, with the vendor's statement of the fix.
    assert "diag.skylark.example (1.0 only; packet " in " ".join(done.stdout.split())
    assert (tmp_path / "judged").read_text() == "once\n"
    told = " ".join(done.stdout.split())
    assert "SYNTHETIC, made-up evidence: In BR and SG, Skylark app 1.0 and 1.1 sent application data" in told
    assert "A server outside the country may pass data on into it" in told
    (suite,) = ET.parse(tmp_path / "out.xml").getroot()
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["15", "0", "0", "0"]
    made_up = [one.get("value") for one in suite.iterfind(".//property[@name='harness.synthetic']")]
    assert len(made_up) == 15
    assert all(str(text).startswith("SYNTHETIC: made up by harness-forge") for text in made_up)
    verdicts = [one.get("value") for one in suite.iterfind(".//property[@name='harness.verdict']")]
    assert sorted(map(str, verdicts)) == ["FAIL"] * 5 + ["FAIL as tested, FAIL as asserted"] + ["PASS"] * 8


def without(text: str, *cells: str) -> str:
    """A scenario's text without some of its cells."""
    for cell in cells:
        text, count = re.subn(rf"(?ms)^  - id: {re.escape(cell)}\n.*?(?=^  - id: |^claims:)", "", text)
        assert count == 1
    return text


def test_a_known_finding_that_vanishes_is_red(tmp_path: Path) -> None:
    """Version 1.0 sends to diag.skylark.example, 1.1 does not. With the vendor's statement of the fix it is green: above."""
    file = four_regions(tmp_path)
    file.write_text(without(file.read_text(), "sg-v10", "br-v10"))
    gone = real(tmp_path, "--harness", "-q", "-k", CLAIM)
    assert gone.returncode == 1
    told = " ".join(gone.stdout.split())
    lost = (
        f"The expected finding {CLAIM}/diag.skylark.example was not found: that is no proof that it is gone."
    )
    assert f"NOT AS EXPECTED: {lost}" in told
    assert "Wireshark: frame.number == " in told
    assert f"ROLL-UP - Failed: FAIL as tested, FAIL as asserted: {CLAIM}: The expected" in told
    assert "1 failed, 5 passed, 4 deselected, 3 expected in" in told
