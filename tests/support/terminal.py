"""Run a command with a terminal (a pseudo-terminal) where a person would sit."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.support.command import ROOT, variables
from tests.support.fake_pipeline import PROGRAM


def run_on_terminal(*arguments: str, pipeline: str = "cn", **environment: str) -> tuple[int, bytes, bytes]:
    """Give status, what stood on the output terminal, and what on the error terminal."""
    out_here, out_there = pty.openpty()
    err_here, err_there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *PROGRAM, *arguments],
        cwd=ROOT,
        env=variables(pipeline, TERM="xterm", **environment),
        stdin=subprocess.DEVNULL,
        stdout=out_there,
        stderr=err_there,
    )
    os.close(out_there)
    os.close(err_there)
    output = _drain(out_here)
    errors = _drain(err_here)
    return process.wait(timeout=60), output, errors


def _drain(descriptor: int) -> bytes:
    """Read to the end; on Linux a closed pseudo-terminal ends with an error."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65_536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts)
