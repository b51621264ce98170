"""Who else configures an interface."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness.machine.managers as managers
from harness.machine.managers import manager_of, networkd_has, networkmanager_has


def test_networkmanager() -> None:
    told = (
        "wlan0:connected\neth0:unmanaged\nodd\\:1:connecting (getting IP configuration)\np2p0:disconnected\n"
    )
    found = [networkmanager_has(told, name) for name in ("wlan0", "eth0", "odd:1", "p2p0", "gone")]
    assert found == [True, False, True, False, False]


def test_networkd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(managers, "_NETWORKD", tmp_path)
    monkeypatch.setattr(managers, "find", lambda name: None)
    (tmp_path / "7").write_text("# comment\nADMIN_STATE=configured\nOPER_STATE=routable\n")
    found = manager_of("eth0", 7)
    assert found is not None
    assert found[0] == "systemd-networkd"
    assert "Unmanaged=yes" in found[1]
    assert manager_of("eth0", 8) is None
    assert not networkd_has("OPER_STATE=off")
