"""Packages that load, that do not, and that take the process with them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.machine import packages
from harness.machine.packages import try_packages


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "fine_one.py").write_text("")
    return tmp_path


def test_packages_that_load() -> None:
    found = try_packages(["json", "email.message"])
    assert (found.broken, found.bits) == ((), 64)


def test_the_first_that_does_not_load_is_told_with_the_reason(made: Path) -> None:
    (made / "broken_one.py").write_text("raise ImportError('libx.so: wrong ELF class')\n")
    found = try_packages(["fine_one", "broken_one", "json"])
    assert found.broken == (("broken_one", "ImportError: libx.so: wrong ELF class"),)


def test_one_that_kills_the_process_kills_another_one(made: Path) -> None:
    (made / "killing_one.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGILL)\n")
    assert try_packages(["fine_one", "killing_one"]).broken == (("killing_one", "SIGILL ended the process"),)


def test_one_that_hangs_tells_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made / "hanging_one.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(packages, "_LIMIT_S", 0.5)
    with pytest.raises(MachineError, match="no end after"):
        try_packages(["hanging_one"])


def test_a_python_that_does_not_start_tells_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = made / "python"
    python.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(MachineError, match="broken"):
        try_packages(["json"])
