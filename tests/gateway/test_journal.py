"""The journal: what is written down is read back, whatever a crash cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.gateway.changes import (
    Address,
    Change,
    EnvironmentVariable,
    Features,
    LinkUp,
    OwnFile,
    Program,
    Setting,
    Table,
    Way,
    told,
)
from harness.gateway.journal import FILE, Entry, Journal, Phase, parse_journal, read_journal
from harness.gateway.making import take
from harness.gateway.steps import Write

CHANGES: tuple[Change, ...] = (
    Setting(key="net/a", value="1", before="0", follows=True),
    LinkUp(interface="lan0"),
    Address(interface="lan0", address="fd00::1/64"),
    Features(interface="lan0", names=("rx-gro-list",)),
    Table(rules="table inet x {\n}\n"),
    Way(kind="rule", version=6, words=("iif", "lan0")),
    OwnFile(path="/run/x", text="odd \x1b \u2028 'quoted'"),
    Program(
        name="p",
        command=("p", "--x"),
        token="t",
        log="/l",
        ready="log:up",
        environment=(EnvironmentVariable(name="A", value="b"),),
    ),
)


def written(folder: Path) -> list[Entry]:
    journal = Journal(folder)
    for number, change in enumerate(CHANGES):
        journal.intend(number, change)
        if number < 5:
            journal.confirm(number, Phase.MADE)
    journal.confirm(2, Phase.UNDONE)
    journal.close()
    phases = [Phase.MADE, Phase.MADE, Phase.UNDONE, Phase.MADE, Phase.MADE, *[Phase.INTENDED] * 3]
    return [Entry(number, change, phases[number]) for number, change in enumerate(CHANGES)]


def test_every_kind_of_change_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert written(tmp_path) == list(read_journal(tmp_path) or ())


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert read_journal(tmp_path) is None


def test_wherever_a_crash_cuts_it_whole_lines_count(tmp_path: Path) -> None:
    written(tmp_path)
    octets = (tmp_path / FILE).read_bytes()
    for length in range(len(octets)):
        entries = parse_journal(octets[:length].decode("ascii"), "J")
        assert len(entries) == sum(b"intended" in line for line in octets[:length].split(b"\n")[:-1])


def test_what_is_written_behind_a_cut_line_is_a_line_of_its_own(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / FILE
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"n": 8, "phase": "inte')
    journal = Journal(tmp_path)
    journal.confirm(0, Phase.UNDONE)
    journal.close()
    assert path.read_bytes().startswith(whole + b'{"n": 0')
    assert next(iter(read_journal(tmp_path) or ())).phase is Phase.UNDONE


@given(st.lists(st.text(max_size=30)).map("\n".join))
def test_any_text_is_a_journal_or_told_with_its_lines(text: str) -> None:
    try:
        parse_journal(text, "J")
    except MachineError as fault:
        assert str(fault).startswith("J:")  # noqa: PT017


def test_strange_lines_are_told_all_at_once() -> None:
    text = 'x\n{"n": 1, "phase": "made"}\n{"n": 2, "phase": "intended", "kind": "spell"}\n'
    text += '{"n": 3, "phase": "intended", "kind": "link", "change": {"interface": 4}}\n'
    with pytest.raises(MachineError) as fault:
        parse_journal(text, "J")
    assert str(fault.value).splitlines() == [
        "J:1: no line of a journal",
        "J:2: change 1 was never intended",
        "J:3: kind: must be one of setting, link, address, features, table, way, file, program",
        "J:4: change.interface: must be text",
        "nothing was undone; a reboot undoes everything",
    ]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="cannot be written"):
        Journal(tmp_path / "missing")


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    take(Write(str(tmp_path / "one"), "text"))
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("one", "text")]


def test_every_change_can_be_told() -> None:
    assert [told(change) for change in CHANGES][:4] == [
        "net/a 0 -> 1",
        "lan0 up",
        "lan0 gets fd00::1/64",
        "lan0: rx-gro-list off",
    ]
    assert all(told(change) for change in CHANGES)
