"""Calling programs: what they say, and what is told where they cannot be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.machine.programs import find, run


def test_what_a_program_said_and_how_it_left() -> None:
    ran = run(["sh", "-c", "cat; echo odd >&2; exit 3"], stdin="given")
    assert (ran.code, ran.out, ran.why, ran.ok) == (3, "given", "odd", False)


def test_octets_that_are_no_text_are_told_as_escapes() -> None:
    assert run(["printf", r"\377"]).out == r"\xff"


def test_where_nothing_is_said_the_status_is_told() -> None:
    assert run(["sh", "-c", "exit 4"]).why == "exit status 4"


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(MachineError, match="no-such-program is not installed; `harness doctor`"):
        run(["no-such-program"])


def test_a_program_that_takes_too_long() -> None:
    with pytest.raises(MachineError, match=r"no end after 0\.1 s"):
        run(["sleep", "30"], timeout_s=0.1)


def test_a_file_that_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError, match="broken cannot be started"):
        run(["broken"])


def test_root_s_programs_are_found_without_root_s_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert find("chroot") == "/usr/sbin/chroot"
