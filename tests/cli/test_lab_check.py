"""``harness lab check``: what is told of trials."""

from __future__ import annotations

import json

import pytest

from harness.cli.exits import Exit
from harness.cli.lab_check import request, run
from harness.lab import checking
from harness.lab.checking import Trial

WORKS = Trial(id="nft", purpose="address translation at the gateway", needed=True, fault=None)
SPARED = Trial(
    id="netem",
    purpose="distance by the kernel; else in userspace",
    needed=False,
    fault="qdisc \x1b[31munknown",
)
MISSING = Trial(
    id="dumpcap", purpose="captures", needed=True, fault="not installed: apt install wireshark-common"
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def tell(*trials: Trial, arguments: tuple[str, ...] = ()) -> tuple[Exit, str]:
        monkeypatch.setattr(checking, "trials", lambda: trials)
        monkeypatch.setenv("COLUMNS", "80")
        status = run(request(list(arguments)))
        return status, capsys.readouterr().out

    return tell


def test_what_may_be_missing_keeps_nothing_from_running(told) -> None:
    status, text = told(WORKS, SPARED)
    assert status is Exit.OK
    assert text.splitlines() == [
        "yes nft         address translation at the gateway",
        "no  netem       distance by the kernel; else in userspace: qdisc \\x1b[31munknown",
        "",
        "The lab can run.",
    ]


def test_what_is_needed_does_and_is_told_with_what_brings_it(told) -> None:
    status, text = told(WORKS, MISSING)
    assert status is Exit.ERROR
    assert "NO  dumpcap     captures: not installed: apt install wireshark-common\n" in text
    assert text.endswith("The lab cannot run here: it needs dumpcap.\n")


def test_as_a_document(told) -> None:
    _, text = told(WORKS, MISSING, arguments=("--json",))
    found = json.loads(text)
    assert (found["runs"], [one["id"] for one in found["trials"]]) == (False, ["nft", "dumpcap"])
