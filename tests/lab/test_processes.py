"""Background processes: waited for until ready, their failures told, ended."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from tests.support.in_lab import in_lab


@in_lab()
def test_one_is_waited_for_and_ended(lab: Namespaces, folder: Path) -> None:
    lab.add("one")
    background = Background(lab, folder)
    background.start("waits", "one", [sys.executable, "-uc", "import time; print('ready'); time.sleep(1000)"])
    background.ready("waits", "ready")
    assert background.end("waits", signal.SIGTERM) == -signal.SIGTERM


@in_lab()
def test_one_that_fails_is_told_with_what_it_said(lab: Namespaces, folder: Path) -> None:
    lab.add("one")
    background = Background(lab, folder)
    background.start("fails", "one", [sys.executable, "-c", "raise SystemExit('no such thing')"])
    with pytest.raises(MachineError, match="lab: fails did not start: no such thing"):
        background.ready("fails", "ready")
    background.start("late", "one", [sys.executable, "-c", "raise SystemExit('came to nothing')"])
    with pytest.raises(MachineError, match="lab: late failed: came to nothing"):
        background.finish("late", within_s=30)
