"""Tests that users write: their scenario and captures by marker, and verdicts held to what they expect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.inner_pytest import fake, real
from tests.support.repository import ROOT

pytest_plugins = ["pytester"]

USE = """
import pytest

SCENARIO = pytest.mark.harness_scenario("scenario.yaml")
"""


def failure(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, test: str
) -> tuple[dict[str, int], str]:
    """Outcomes, and all that is told, of one test on the example that FAILs."""
    pytester.makepyfile(USE + test)
    done = fake(pytester, monkeypatch, "fail", "--strict-markers")
    return done.parseoutcomes(), " ".join(done.stdout.str().split())


GOOD = """
@SCENARIO
@pytest.mark.harness_expect("no-data-to-cn", "FAIL", "FAIL", findings=[
    "no-data-to-cn/log.skylark.example",
    "no-data-to-cn/crash.skylark.example",
    "no-data-to-cn/sdk\\x1b[31m.third\\u202eparty.example",
], not_seen_since=["no-data-to-cn/crash.skylark.example"])
@pytest.mark.harness_expect("local-mode-silent", as_tested="INCONCLUSIVE", as_asserted="INCONCLUSIVE")
def test_x(scenario):
    assert scenario.scenario.id == "four-regions"
    assert [one.as_tested.verdict.name for one in scenario.chosen] == ["FAIL", "INCONCLUSIVE"]
"""


def test_a_test_that_expects_just_what_came_runs(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failure(pytester, monkeypatch, GOOD)[0] == {"passed": 1}


def test_what_is_not_expected_fails_with_its_witness_and_the_test_does_not_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = '@SCENARIO\n@pytest.mark.harness_expect("no-data-to-cn", "PASS", "PASS")\ndef test_x(): assert 0, "ran"\n'
    outcomes, told = failure(pytester, monkeypatch, test)
    assert outcomes == {"failed": 1}
    assert "NOT AS EXPECTED: Expected PASS as tested, found FAIL." in told
    assert "The finding no-data-to-cn/log.skylark.example was not expected." in told
    assert "Wireshark: frame.number == 1001" in told
    assert "ran" not in told.split()
    assert "accepted limit" not in told


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ('@pytest.mark.harness_expect("no-data-to-cn", "PASS", "PASS")', "say which scenario: @pytest.mark.harness_sc"),
        ('@SCENARIO\n@pytest.mark.harness_expect("no-data-to-cn")', 'write @pytest.mark.harness_expect("CLAIM"'),
        ('@SCENARIO\n@pytest.mark.harness_expect("no-data", "PASS", "PASS")',
         "no claim 'no-data' in the scenario; there are no-data-to-cn, local-mode-silent"),
        ('@SCENARIO\n@pytest.mark.harness_expect("no-data-to-cn", "OK", "PASS")', "no verdict 'OK'; there are NONE, PASS"),
        ('@SCENARIO\n@pytest.mark.harness_expect("no-data-to-cn", "FAIL", "FAIL", "x")', "give findings and not_seen_since as lists of ids"),
        ('@pytest.mark.harness_scenario("bad.yaml")\n@pytest.mark.harness_expect("a", "PASS", "PASS")',
         "bad.yaml:3:1: wrong\\x1b[31m."),
    ],
)  # fmt: skip
def test_a_wrong_marker_is_told_without_a_traceback(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, marks: str, told: str
) -> None:
    (pytester.path / "bad.yaml").write_text("bad")
    outcomes, text = failure(pytester, monkeypatch, f"{marks}\ndef test_x(): pass\n")
    assert outcomes == {"failed": 1}
    assert told in text
    assert "Traceback" not in text
    assert "marks.py" not in text


@pytest.mark.parametrize(
    ("fixture", "told"),
    [("scenario", "say which scenario: "), ("analysis", "say which captures: ")],
)
def test_a_fixture_without_its_marker_says_which(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, fixture: str, told: str
) -> None:
    outcomes, text = failure(pytester, monkeypatch, f"def test_x({fixture}): pass\n")
    assert outcomes == {"errors": 1}
    assert told in text
    assert "plugin.py" not in text


def test_the_page_s_own_example_runs_on_the_true_pipeline_from_any_folder(tmp_path: Path) -> None:
    (example,) = re.findall(r"(?s)```python\n(.*?)```", (ROOT / "docs/ci.md").read_text())
    for name in ("scenarios", "captures"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n")
    (inner := tmp_path / "inner").mkdir()
    (inner / "test_x.py").write_text(
        example + "\n"
        "@pytest.fixture(scope='module')\n"
        "def known(): return []\n"
        "@pytest.mark.parametrize('number', [1, 2])\n"
        "def test_once(scenario, known, number):\n"
        "    known.append(scenario)\n"
        "    assert all(one is scenario for one in known)\n"
        '@pytest.mark.harness_captures("nowhere.pcap")\n'
        "def test_nowhere(analysis): pass\n"
    )
    done = real(inner, "-q")
    assert "4 passed, 1 error in" in done.stdout, done.stdout
    assert "nowhere.pcap: no such file" in done.stdout
    assert "Traceback" not in done.stdout
