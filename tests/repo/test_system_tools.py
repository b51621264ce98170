"""The script that sees to tshark, Chromium and others, for the bench to softflowd too: root gets them, others get the line to run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.repository import ROOT


class Machine:
    """A PATH that holds nothing but stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.log = folder / "log"
        self.log.write_text("")
        (self.programs / "dirname").symlink_to(str(shutil.which("dirname")))

    def has(self, name: str, line: str = "exit 0") -> None:
        (self.programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.programs / name).chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["/bin/sh", str(ROOT / "scripts/system_tools.sh"), *arguments]
        environment = {"PATH": str(self.programs)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def has_all(machine: Machine, but: str = "") -> None:
    programs = ("tshark", "ndpiReader", "mitmdump", "chromium", "chromedriver", "zsh", "fish")
    for name in (*programs, "ip", "nft", "dumpcap", "ethtool", "conntrack", "dnsmasq"):
        if name != but:
            machine.has(name)


def with_user(machine: Machine, number: int, *, apt_status: int = 0) -> None:
    machine.has("id", f"echo {number}")
    machine.has("apt-get", f'echo "$DEBIAN_FRONTEND apt-get $*" >>{machine.log}; exit {apt_status}')


def test_nothing_is_done_where_all_are_here(machine: Machine) -> None:
    with_user(machine, 0)
    has_all(machine)
    run = machine.run()
    assert (run.returncode, run.stdout, machine.log.read_text()) == (0, "", "")


def test_root_installs_what_is_missing(machine: Machine) -> None:
    with_user(machine, 0)
    has_all(machine, but="ndpiReader")
    assert machine.run().returncode == 0
    assert machine.log.read_text().splitlines() == [
        " apt-get update -qq",
        "noninteractive apt-get install -y -qq --no-install-recommends libndpi-bin",
    ]


def test_a_browser_without_its_driver_is_installed_with_it(machine: Machine) -> None:
    with_user(machine, 0)
    has_all(machine, but="chromedriver")
    assert machine.run().returncode == 0
    assert machine.log.read_text().endswith("--no-install-recommends chromium chromium-driver\n")


def test_the_bench_has_one_more(machine: Machine) -> None:
    with_user(machine, 1000)
    has_all(machine)
    here = shutil.which("softflowd", path="/usr/sbin")
    assert ("softflowd" in machine.run("bench").stdout) == (here is None)
    machine.has("softflowd")
    assert machine.run("bench").stdout == ""


def test_others_are_told_the_line(machine: Machine) -> None:
    with_user(machine, 1000)
    run = machine.run()
    assert run.returncode == 0
    assert "apt-get install -y --no-install-recommends tshark libndpi-bin" in run.stdout
    assert machine.log.read_text() == ""


def test_a_failing_installation_is_told_and_the_tests_go_on(machine: Machine) -> None:
    with_user(machine, 0, apt_status=100)
    run = machine.run()
    assert run.returncode == 0
    assert "the tests that need them are skipped" in run.stderr
