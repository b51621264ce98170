"""Skips: a test may be left out only for a capability that the machine lacks, and never in silence.

A reason reads ``capability: <name>``; any other reason fails the test. The run ends with a list of what was
skipped and why. With ``HARNESS_REQUIRE=all`` the machine is said to have everything, so every skip fails.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

CAPABILITIES = {
    "tshark": "the program tshark (Debian: tshark)",
    "scapy": "the Python package scapy (extra: forge)",
    "ndpi": "the program ndpiReader (Debian: libndpi-bin)",
    "zsh": "the program zsh (Debian: zsh)",
    "fish": "the program fish (Debian: fish)",
    "mitmproxy": "the program mitmdump (Debian: mitmproxy), in an environment of its own",
    "shared": "the folder ../shared beside the checkout",
    "netns": "network namespaces (Linux, as root or with user namespaces allowed) and ip (Debian: iproute2)",
    "nft": "the program nft (Debian: nftables)",
    "dumpcap": "the program dumpcap (Debian: wireshark-common)",
    "ethtool": "the program ethtool (Debian: ethtool)",
    "conntrack": "the program conntrack (Debian: conntrack)",
    "dnsmasq": "the program dnsmasq (Debian: dnsmasq-base)",
    "tun": "the device /dev/net/tun, to be opened by whoever runs the tests",
    "chromium": "the programs chromium and chromedriver (Debian: chromium, chromium-driver)",
    "axe": "axe-core, fetched with npm by `make test` (scripts/axe_core.py)",
    "atheris": "the Python package atheris (extra: fuzz; Linux on x86-64)",
}
"""What a machine may lack, and what would provide it."""

_REASON = re.compile(r"(?:Skipped: )?capability: ([a-z-]+)")


def capability_of(reason: str) -> str | None:
    """Name the capability in a skip's reason; None where it names no known one.

    >>> capability_of("Skipped: capability: tshark")
    'tshark'
    """
    match = _REASON.fullmatch(reason)
    return match[1] if match and match[1] in CAPABILITIES else None


def objection_to(reason: str, *, require_all: bool) -> str | None:
    """Say why a skip is not acceptable; None where it is."""
    if capability_of(reason) is None:
        return f"a skip must read 'capability: <{'|'.join(CAPABILITIES)}>', not {reason!r}"
    return f"skipped although HARNESS_REQUIRE=all: {reason}" if require_all else None


class SkipPolicy:
    """Pytest plugin that turns unacceptable skips into failures and lists the others."""

    def __init__(self, *, require_all: bool) -> None:
        self.require_all = require_all
        self.skipped: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge the report of one test's set-up, call or tear-down."""
        report = yield
        self._judge(report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Judge the report of collecting one file, which a module may skip as a whole."""
        report = yield
        self._judge(report)
        return report

    def _judge(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.outcome != "skipped" or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if objection := objection_to(reason, require_all=self.require_all):
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid}: {objection}"
        else:
            self.skipped[capability_of(reason) or reason] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List what was left out, and what this machine lacks for it."""
        if not self.skipped:
            return
        terminalreporter.section("left out on this machine")
        for name, count in sorted(self.skipped.items()):
            terminalreporter.line(f"{count} without {name}: needs {CAPABILITIES[name]}")
        terminalreporter.line("HARNESS_REQUIRE=all turns these into failures.")


def register(config: pytest.Config) -> None:
    """Add the policy to a run, as the environment asks."""
    require_all = os.environ.get("HARNESS_REQUIRE") == "all"
    config.pluginmanager.register(SkipPolicy(require_all=require_all), "skip-policy")
