"""Offloads of an interface: what a network card and the kernel put together or take apart, so that a capture has frames that no wire had.

Received frames are joined (GRO, LRO), sent ones are captured before they are cut (TSO, GSO; ethtool(8), ``-k``). Octets of payload stay
right; packets, their sizes and times do not, nor do checksums of what is sent (``tx``).

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
CHANGING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "generic-receive-offload": "gro",
        "large-receive-offload": "lro",
        "rx-gro-hw": "rx-gro-hw",
        "rx-gro-list": "rx-gro-list",
        "tcp-segmentation-offload": "tso",
        "generic-segmentation-offload": "gso",
        "udp-fragmentation-offload": "ufo",
        "tx-udp-segmentation": "tx-udp-segmentation",
    }
)
"""Features that change frames, and what ``ethtool -K`` calls each."""


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


def changing(offloads: Iterable[Offload]) -> tuple[Offload, ...]:
    """Those that are on and change frames."""
    return tuple(one for one in offloads if one.on and one.name in CHANGING)


def command_off(interface: str, offloads: Iterable[Offload]) -> tuple[str, ...] | None:
    """The command that switches off what changes frames; None where nothing is on that can be switched."""
    names = [CHANGING[one.name] for one in changing(offloads) if not one.fixed]
    return (
        ("ethtool", "-K", interface, *(word for name in names for word in (name, "off"))) if names else None
    )
