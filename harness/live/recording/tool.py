"""What captures: dumpcap, or the project's own sniffer where it is absent."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from harness import __version__
from harness.errors import MachineError
from harness.machine.programs import find, run

_NAME: Final = "dumpcap"
_MOST_VERSION: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program that captures; the sniffer takes the options of dumpcap that are used."""

    name: str
    """With version, as a scenario's ``tool`` says it: at most 100 characters."""
    command: tuple[str, ...]
    """Program and what comes before its options."""
    note: str = ""
    """What is lost by using it; empty for dumpcap."""


def capture_tool() -> Tool:
    """The best that is installed.

    Raises:
        MachineError: There is none.
    """
    path = find(_NAME)
    if path is not None:
        return Tool(name=version_of(run([path, "--version"]).out), command=(path,))
    if find_spec("scapy") is not None:
        return sniffer()
    raise MachineError(
        "nothing to capture with: install dumpcap (Debian: `sudo apt install wireshark-common`); `harness doctor` says what else is needed"
    )


def sniffer() -> Tool:
    """The project's own, a process by itself (GPL-2.0-only)."""
    return Tool(
        name=f"harness sniffer {__version__}",
        command=(sys.executable, "-m", "harness.forge", "sniff"),
        note="dumpcap is not installed: captured by the project's sniffer, which loses packets much sooner",
    )


def version_of(text: str) -> str:
    """Name and version of dumpcap by its first line.

    >>> version_of("Dumpcap (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3).")
    'dumpcap 4.0.17'
    """
    words = text.split("\n", 1)[0].split()
    number = next((word.rstrip(".,") for word in words if word[:1].isdigit()), "")
    return f"{_NAME} {number}"[:_MOST_VERSION].strip()
