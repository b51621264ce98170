"""Programs of the system and packages of Python -> answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from harness.machine.versions import PACKAGES, Program
from harness.model.readiness import Answer, State
from harness.reports.doctor.mends import install

WITHOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dumpcap": "a gateway captures nothing, and `live` by a sniffer that loses packets much sooner",
        "tshark": "key logs are not used, so TLS stays closed",
        "ip": "no network is configured, and interfaces are not told",
        "nft": "nothing is translated, redirected or rejected",
        "dnsmasq": "`gateway up --dhcp` gives devices no addresses",
        "conntrack": "flows of the gateway itself are not told from those of devices",
        "ethtool": "offloads are neither told nor switched off",
        "unshare": "no namespaces are made",
    }
)
"""What is lost without each."""


def of_program(program: Program) -> Answer:
    """Whether it is there, and its version."""
    facts = {"path": program.path, "version": program.version}
    if program.path is None:
        return Answer(
            state=State.MISSING,
            said=f"not installed: {WITHOUT[program.name]}",
            mends=(install(PACKAGES[program.name]),),
            facts=facts,
        )
    version = program.version or "of unknown version"
    return Answer(state=State.THERE, said=f"{version}, {program.path}", facts=facts)
