"""Capturing at the lab's taps: dumpcap at each, told from the first packet to the last.

Each file says in its comment that it is SYNTHETIC and who made it, as readers recognise made-up evidence. A capture is
ended only when it holds a datagram that was sent after everything else, so that nothing is left in dumpcap's buffers.
"""

from __future__ import annotations

import secrets
import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from harness import __version__
from harness.errors import MachineError
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from harness.lab.world import GATEWAY, Region, broadcast

TAPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "app": ("phone", "eth0"),
        "aircraft": ("aircraft", "eth0"),
        "gateway-lan": ("gw", "lan0"),
        "gateway-wan": ("gw", "wan0"),
    }
)
"""By name as in ``harness.model.scenario.Tap``: namespace and interface."""
BUFFER_MIB: Final = 16
_DISCARD: Final = 9
"""Port that nobody answers from (RFC 863)."""
_HELD_S: Final = 20.0
_TAIL_OCTETS: Final = 65_536


def comment(tap: str, region: str) -> str:
    """What a capture says of itself."""
    return f"SYNTHETIC harness-lab {__version__}: tap {tap} in region {region}"


def start(background: Background, folder: Path, region: str, *, buffer_mib: int = BUFFER_MIB) -> None:
    """Start capturing at every tap; all of them capture when this returns.

    Raises:
        MachineError: dumpcap is missing or may not capture; tells what it said.
    """
    for tap, (namespace, interface) in TAPS.items():
        command = [
            "dumpcap",
            "-i",
            interface,
            "-q",
            "-B",
            str(buffer_mib),
            "-w",
            str(folder / f"{tap}.pcapng"),
        ]
        background.start(f"dumpcap-{tap}", namespace, [*command, "--capture-comment", comment(tap, region)])
    for tap in TAPS:
        background.ready(f"dumpcap-{tap}", "File:")


def stop(lab: Namespaces, background: Background, folder: Path, region: Region) -> None:
    """End all captures, each with everything in it that has crossed its tap.

    Raises:
        MachineError: One does not hold what was sent last.
    """
    mark = f"SYNTHETIC harness-lab end {secrets.token_hex(8)}".encode()
    for namespace, address in (("gw", GATEWAY), ("isp", region.provider)):
        # The access point hands it to every device, so it crosses each tap. Nobody answers a broadcast.
        with lab.entered(namespace), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            last.sendto(mark, (broadcast(address), _DISCARD))
    end = time.monotonic() + _HELD_S
    for tap in TAPS:
        while mark not in _tail(folder / f"{tap}.pcapng"):
            if time.monotonic() > end:
                raise MachineError(
                    f"lab: the capture at {tap} does not hold what was sent last, after {_HELD_S:g} s"
                )
            time.sleep(0.02)
    for tap in TAPS:
        background.end(f"dumpcap-{tap}", signal.SIGINT)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_OCTETS))
        return file.read()
