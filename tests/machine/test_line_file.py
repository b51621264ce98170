"""Files of lines: whole or not at all, on disk when the call returns, and nothing behind a crash is glued to what was cut."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.line_file import LineFile

LINES = st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"") + b"\n"), max_size=6)


@given(before=st.binary(max_size=60), lines=LINES)
def test_what_was_whole_stays_and_lines_follow(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes(before)
    with closing(LineFile(path)) as file:
        for line in lines:
            file.add(line)
    assert path.read_bytes() == before[: before.rfind(b"\n") + 1] + b"".join(lines)


def test_a_new_one_must_be_new_and_is_held_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    file = LineFile(path, new=True)
    assert not may_hold(path)
    file.close()
    assert may_hold(path)
    with pytest.raises(FileExistsError):
        LineFile(path, new=True)


def may_hold(path: Path) -> bool:
    """Whether another process gets the lock."""
    code = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    return done.returncode == 0


def test_one_that_is_not_new_may_be_open_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with closing(LineFile(path)) as one, closing(LineFile(path)) as other:
        one.add(b"1\n")
        other.add(b"2\n")
        one.add(b"3\n")
    assert path.read_bytes() == b"1\n2\n3\n"


@pytest.mark.parametrize("fault", ["half", "none", "sync"])
def test_of_a_line_that_failed_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    path, real = tmp_path / "a.jsonl", os.write
    with closing(LineFile(path)) as file:
        file.add(b"whole\n")
        with monkeypatch.context() as patched:
            if fault == "sync":
                patched.setattr("harness.machine.line_file.os.fsync", refuse)
            else:
                write = refuse if fault == "none" else lambda to, line: real(to, line[:3])
                patched.setattr("harness.machine.line_file.os.write", write)
            with pytest.raises(OSError, match="No space left"):
                file.add(b"never\n")
        assert path.read_bytes() == b"whole\n"
        file.add(b"next\n")
    assert path.read_bytes() == b"whole\nnext\n"


def refuse(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_file_and_folder_are_on_disk_before_the_call_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(
        "harness.machine.line_file.os.fsync",
        lambda to: synced.append(str(Path(f"/proc/self/fd/{to}").readlink())),
    )
    with closing(LineFile(tmp_path / "a.jsonl")) as file:
        assert synced == [str(tmp_path)]
        file.add(b"1\n")
    assert synced == [str(tmp_path), str(tmp_path / "a.jsonl")]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LineFile(tmp_path / "none" / "a.jsonl")
