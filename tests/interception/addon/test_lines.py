"""Lines: whatever they are made of, each is one object that another reader takes; the file may be moved, full or cut."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.interception.addon.lines import LONGEST, Lines, line_of, plain
from harness.wire.json_object import MAX_OCTETS

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.binary(max_size=40)
    | st.builds(object),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(st.characters(), max_size=9) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)
"""Everything that hooks may meet: lone surrogates, NaN, numbers without end, objects."""


@given(st.dictionaries(st.text(max_size=12), VALUES, max_size=6))
def test_any_event_is_one_line_of_ascii_that_is_an_object(event: dict[str, Any]) -> None:
    line = line_of(event)
    assert line.endswith(b"\n")
    assert all(0x20 <= octet < 0x7F for octet in line[:-1])
    assert isinstance(json.loads(line), dict)


@given(st.binary(max_size=60))
def test_octets_come_back_as_they_were(data: bytes) -> None:
    told = json.loads(line_of({"sni": data}))["sni"]
    assert told.encode("utf-8", "surrogateescape") == data


def test_a_line_stays_within_what_its_reader_takes() -> None:
    event: dict[str, Any] = {str(number): ["\u2028" * 9_000] * 99 for number in range(60)}
    assert len(line_of(event)) < LONGEST < MAX_OCTETS


def test_what_refers_to_itself_ends() -> None:
    ring: list[Any] = []
    ring.append(ring)
    json.dumps(plain(ring))


def opening(goes_on: bool) -> Iterator[dict[str, Any]]:
    yield {"ev": "began", "goes_on": goes_on}


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines() if line]


def test_a_file_that_is_moved_away_goes_on_in_a_new_one(tmp_path: Path) -> None:
    path, moved = tmp_path / "events", tmp_path / "moved"
    lines = Lines(path, opening)
    lines.write({"ev": "a"})
    path.rename(moved)
    lines.write({"ev": "b"})
    path.unlink()
    lines.write({"ev": "c"})
    lines.close()
    assert events(moved) == [{"ev": "began", "goes_on": False}, {"ev": "a"}]
    assert events(path) == [{"ev": "began", "goes_on": True}, {"ev": "c"}]


def test_a_file_that_is_there_is_never_overwritten_and_a_cut_line_stays_alone(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(b'{"ev": "old"}\n{"ev": "cu')
    lines = Lines(path, opening)
    lines.begin()
    lines.write({"ev": "new"})
    lines.close()
    assert path.read_bytes().splitlines() == [
        b'{"ev": "old"}', b'{"ev": "cu', b'{"ev": "began", "goes_on": false}', b'{"ev": "new"}',
    ]  # fmt: skip


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "events", opening)
    lines.begin()
    assert (tmp_path / "events").stat().st_mode & 0o777 == 0o600


def test_what_a_full_disk_takes_away_is_told_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines(tmp_path / "events", opening)
    lines.write({"ev": "a"})

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        lines.write({"ev": "b"})
        lines.write({"ev": "c"})
    lines.write({"ev": "d"})
    lines.write({"ev": "e"})
    lines.close()
    assert events(tmp_path / "events")[1:] == [{"ev": "a"}, {"ev": "d", "lost_before": 2}, {"ev": "e"}]


def test_a_folder_that_is_gone_is_no_fault_of_the_proxy(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "nowhere" / "events", opening)
    lines.begin()
    lines.write({"ev": "a"})
    assert lines.lost == 2


def test_a_line_that_is_taken_in_pieces_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data)[:3]))
    lines = Lines(tmp_path / "events", opening)
    lines.write({"ev": "a"})
    lines.close()
    assert events(tmp_path / "events") == [{"ev": "began", "goes_on": False}, {"ev": "a"}]
