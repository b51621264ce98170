"""Programs with their versions, as they say themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.gateway.versions import proxy_version, tool_versions
from harness.model.gateway_state import ToolVersion


def program(folder: Path, said: str) -> str:
    path = folder / "mitmdump"
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(0o755)
    return str(path)


def test_the_proxy_is_told_by_its_program_s_name(tmp_path: Path) -> None:
    assert proxy_version(program(tmp_path, "Mitmproxy: 11.0.2")) == (
        ToolVersion(name="mitmdump", version="11.0.2"),
    )


def test_one_that_says_nothing_is_left_out(tmp_path: Path) -> None:
    assert proxy_version(program(tmp_path, "")) == ()
    assert tool_versions(["no-such-program"]) == ()


def test_a_proxy_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="not installed"):
        proxy_version(str(tmp_path / "gone"))
