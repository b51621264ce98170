"""Programs that say what a test has them say, in a folder that is the whole PATH."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from harness.machine import capture_rights, programs


class FakePrograms:
    """The programs of a made-up machine: none, until one is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str, out: str = "", *, err: str = "", code: int = 0, after_s: float = 0) -> Path:
        """One that says the same whatever it is asked."""
        return self.script(name, f"{_wait(after_s)}{_say(out)}{_say(err, to_error=True)}exit {code}\n")

    def script(self, name: str, lines: str) -> Path:
        """One that is a shell script; nothing but the shell's own commands is in its PATH."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{lines}", encoding="utf-8")
        path.chmod(0o755)
        return path


def _wait(seconds: float) -> str:
    return f"exec /bin/sleep {seconds}\n" if seconds else ""


def _say(text: str, *, to_error: bool = False) -> str:
    return f"printf %s {shlex.quote(text)}{' >&2' if to_error else ''}\n" if text else ""


@pytest.fixture
def fake_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePrograms:
    """An empty machine: no program of the real one is found."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for module in (programs, capture_rights):
        monkeypatch.setattr(module, "SYSTEM_FOLDERS", ())
    return FakePrograms(folder)
