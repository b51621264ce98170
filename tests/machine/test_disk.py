"""Room in a folder, how long it lasts, and how fast it takes what is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine.disk import Room, of_mounts, read_room, write_speed

MOUNTS = """\
22 28 0:21 / /proc rw,nosuid - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
60 28 0:48 / /run rw master:5 propagate_from:2 - tmpfs tmpfs rw,size=10k
"""


def room(**given_: object) -> Room:
    found: dict[str, object] = {
        "folder": Path("/x"), "free_octets": 250_000_000, "total_octets": 1, "free_files": 1,
        "writable": True, "read_only": False, "kind": "ext4",
    }  # fmt: skip
    return Room(**{**found, **given_})  # type: ignore[arg-type]


def test_the_type_of_a_file_system_stands_behind_the_dash() -> None:
    assert of_mounts(MOUNTS, os.makedev(254, 0)) == "ext4"
    assert of_mounts(MOUNTS, os.makedev(0, 48)) == "tmpfs"
    assert of_mounts(MOUNTS, os.makedev(8, 1)) is None


@given(st.text(alphabet="0: -\nabc"))
def test_any_table_of_mounts_is_read(text: str) -> None:
    of_mounts(text, 0)


def test_how_long_it_lasts() -> None:
    assert room().lasts_s(200_000_000) == 10
    assert (room(kind="tmpfs").in_memory, room(kind="ext4").in_memory, room(kind=None).in_memory) == (
        True, False, False,
    )  # fmt: skip


def test_a_folder_that_is_yet_to_be_made_is_asked_of_the_one_above(tmp_path: Path) -> None:
    found = read_room(tmp_path / "evidence" / "of-today")
    about = os.statvfs(tmp_path)
    assert (found.folder, found.writable, found.read_only) == (tmp_path, True, False)
    assert found.total_octets == about.f_blocks * about.f_frsize
    assert 0 < found.free_octets <= found.total_octets
    assert found.kind is not None


def test_a_file_system_of_the_kernel_s_own_has_no_room() -> None:
    found = read_room(Path("/proc"))
    assert (found.kind, found.free_octets) == ("proc", 0)


def test_writing_is_measured_and_leaves_nothing_behind(tmp_path: Path) -> None:
    assert write_speed(tmp_path, most_octets=1 << 20) > 0
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_free_nothing_is_written() -> None:
    with pytest.raises(MachineError, match="/proc: too little is free"):
        write_speed(Path("/proc"))


def test_where_it_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="No such file"):
        write_speed(tmp_path / "missing")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match="file: this is no folder"):
        read_room(tmp_path / "file")
