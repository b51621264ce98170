"""Room for captures, against a rate; and a disk that is too slow for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.machine.disk import Room
from harness.model.readiness import State
from harness.reports.doctor.storage import of_room, of_speed

GB = 1_000_000_000


def room(**given: Any) -> Room:
    told: dict[str, Any] = {
        "folder": Path("/evidence"), "free_octets": 180 * GB, "total_octets": 500 * GB, "free_files": 9,
        "writable": True, "read_only": False, "kind": "ext4",
    }  # fmt: skip
    return Room(**{**told, **given})


@pytest.mark.parametrize(
    ("given", "state", "part"),
    [
        ({}, State.THERE, "180.0 GB free on ext4: 2 h at 200 Mb/s"),
        ({"kind": None}, State.THERE, "of unknown type"),
        ({"free_files": None}, State.THERE, "ext4"),
        ({"free_octets": 89 * GB}, State.LIMITED, "59 min 20 s"),
        ({"free_octets": GB}, State.MISSING, "make room"),
        ({"kind": "tmpfs"}, State.LIMITED, "lost with power"),
        ({"free_files": 0}, State.MISSING, "inodes"),
        ({"writable": False}, State.MISSING, "you may not write here"),
        ({"writable": False, "read_only": True}, State.MISSING, "mounted for reading only"),
    ],
)
def test_room(given: dict[str, Any], state: State, part: str) -> None:
    answer = of_room(room(**given))
    assert (answer.state, answer.about) == (state, "/evidence")
    assert part in answer.said


def test_speed_is_held_against_the_rate() -> None:
    assert of_speed("/evidence", 25_000_000).state is State.THERE
    slow = of_speed("/evidence", 24_999_999)
    assert (slow.state, slow.said) == (
        State.LIMITED,
        "24.9 MB a second, written for a moment: less than 200 Mb/s need; give another folder by --out",
    )
