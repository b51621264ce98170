"""Trials of dumpcap: what came of them, and what stood in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine import capture_rights
from harness.machine.capture_rights import (
    Obstacle,
    is_absent,
    is_refusal,
    no_new_privileges,
    said_by,
    try_capture,
)
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.repository import ROOT

ADVICE = "\nPlease check to make sure you have sufficient permissions.\n\n    sudo dpkg-reconfigure wireshark-common\n"
# dumpcap 4.0.17 and 3.4.10, 4.0.17 while capturing, and 4.0.17 with the right but not the interface.
_UNTOLD = 'dumpcap: The capabilities of the capture device "lo" could not be obtained'
REFUSALS = [
    f"{_UNTOLD} (pcap_activate() failed: socket: Operation not permitted).{ADVICE}",
    f"{_UNTOLD} (lo: You don't have permission to capture on that device (socket: Operation not permitted)).{ADVICE}",
    f"Capturing on 'Loopback: lo'\ndumpcap: You do not have permission to capture on device \"lo\".{ADVICE}",
]
ABSENCE = (
    'dumpcap: The capabilities of the capture device "no0" could not be obtained (pcap_activate() failed: '
    "No such device exists).\n"
)


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_of_several_versions(text: str) -> None:
    assert is_refusal(text)
    assert not is_absent(text)


def test_advice_about_rights_is_no_refusal() -> None:
    assert not is_refusal(ABSENCE + ADVICE)
    assert is_absent(ABSENCE)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    is_refusal(text)
    is_absent(text)
    assert "\n" not in said_by(text)
    no_new_privileges(f"NoNewPrivs:\t1\n{text}")


def test_dumpcap_is_missing(fake_programs: FakePrograms) -> None:  # noqa: F811
    rights = try_capture()
    assert (rights.granted, rights.obstacle, rights.program) == (False, Obstacle.NOT_INSTALLED, None)


def test_dumpcap_opens_the_interface(fake_programs: FakePrograms) -> None:  # noqa: F811
    path = fake_programs.script("dumpcap", '[ "$*" = "-L -i wlan0" ] || exit 9\n')
    rights = try_capture("wlan0")
    assert (rights.granted, rights.program, rights.said) == (True, str(path), "")


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [(REFUSALS[0], Obstacle.NO_CAPABILITY), (ABSENCE, Obstacle.NO_INTERFACE), ("Killed\n", Obstacle.OTHER)],
)
def test_what_dumpcap_says_stands_in_the_way(
    fake_programs: FakePrograms,  # noqa: F811
    text: str,
    obstacle: Obstacle,
) -> None:
    fake_programs.make("dumpcap", err=text, code=2)
    rights = try_capture("lo")
    assert (rights.obstacle, rights.said) == (obstacle, said_by(text))


def test_a_refusal_to_a_program_that_has_the_right_is_confinement(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_programs.make("dumpcap", err=REFUSALS[0], code=2)
    monkeypatch.setattr(capture_rights, "has_capabilities", lambda _: True)
    monkeypatch.setattr(capture_rights, "_own_status", lambda: "Name:\tsh\nNoNewPrivs:\t1\n")
    assert try_capture().obstacle is Obstacle.CONFINED
    monkeypatch.setattr(capture_rights, "_own_status", lambda: "NoNewPrivs:\t0\n")
    assert try_capture().obstacle is Obstacle.NO_CAPABILITY


def test_a_dumpcap_of_others_is_found_and_not_run(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = fake_programs.make("dumpcap")
    path.chmod(0o640)
    rights = try_capture()
    assert (rights.obstacle, rights.program) == (Obstacle.NOT_EXECUTABLE, str(path))


def test_a_trial_that_does_not_end_tells_nothing(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_programs.make("dumpcap", after_s=30)
    monkeypatch.setattr(capture_rights, "_LIMIT_S", 0.2)
    with pytest.raises(MachineError, match="no end after"):
        try_capture()


@pytest.mark.skipif(not shutil.which("dumpcap"), reason="capability: tshark")
@pytest.mark.skipif(os.getuid() != 0, reason="capability: netns")
def test_the_real_dumpcap_with_and_without_rights() -> None:
    assert try_capture("lo").granted
    assert try_capture("no-such-one").obstacle is Obstacle.NO_INTERFACE
    # The same user in a namespace of users, where it has no rights over the machine's network.
    ask = "from harness.machine.capture_rights import try_capture; print(try_capture('lo').obstacle.name)"
    said = subprocess.run(
        ["unshare", "--user", sys.executable, "-c", ask],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "NO_CAPABILITY\n", said.stderr


def test_a_path_that_may_not_be_looked_into_is_passed_over(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    fake_programs.make("dumpcap")
    # What Python 3.11 does there, also for root.
    monkeypatch.setattr(Path, "is_file", forbidden)
    assert try_capture().granted
