"""The set-up script: the stamp comes last, an interruption repairs itself, a second run does nothing (R-PROJ-1).

A stand-in for Python records what it is asked, so no environment is really made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT

STAND_IN = """#!/bin/sh
# A Python that makes environments holding a copy of itself, and records what pip is asked.
case "$*" in
    "--version") echo "Python ${{VERSION:-3.12.1}}" ;;
    "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo venv >>{log} ;;
    "-m pip "*) echo "pip ${{@##*/}}" >>{log}; exit ${{PIP_STATUS:-0}} ;;
    "-c import ensurepip, venv") exit ${{VENV_STATUS:-0}} ;;
    "-c import sys; print"*) echo python3.12-venv ;;
    "-c import sys; sys.exit"*) exit ${{FIT_STATUS:-0}} ;;
    *) exec {python} "$@" ;;
esac
"""


class Checkout:
    """A small checkout with the real set-up script and a stand-in for Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/setup_env.sh", folder / "scripts")
        (folder / "pyproject.toml").write_text("[project]\n")
        (folder / "constraints.txt").write_text("")
        self.python = folder / "stand-in"
        self.log_path = folder / "log"
        self.python.write_text(STAND_IN.format(log=self.log_path, python=sys.executable))
        self.python.chmod(0o755)

    def set_up(self, mode: str = "run", **extra: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHON": str(self.python), "VENV": ".venv", **extra}
        command = ["sh", "scripts/setup_env.sh", mode]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def log(self) -> list[str]:
        """What was asked of Python since the last look."""
        lines = self.log_path.read_text().splitlines() if self.log_path.exists() else []
        self.log_path.write_text("")
        return lines

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv/harness-stamp"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_second_run_does_nothing(checkout: Checkout) -> None:
    assert checkout.set_up().returncode == 0
    assert [line.split()[0] for line in checkout.log()] == ["venv", "pip"]
    assert checkout.set_up().returncode == 0
    assert checkout.log() == []


def test_test_tools_are_added_to_what_is_there(checkout: Checkout) -> None:
    checkout.set_up("run")
    checkout.log()
    assert checkout.set_up("test").returncode == 0
    assert [line.split()[0] for line in checkout.log()] == ["pip"]
    checkout.set_up("run")
    checkout.set_up("test")
    assert checkout.log() == []


def test_an_interrupted_set_up_repairs_itself(checkout: Checkout) -> None:
    assert checkout.set_up(PIP_STATUS="1").returncode != 0
    assert not checkout.stamp.exists()
    checkout.log()
    assert checkout.set_up().returncode == 0
    assert [line.split()[0] for line in checkout.log()] == ["venv", "pip"]
    assert checkout.stamp.exists()


def test_an_interrupted_addition_of_test_tools_starts_anew(checkout: Checkout) -> None:
    checkout.set_up("run")
    assert checkout.set_up("test", PIP_STATUS="1").returncode != 0
    checkout.log()
    assert checkout.set_up("test").returncode == 0
    assert [line.split()[0] for line in checkout.log()] == ["venv", "pip"]


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_makes_it_anew(checkout: Checkout, changed: str) -> None:
    checkout.set_up()
    checkout.log()
    (checkout.folder / changed).write_text("# changed\n")
    assert checkout.set_up().returncode == 0
    assert "venv" in checkout.log()


def test_another_python_makes_it_anew(checkout: Checkout) -> None:
    checkout.set_up()
    checkout.log()
    assert checkout.set_up(VERSION="3.13.0").returncode == 0
    assert "venv" in checkout.log()


def test_a_moved_checkout_makes_it_anew(checkout: Checkout, tmp_path: Path) -> None:
    checkout.set_up()
    checkout.log()
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    shutil.copytree(checkout.folder, moved)
    checkout.folder = moved
    assert checkout.set_up().returncode == 0
    assert "venv" in checkout.log()


def test_an_unfit_python_is_refused_by_name(checkout: Checkout) -> None:
    run = checkout.set_up(FIT_STATUS="1")
    assert run.returncode != 0
    assert "is not a Python 3.11 to 3.14" in run.stderr


def as_user(checkout: Checkout, number: int) -> dict[str, str]:
    """An environment whose `id -u` and `apt-get` are stand-ins too."""
    programs = checkout.folder / "programs"
    programs.mkdir()
    for name, line in (("id", f"echo {number}"), ("apt-get", f'echo "apt-get $*" >>{checkout.log_path}')):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    return {"PATH": f"{programs}:{os.environ['PATH']}", "VENV_STATUS": "1"}


def test_missing_venv_is_installed_by_root(checkout: Checkout) -> None:
    assert checkout.set_up(**as_user(checkout, 0)).returncode == 0
    asked = [line for line in checkout.log() if line.startswith("apt-get")]
    assert asked == ["apt-get update -qq", "apt-get install -y -qq --no-install-recommends python3.12-venv"]


def test_missing_venv_prints_the_line_to_run_for_others(checkout: Checkout) -> None:
    run = checkout.set_up(**as_user(checkout, 1000))
    assert run.returncode != 0
    assert "sudo apt-get install -y --no-install-recommends python3.12-venv" in run.stderr
    assert checkout.log() == []
