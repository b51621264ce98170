"""Run the command line in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.fake_pipeline import PROGRAM

ROOT = Path(__file__).parents[2]
REAL = ("-m", "harness")
"""The program itself; ``PROGRAM`` is the same on the pipeline that answers at once."""


def run(
    *arguments: str | Path,
    program: Sequence[str] = PROGRAM,
    pipeline: str = "cn",
    stdin: bytes = b"",
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run to the end, at 80 columns and without a terminal.

    Args:
        arguments: Of the command line.
        program: Of the interpreter.
        pipeline: What the pipeline that answers at once does.
        stdin: Fed to it.
        environment: Further variables.
    """
    return subprocess.run(
        [sys.executable, *program, *map(str, arguments)],
        cwd=ROOT,
        env=variables(pipeline, **environment),
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
    )


def variables(pipeline: str = "cn", **more: str) -> dict[str, str]:
    """Environment of such a run: nothing of the tester's terminal."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "HARNESS_DEBUG", "TERM"}
    }
    return {**kept, "COLUMNS": "80", "HARNESS_TEST_PIPELINE": pipeline, **more}
