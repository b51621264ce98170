"""Who may configure networks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.administrator import asks_root, has_net_admin, may_configure, user_name
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import skip_unless
from tests.support.repository import ROOT

ASK = "from harness.machine.administrator import may_configure; print(may_configure())"


def test_the_capability_is_the_thirteenth_bit() -> None:
    assert has_net_admin("Name:\tx\nCapEff:\t000001ffffffffff\n")
    assert not has_net_admin("CapEff:\t000001ffffffefff\nCapBnd:\tffffffff\n")
    assert not has_net_admin("CapEff:\tx\n")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    has_net_admin(f"CapEff:{text}")


def test_in_a_namespace_of_users_without_rights_and_with() -> None:
    skip_unless()
    for mapped, told in ((["--map-root-user"], "True\n"), ([], "False\n")):
        said = subprocess.run(
            ["unshare", "--user", *mapped, sys.executable, "-c", ASK],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.stdout == told, said.stderr
    assert may_configure() in {True, False}


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
