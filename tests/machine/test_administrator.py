"""Who may configure networks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.administrator import NET_ADMIN, NET_RAW, asks_root, has_capability, is_able, user_name
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import skip_unless
from tests.support.repository import ROOT

ASK = "from harness.machine.administrator import NET_ADMIN, is_able; print(is_able(NET_ADMIN))"


def test_a_capability_is_one_bit() -> None:
    assert has_capability("Name:\tx\nCapEff:\t000001ffffffffff\n", NET_ADMIN)
    assert not has_capability("CapEff:\t000001ffffffefff\nCapBnd:\tffffffff\n", NET_ADMIN)
    assert has_capability("CapEff:\t000001ffffffefff\n", NET_RAW)
    assert not has_capability("CapEff:\tx\n", NET_ADMIN)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    has_capability(f"CapEff:{text}", NET_RAW)


def test_in_a_namespace_of_users_without_rights_and_with() -> None:
    skip_unless()
    for mapped, told in ((["--map-root-user"], "True\n"), ([], "False\n")):
        said = subprocess.run(
            ["unshare", "--user", *mapped, sys.executable, "-c", ASK],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.stdout == told, said.stderr
    assert is_able(NET_ADMIN) in {True, False}


def test_who_asks_root_for_others(fake_programs: FakePrograms) -> None:  # noqa: F811
    assert asks_root() is None
    fake_programs.make("doas")
    assert asks_root() == "doas"
    fake_programs.make("sudo")
    assert asks_root() == "sudo"


def test_a_right_is_given_to_whoever_called_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "tester")
    assert user_name() == "tester"
    monkeypatch.delenv("SUDO_USER")
    monkeypatch.setenv("LOGNAME", "other")
    assert user_name() == "other"
