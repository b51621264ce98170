"""`--help` answers at once: nothing heavy is imported before there is work for it (R-CLI-2)."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from harness.cli.completion_tree import places
from tests.support.repository import ROOT

HEAVY = (
    "numpy",
    "polars",
    "numba",
    "duckdb",
    "scapy",
    "pydantic",
    "ruamel",
    "jinja2",
    "rich",
    "textual",
    "cryptography",
    "dns",
)
EVERY = [place.name.split() for place in places()]
"""The program, every command, and every subcommand."""

PROBE = f"""
import contextlib, sys
from harness.cli.main import main
with contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""

LIMIT_S = 1.0
"""Loose, because test machines are shared; docs/performance.md holds what is measured."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)


@pytest.mark.parametrize(
    "arguments", [("--version",), *((*words, "--help") for words in EVERY)], ids=" ".join
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    shown = run("-c", PROBE, *arguments)
    assert "harness" in shown.stdout
    assert shown.stderr == "[]\n"


@pytest.mark.parametrize("half", ["harness.pipeline", "harness.campaign"])
def test_the_search_of_content_is_imported_only_where_it_is_asked_for(half: str) -> None:
    probe = f"import sys, {half}; print([name for name in sys.modules if name.startswith('harness.content')])"
    assert run("-c", probe).stdout == "[]\n"


def test_help_is_quick() -> None:
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        shown = run("-m", "harness", "--help").stdout
        seconds.append(time.perf_counter() - began)
        assert "analyze" in shown
    print(f"harness --help: best of 3 {min(seconds):.2f} s")
    assert min(seconds) < LIMIT_S
