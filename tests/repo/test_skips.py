"""The skip policy, run on small suites of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.skips import capability_of, objection_to

ROOT = Path(__file__).parents[2]

SUITE = """
import pytest

def test_kept(): assert True

def test_left_out(): pytest.skip({reason!r})
"""


def run_suite(folder: Path, reason: str, *, require: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(
        "from tests.support import skips\ndef pytest_configure(config): skips.register(config)\n"
    )
    (folder / "test_small.py").write_text(SUITE.format(reason=reason))
    environment = {**os.environ, "HARNESS_REQUIRE": require, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_a_named_capability_is_listed_at_the_end(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "capability: tshark", require="")
    assert run.returncode == 0
    assert "1 without tshark: needs the program tshark" in run.stdout
    assert "1 passed, 1 skipped" in run.stdout.splitlines()[-1]


def test_a_demanded_capability_may_not_be_missing(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "capability: tshark", require="all")
    assert run.returncode == 1
    assert "skipped although HARNESS_REQUIRE=all" in run.stdout


def test_another_reason_fails_always(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "not today", require="")
    assert run.returncode == 1
    assert "a skip must read" in run.stdout


def test_a_file_may_be_skipped_as_a_whole_only_for_a_capability(tmp_path: Path) -> None:
    run_suite(tmp_path, "capability: shared", require="")
    (tmp_path / "test_small.py").write_text("import pytest\npytest.skip('later', allow_module_level=True)\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    environment = {**os.environ, "HARNESS_REQUIRE": "", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "a skip must read" in run.stdout


@pytest.mark.parametrize("reason", ["tshark", "capability: teleport", "capability: tshark today", ""])
def test_only_known_capabilities_count(reason: str) -> None:
    assert capability_of(reason) is None
    assert objection_to(reason, require_all=False) is not None
