"""Offloads of an interface: what a network card and the kernel put together or take apart, so that a capture has frames that no wire had.

Received frames are joined (GRO, LRO), sent ones are captured before they are cut (TSO, GSO; ethtool(8), ``-k``), and checksums are left to be
filled in later. Octets of payload stay right; packets, their sizes and times do not, nor do checksums. A card that forwards by itself shows
nothing at all (``hw-tc-offload``).

Blind spots: what the far end or a virtual switch joins is not told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import run

_LIMIT_S: Final = 5.0
_LINE: Final = re.compile(r"^\s*([A-Za-z0-9][\w.-]*): (on|off)((?: \[[^\]\n]*\])*)\s*$", re.MULTILINE)
FALSIFYING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "generic-receive-offload": "gro",
        "large-receive-offload": "lro",
        "rx-gro-hw": "rx-gro-hw",
        "rx-gro-list": "rx-gro-list",
        "rx-udp-gro-forwarding": "rx-udp-gro-forwarding",
        "generic-segmentation-offload": "gso",
        "tx-tcp-segmentation": "tso",
        "tx-tcp6-segmentation": "tso",
        "tx-tcp-ecn-segmentation": "tso",
        "tx-tcp-mangleid-segmentation": "tso",
        "tx-udp-segmentation": "tx-udp-segmentation",
        "udp-fragmentation-offload": "ufo",
        "hw-tc-offload": "hw-tc-offload",
        "rx-checksumming": "rx",
        "tx-checksum-ipv4": "tx",
        "tx-checksum-ipv6": "tx",
        "tx-checksum-ip-generic": "tx",
    }
)
"""Features that falsify captures by the names that ``ethtool -k`` gives them, and the shortest word of ``ethtool -K`` that covers each.

The worst first. A gateway switches each by its own name, so that each can be put back as it was; a hand takes the words.
"""


@dataclass(frozen=True, slots=True)
class Offload:
    """One feature of an interface."""

    name: str
    """As ``ethtool -k`` writes it."""
    on: bool
    fixed: bool
    """It cannot be switched."""


def read_offloads(interface: str) -> tuple[Offload, ...]:
    """Every feature that the kernel tells of an interface.

    Raises:
        MachineError: ethtool is missing, there is no such interface, or nothing is told.
    """
    ran = run(["ethtool", "-k", interface], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"ethtool -k {interface}: {ran.why}")
    found = of_features(ran.out)
    if not found:
        raise MachineError(f"ethtool -k {interface}: what it says cannot be read")
    return found


def of_features(text: str) -> tuple[Offload, ...]:
    """Read what ``ethtool -k`` says; other lines are passed over.

    >>> of_features("large-receive-offload: off [fixed]")
    (Offload(name='large-receive-offload', on=False, fixed=True),)
    """
    return tuple(Offload(name, on == "on", "[fixed]" in notes) for name, on, notes in _LINE.findall(text))


def falsifying(offloads: Iterable[Offload]) -> tuple[Offload, ...]:
    """Those that are on and falsify captures, the worst first."""
    on = {one.name: one for one in offloads if one.on}
    return tuple(on[name] for name in FALSIFYING if name in on)


def falsifying_on(interface: str) -> tuple[str, ...]:
    """Names of those of an interface that are on and can be switched off, sorted.

    Raises:
        MachineError: ethtool is missing or refuses.
    """
    return tuple(sorted(one.name for one in falsifying(read_offloads(interface)) if not one.fixed))


def command_off(interface: str, offloads: Iterable[Offload]) -> tuple[str, ...] | None:
    """The command that switches off what falsifies captures; None where nothing is on that can be switched."""
    words = dict.fromkeys(FALSIFYING[one.name] for one in falsifying(offloads) if not one.fixed)
    return (
        ("ethtool", "-K", interface, *(part for word in words for part in (word, "off"))) if words else None
    )
