"""Octets outside memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import HarnessError
from harness.sources.nameless_file import NamelessFile

HOLDS = "numbers need 8 octets each"


@given(st.lists(st.binary(max_size=9), max_size=6))
def test_octets_come_back_by_their_place(parts: list[bytes]) -> None:
    file = NamelessFile(HOLDS)
    places = [file.append(part) for part in parts]
    assert [file.read(place, len(part)) for place, part in zip(places, parts, strict=True)] == parts
    assert file.read(0, file.octets) == b"".join(parts)
    file.close()


def test_what_the_system_writes_bit_by_bit_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    write, read = os.pwrite, os.preadv
    monkeypatch.setattr(os, "pwrite", lambda fd, octets, at: write(fd, octets[:2], at))
    monkeypatch.setattr(os, "preadv", lambda fd, buffers, at: read(fd, [buffers[0][:3]], at))
    file = NamelessFile(HOLDS)
    file.append(b"abcdefgh")
    assert file.read(1, 6) == b"bcdefg"
    file.close()


def test_nothing_is_left_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = NamelessFile(HOLDS)
    file.append(b"abc")
    assert list(tmp_path.iterdir()) == []
    file.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(HarnessError, match=r"temporary file: No such file.*8 octets each.*TMPDIR"):
        NamelessFile(HOLDS)


@pytest.mark.parametrize("call", ["pwrite", "preadv"])
def test_a_disk_that_fails_is_told(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    file = NamelessFile(HOLDS)
    file.append(b"abc")
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(HarnessError, match=r"No space left on device.*8 octets each.*TMPDIR"):
        file.append(b"abc") if call == "pwrite" else file.read(0, 1)
    file.close()


def test_a_file_that_lost_octets_is_told() -> None:
    file = NamelessFile(HOLDS)
    file.append(b"abc")
    with pytest.raises(HarnessError, match="temporary file: it is shorter"):
        file.read(0, 4)
    file.close()
