"""Running the lab from outside: nothing replaced, failures told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.lab import orders
from harness.lab.orders import dropped, run_regions, tool
from harness.lab.running import Plan
from tests.support.in_lab import skip_unless


def test_a_region_that_is_there_is_never_run_again(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    with pytest.raises(FileExistsError):
        run_regions(["US", "DE"], tmp_path, Plan())


def test_a_run_that_fails_is_told_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(command: list[str], **how: object) -> subprocess.Popen[str]:
        code = "import sys; sys.exit('lab: servers did not start: no space')"
        return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)

    monkeypatch.setattr(orders, "start_inside", failing)
    with pytest.raises(
        MachineError, match="the lab in region DE failed: lab: servers did not start: no space"
    ):
        run_regions(["DE"], tmp_path, Plan())
    assert not (tmp_path / "scenario.yaml").exists()


@pytest.mark.parametrize(
    ("said", "drops"),
    [
        (
            "Packets received/dropped on interface 'wan0': 12/0 (pcap:0/dumpcap:0/flushed:0/ps_ifdrop:0) (100.0%)",
            0,
        ),
        (
            "Packets received/dropped on interface 'eth0': 1254/3072 (pcap:3072/dumpcap:0/flushed:0/ps_ifdrop:0)",
            3072,
        ),
        ("Capturing on 'eth0'\nFile: a.pcapng\n", None),
        ("", None),
    ],
)
def test_drops_are_what_dumpcap_says_or_unknown(said: str, drops: int | None) -> None:
    assert dropped(said) == drops


def test_the_tool_has_its_version() -> None:
    skip_unless("dumpcap")
    assert re.fullmatch(r"dumpcap \d+(\.\d+)+", tool())
