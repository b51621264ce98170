"""`--help` answers at once: nothing heavy is imported before there is work for it (R-CLI-2)."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.support.repository import ROOT

HEAVY = ("numpy", "polars", "numba", "duckdb", "scapy")

PROBE = f"""
import contextlib, io, sys
from harness.cli.main import main
sys.argv = ["harness", *sys.argv[1:]]
with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.suppress(SystemExit):
    main()
print([name for name in {HEAVY!r} if name in sys.modules], "analyze" in shown.getvalue())
"""

LIMIT_S = 1.0
"""Loose, because test machines are shared; docs/performance.md holds what is measured."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)


def test_help_imports_nothing_heavy() -> None:
    assert run("-c", PROBE, "--help").stdout.split("\n")[0] == "[] True"


def test_help_of_analyze_imports_nothing_heavy() -> None:
    assert run("-c", PROBE, "analyze", "--help").stdout.split("\n")[0] == "[] True"


def test_help_is_quick() -> None:
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        shown = run("-m", "harness", "--help").stdout
        seconds.append(time.perf_counter() - began)
        assert "analyze" in shown
    print(f"harness --help: best of 3 {min(seconds):.2f} s")
    assert min(seconds) < LIMIT_S
