"""pytest's hooks: ``pytest --harness scenarios/`` judges scenarios as test items; fixtures and markers for tests of users.

pytest imports this module at its start wherever the package is installed, so it imports nothing but pytest and
the standard library, and without ``--harness`` it collects nothing. Markers are registered either way, because tests
that carry them must be collected under ``--strict-markers`` without the option too.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification
    from harness.testing.judging import Judging

OPTION = "--harness"
_SHARED = "harness_shared"
_JUDGING: pytest.StashKey[Judging] = pytest.StashKey()
_FOLDER: pytest.StashKey[Path] = pytest.StashKey()
_MARKERS = (
    "harness_scenario(path): judge this scenario file, from pytest's rootdir, for the test",
    "harness_captures(*paths, **options): analyze these captures, from pytest's rootdir, for the test",
    "harness_expect(claim, as_tested, as_asserted, findings=(), not_seen_since=()): what the claim of the test's scenario must come to",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    group = parser.getgroup("harness", "claims of scenarios as tests")
    group.addoption(
        OPTION,
        action="store_true",
        help="collect scenario.yaml and *.scenario.yaml: one test for each claim and cell, one for each claim over all "
        "cells, one for each scenario's captures",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file by its name, or any YAML file that the command line names itself."""
    if not parent.config.getoption("harness"):
        return None
    from harness.cli.scenarios import ENDING, NAME  # noqa: PLC0415 - not without the option
    from harness.testing.items import ScenarioFile  # noqa: PLC0415 - likewise

    named = file_path.suffix == ".yaml" and parent.session.isinitpath(file_path)
    if not named and file_path.name != NAME and not file_path.name.endswith(ENDING):
        return None
    return ScenarioFile.of(parent, file_path, judging(parent.config))


def judging(config: pytest.Config) -> Judging:
    """Where the run's scenarios are judged, each once."""
    if _JUDGING not in config.stash:
        from harness.testing.judging import Judging  # noqa: PLC0415 - when there is something to judge

        workerinput: dict[str, Any] = getattr(config, "workerinput", {})
        shared = workerinput.get(_SHARED)
        config.stash[_JUDGING] = Judging(None if shared is None else Path(shared))
    return config.stash[_JUDGING]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give pytest-xdist's workers one folder to share what is judged; this runs in the process that starts them."""
    stash = node.config.stash
    if _FOLDER not in stash:
        stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="harness-"))
    node.workerinput[_SHARED] = str(stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the shared folder, where there is one."""
    if folder := config.stash.get(_FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def scenario(request: pytest.FixtureRequest) -> Verification:
    """The scenario of the test's ``harness_scenario`` marker, judged; once a run, however many tests ask."""
    from harness.testing.marks import scenario_of  # noqa: PLC0415 - see the module's docstring

    return scenario_of(request.node, judging(request.config))


@pytest.fixture
def analysis(request: pytest.FixtureRequest) -> Analysis:
    """What the captures of the test's ``harness_captures`` marker show; read once for equal markers."""
    from harness.testing.marks import analysis_of  # noqa: PLC0415 - see the module's docstring

    return analysis_of(request.node, judging(request.config))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Hold the verdicts of a test's scenario to its ``harness_expect`` markers, before its own lines run."""
    if item.get_closest_marker("harness_expect") is not None:
        from harness.testing.marks import check_expected  # noqa: PLC0415 - see the module's docstring

        check_expected(item, judging(item.config))
    return (yield)


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """A verdict that is as expected, yet no PASS, is never called passed."""
    if report.when != "call" or not report.passed:
        return None
    verdict = dict(report.user_properties).get("harness.verdict", "PASS")
    return None if verdict == "PASS" else ("expected", "e", f"EXPECTED ({verdict})")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The sentence that each claim's evidence supports, and what no verdict covers."""
    if not terminalreporter.config.getoption("harness"):
        return
    told = [
        (report.nodeid, properties)
        for reports in terminalreporter.stats.values()
        for report in reports
        if "harness.sentence" in (properties := dict(getattr(report, "user_properties", ())))
    ]
    if not told:
        return
    from harness.reports.verification_items import summary_text  # noqa: PLC0415 - see the module's docstring

    of_claims = {
        nodeid: (properties["harness.verdict"], properties["harness.sentence"]) for nodeid, properties in told
    }
    terminalreporter.section("harness: what the evidence supports")
    terminalreporter.write(summary_text(sorted(of_claims.items()), 80))
