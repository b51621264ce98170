"""Tests do not step on each other: a part of the suite that writes files, starts processes and sends signals, two at a time."""

from __future__ import annotations

import os
import subprocess
import sys

import polars as pl

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


def test_threads_of_polars_share_the_cores_among_workers_and_not_among_processes_they_start() -> None:
    """Decision 0209."""
    ask = "import polars as pl; print(pl.thread_pool_size())"
    alone = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    whole = "PYTEST_XDIST_WORKER" not in os.environ or os.environ.get("HARNESS_HYPOTHESIS") == "soak"
    assert pl.thread_pool_size() == (int(alone.stdout) if whole or "POLARS_MAX_THREADS" in os.environ else 1)
    assert int(alone.stdout) >= min(2, os.cpu_count() or 1) or "POLARS_MAX_THREADS" in os.environ
