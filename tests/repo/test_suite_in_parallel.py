"""Tests do not step on each other: a part of the suite that writes files, starts processes and sends signals, two at a time."""

from __future__ import annotations

import subprocess
import sys

from tests.support.repository import ROOT

PART = (
    "tests/cli/test_interruption.py",
    "tests/cli/test_target.py",
    "tests/rules/test_cache.py",
    "tests/sources/test_opening.py",
    "tests/sources/test_nameless_file.py",
    "tests/sources/test_part_file.py",
    "tests/sources/test_row_file.py",
    "tests/sources/test_stopping.py",
)


def test_a_part_of_the_suite_passes_two_at_a_time() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", *PART]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
