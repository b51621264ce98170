"""``harness gateway install-proxy``: what it says, and that it does it once (the making: tests/interception/test_environment.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import gateway_install_proxy as command
from harness.cli.exits import Exit
from harness.errors import MachineError, UsageError
from harness.interception import environment
from harness.interception.environment import Installed


def test_folder_and_wheels_are_handed_on_and_size_and_version_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    given: list[tuple[Path, Path | None]] = []

    def install(into: Path, *, wheels: Path | None) -> Installed:
        given.append((into, wheels))
        return Installed(
            folder=into, program=into / "m", version="11.0.2", octets=130_000_000, was_there=len(given) > 1
        )

    monkeypatch.setattr(environment, "install", install)
    monkeypatch.setenv("HARNESS_PROXY", "/own")
    monkeypatch.setenv("COLUMNS", "80")
    assert command.run(command.request(["--into", "here", "--wheels", "w"])) is Exit.OK
    assert command.run(command.request([])) is Exit.OK
    assert given == [(Path("here"), Path("w")), (Path("/own"), None)]
    assert capfd.readouterr().out.splitlines() == [
        "mitmproxy 11.0.2 was installed: here, 130.0 MB",
        "mitmproxy 11.0.2 is there: /own, 130.0 MB",
    ]


def test_what_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(MachineError, match="no environment of Python"):
        command.run(command.request(["--into", str(tmp_path)]))


@pytest.mark.parametrize("line", [["DIR"], ["--into"], ["--nothing"]])
def test_what_is_wrong_is_told(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        command.request(line)
