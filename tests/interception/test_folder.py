"""The folder of a proxy: what is made in it, what stays, and whom it is closed to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.interception.folder import PACKAGE, closed_to, may_open, prepare, unreachable_by
from harness.interception.setup import ProxyMode, Setup

OTHER = 61_100


def made(folder: Path) -> Setup:
    return Setup(
        program=folder / "mitmdump", folder=folder / "proxy", mode=ProxyMode.REGULAR, ca_folder=folder / "ca"
    )


def test_it_holds_the_add_on_and_its_settings_closed_to_others(tmp_path: Path) -> None:
    one = made(tmp_path)
    prepare(one)
    assert json.loads((one.folder / "settings.json").read_text())["events"] == str(one.events)
    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in (one.folder, one.ca_folder, one.log, one.folder / "settings.json")
    }
    assert modes == {"proxy": 0o700, "ca": 0o700, "proxy.log": 0o600, "settings.json": 0o600}
    copied = {path.name for path in (one.folder / "program" / PACKAGE).glob("*.py")}
    assert {"hooks.py", "lines.py"} <= copied


def test_what_was_written_stays_and_what_runs_is_made_anew(tmp_path: Path) -> None:
    one = made(tmp_path)
    prepare(one)
    one.events.write_text("evidence")
    (one.ca_folder / "mitmproxy-ca.pem").write_text("key")
    (one.folder / "program" / PACKAGE / "hooks.py").write_text("altered")
    prepare(one)
    assert one.events.read_text() == "evidence"
    assert (one.ca_folder / "mitmproxy-ca.pem").read_text() == "key"
    assert (one.folder / "program" / PACKAGE / "hooks.py").read_text() != "altered"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "proxy").write_text("a file")
    with pytest.raises(MachineError, match=r"proxy: (File exists|Not a directory)"):
        prepare(made(tmp_path))


def test_the_folder_that_keeps_a_user_out_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    inner = tmp_path / "closed" / "proxy"
    inner.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    uid = OTHER if os.geteuid() != OTHER else OTHER + 1
    held = unreachable_by(inner, uid)
    assert held is not None
    assert (tmp_path / "closed").is_relative_to(held)
    assert unreachable_by(Path("/usr/bin/env"), uid) is None
    link = tmp_path / "link"
    link.symlink_to(inner)
    assert unreachable_by(link, uid) == held
    assert unreachable_by(Path("/usr/nowhere/at/all"), uid) is None


def test_what_of_a_proxy_is_closed_is_told_by_path(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    one = made(tmp_path)
    assert set(closed_to(one, OTHER)) == {one.program, one.folder, one.ca_folder}


def test_a_device_may_be_opened_by_everybody_or_by_the_caller(tmp_path: Path) -> None:
    device = tmp_path / "tun"
    device.touch(mode=0o600)
    assert (may_open(device, OTHER), may_open(device, None)) == (False, True)
    device.chmod(0o666)
    assert may_open(device, OTHER)
    assert not may_open(tmp_path / "none", None)
