"""Namespaces that may be made, and those that somebody forbids."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.machine import namespaces
from harness.machine.namespaces import (
    AS_ROOT,
    AS_USER,
    Namespaces,
    Trial,
    forbidding,
    try_inside,
    try_namespaces,
)
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import skip_unless

WORKS, NOT = Trial(works=True), Trial(works=False, why="no")
DENIED = "unshare: unshare failed: Operation not permitted\n"


def test_root_needs_no_user_namespace() -> None:
    assert Namespaces(as_user=WORKS, as_root=WORKS).way == AS_ROOT
    assert Namespaces(as_user=WORKS, as_root=NOT).way == AS_USER
    assert Namespaces(as_user=WORKS, as_root=None).way == AS_USER
    assert Namespaces(as_user=NOT, as_root=NOT).way is None


def test_what_forbids_is_told_in_its_own_words(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("unshare", err=DENIED, code=1)
    found = try_namespaces()
    assert found.as_user == Trial(works=False, why=DENIED.strip())
    assert (found.as_root is None) == (os.geteuid() != 0)
    assert found.way is None


def test_without_unshare_nothing_can_be_told(fake_programs: FakePrograms) -> None:  # noqa: F811
    with pytest.raises(MachineError, match="unshare is not installed"):
        try_namespaces()


def test_what_is_tried_inside_stays_inside() -> None:
    skip_unless()
    way = try_namespaces().way
    assert way is not None
    before = sorted(path.name for path in Path("/sys/class/net").iterdir())
    add = ["ip", "link", "add", "trial0", "type", "veth", "peer", "name", "trial1"]
    assert try_inside(way, add) == WORKS
    refused = try_inside(way, ["ip", "link", "add", "trial0", "type", "no-such-type"])
    assert not refused.works
    assert refused.why
    assert sorted(path.name for path in Path("/sys/class/net").iterdir()) == before


def test_settings_that_forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "user.max_user_namespaces": "96551",
        "kernel.unprivileged_userns_clone": "0",
        "kernel.apparmor_restrict_unprivileged_userns": "1",
    }
    monkeypatch.setattr(namespaces, "setting", lambda key: values.get(key.replace("/", ".")))
    assert forbidding() == (
        "kernel.unprivileged_userns_clone",
        "kernel.apparmor_restrict_unprivileged_userns",
    )
    values |= {"user.max_user_namespaces": "0", "kernel.unprivileged_userns_clone": "1"}
    del values["kernel.apparmor_restrict_unprivileged_userns"]
    assert forbidding() == ("user.max_user_namespaces",)
