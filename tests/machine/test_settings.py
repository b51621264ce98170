"""Settings of the kernel, read."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness.machine.settings as settings
from harness.machine.settings import interfaces_with_settings, setting


def test_settings_by_their_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "net/ipv6/conf/eth0.5"
    folder.mkdir(parents=True)
    (folder / "forwarding").write_text("1\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    assert setting("net/ipv6/conf/eth0.5/forwarding") == "1"
    assert setting("net/ipv6/conf/gone/forwarding") is None
    assert (interfaces_with_settings(6), interfaces_with_settings(4)) == (("eth0.5",), ())


def test_the_kernel_has_some() -> None:
    assert setting("kernel/ostype") == "Linux"
