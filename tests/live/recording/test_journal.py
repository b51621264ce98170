"""The journal: on disk line by line, read back whatever happened to its end."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.live.desk import Desk, MarkKind
from harness.live.recording.journal import FILE, Journal, kept_of, line_of, read_journal

FIELDS = st.dictionaries(
    st.text(max_size=9).filter(lambda key: key not in {"event", "at_ns"}),
    st.text() | st.integers() | st.none(),
)
LINES = st.lists(st.tuples(st.text(max_size=9), st.integers(0, 2**62), FIELDS), max_size=6)


@given(LINES)
def test_what_was_written_is_read(lines: list[tuple[str, int, dict[str, Any]]]) -> None:
    octets = b"".join(line_of(event, at_ns, fields) for event, at_ns, fields in lines)
    assert octets.isascii()
    kept = kept_of(octets)
    assert [(one["event"], one["at_ns"]) for one in kept.events] == [line[:2] for line in lines]
    assert all(fields.items() <= one.items() for one, (_, _, fields) in zip(kept.events, lines, strict=True))
    assert (kept.torn, kept.odd_lines) == (False, 0)


@given(LINES, st.integers(0, 2_000))
def test_torn_anywhere_only_the_last_line_is_lost(
    lines: list[tuple[str, int, dict[str, Any]]], at: int
) -> None:
    whole = [line_of(event, at_ns, fields) for event, at_ns, fields in lines]
    octets = b"".join(whole)[:at]
    kept = kept_of(octets)
    assert len(kept.events) == octets.count(b"\n")
    assert kept.torn == bool(octets and not octets.endswith(b"\n"))


@given(st.binary(max_size=200))
def test_any_octets_give_a_value(octets: bytes) -> None:
    kept = kept_of(octets)
    assert kept.odd_lines + len(kept.events) == octets.count(b"\n")


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"event": 1, "at_ns": 1}',
        '{"event": "x"}',
        '{"event": "x", "at_ns": true}',
        "[" * 100_000,
    ],
)
def test_lines_of_another_making_are_counted(line: str) -> None:
    assert kept_of(f"{line}\n".encode()).odd_lines == 1


def test_marks_are_on_disk_when_the_call_returns(tmp_path: Path) -> None:
    desk: Desk = Journal(tmp_path)
    mark = desk.mark(MarkKind.STEP, "take-off \x1b[2J\ud800")
    kept = read_journal(tmp_path)
    assert kept is not None
    assert [(one["event"], one["text"], one["at_ns"]) for one in kept.events] == [
        ("step", mark.text, mark.at_ns)
    ]
    assert desk.marks() == (mark,)
    assert b"\x1b" not in (tmp_path / FILE).read_bytes()


def test_a_folder_with_a_journal_takes_no_other(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    with pytest.raises(
        MachineError,
        match="never added to or replaced; give a new folder, or finish that one with `harness seal",
    ):
        Journal(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="cannot be written: No such file"):
        Journal(tmp_path / "none")
    assert read_journal(tmp_path / "none") is None


def _full(monkeypatch: pytest.MonkeyPatch, *, halfway: bool, number: int = errno.ENOSPC) -> None:
    real = os.write

    def write(descriptor: int, octets: bytes) -> int:
        if halfway:
            return real(descriptor, octets[:5])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("harness.machine.line_file.os.write", write)


@pytest.mark.parametrize("halfway", [False, True])
def test_events_wait_for_room_and_no_line_is_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, halfway: bool
) -> None:
    journal = Journal(tmp_path)
    journal.write("started")
    with monkeypatch.context() as patched:
        _full(patched, halfway=halfway)
        journal.write("disk-full", free_octets=0)
        with pytest.raises(MachineError, match="No space left"):
            journal.mark(MarkKind.NOTE, "lost")
        assert [one["event"] for one in kept_of((tmp_path / FILE).read_bytes()).events] == ["started"]
    journal.write("ended")
    journal.close()
    kept = kept_of((tmp_path / FILE).read_bytes())
    assert ([one["event"] for one in kept.events], kept.torn) == (["started", "disk-full", "ended"], False)
    assert journal.marks() == ()


def test_another_fault_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    _full(monkeypatch, halfway=False, number=errno.EIO)
    with pytest.raises(MachineError, match="Input/output error"):
        journal.write("started")


def test_times_are_those_of_the_call(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    at_ns = journal.write("alert", claim="no-data-to-cn")
    (line,) = (tmp_path / FILE).read_text().splitlines()
    assert json.loads(line) == {"event": "alert", "at_ns": at_ns, "claim": "no-data-to-cn"}
