"""The device by which programs make interfaces."""

from __future__ import annotations

from pathlib import Path

from harness.machine.tun import try_tun


def test_a_device_that_opens() -> None:
    # Any device that may be written to opens as this one does.
    assert try_tun(Path("/dev/null")).works


def test_one_that_is_not_there_or_takes_nothing(tmp_path: Path) -> None:
    trial = try_tun(tmp_path / "tun")
    assert (trial.works, trial.why) == (False, f"{tmp_path}/tun: No such file or directory")
    assert try_tun(tmp_path).why == f"{tmp_path}: Is a directory"
