"""Runs of pytest inside of tests: the plugin on the pipeline that answers at once, or on the true one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Imported before any run of pytest inside this process: what such a run imports first, it takes away again at its end.
import harness.campaign
import harness.pipeline
import harness.reports.verification_document
import harness.reports.verification_items
import harness.rules.scenario
import harness.sources.documents
import harness.stages.expectations
import harness.testing.items
import harness.testing.marks
import harness.testing.plugin
import tests.support.fake_verify  # noqa: F401
from tests.support.repository import ROOT

PLUGIN = ("-p", "harness.testing.plugin")
FILE = "scenario.yaml"
_CONFTEST = """
from tests.support import fake_verify
fake_verify.install()
"""


def fake(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pipeline: str, *arguments: str
) -> pytest.RunResult:
    """Run in this process, on ``fake_verify``; a scenario that has no faults lies in the folder."""
    monkeypatch.setenv("HARNESS_TEST_PIPELINE", pipeline)
    pytester.makeconftest(_CONFTEST)
    (pytester.path / FILE).write_text("good")
    return pytester.runpytest_inprocess(
        "-p", "no:cacheprovider", *arguments, plugins=[harness.testing.plugin]
    )


def real(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own, on the true pipeline; not by pytester, whose home folder has no compiled kernels."""
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def four_regions(folder: Path) -> Path:
    """A copy of the scenario to run on; its captures are links."""
    (made := folder / "four-regions").mkdir()
    for file in (ROOT / "scenarios/four-regions").iterdir():
        (made / file.name).symlink_to(file)
    (made / FILE).unlink()
    shutil.copy(ROOT / "scenarios/four-regions" / FILE, made / FILE)
    return made / FILE
