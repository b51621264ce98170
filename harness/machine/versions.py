"""Programs of the system and their versions, as they say themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from harness.machine.programs import find, run

PACKAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dumpcap": "wireshark-common",
        "tshark": "tshark",
        "ip": "iproute2",
        "nft": "nftables",
        "dnsmasq": "dnsmasq-base",
        "conntrack": "conntrack",
        "ethtool": "ethtool",
        "unshare": "util-linux",
    }
)
"""Programs that are called, and the package of Debian and Ubuntu that brings each."""
_OPTION: Final[Mapping[str, str]] = MappingProxyType({"ip": "-Version"})
_VERSION: Final = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)+[\w.+~-]*)|iproute2-([\w.]+)")
_LONGEST: Final = 60
_LIMIT_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One of them."""

    name: str
    path: str | None
    """None: not installed, or not for whoever calls."""
    version: str | None
    """None: not installed, or it does not say."""


def read_program(name: str) -> Program:
    """Find a program and ask it.

    Raises:
        MachineError: It is there, and cannot be started or does not end.
    """
    path = find(name)
    if path is None:
        return Program(name=name, path=None, version=None)
    return Program(name=name, path=path, version=read_version(path, _OPTION.get(name, "--version")))


def read_version(program: str, option: str = "--version") -> str | None:
    """Ask a program by its path; None where it does not say.

    Raises:
        MachineError: It cannot be started or does not end.
    """
    ran = run([program, option], timeout_s=_LIMIT_S)
    return of_output(ran.out or ran.err)


def of_output(text: str) -> str | None:
    """The version in the first line of what a program says of itself; None where there is none.

    >>> of_output("ip utility, iproute2-6.1.0, libbpf 1.1.2"), of_output("nftables v1.0.6 (Lester Gooch #5)")
    ('6.1.0', '1.0.6')
    """
    line = next((line for line in text.splitlines() if line.strip()), "")
    match = _VERSION.search(line)
    return (match[1] or match[2])[:_LONGEST].rstrip(".,") if match else None
