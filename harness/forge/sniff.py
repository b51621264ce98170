# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""``python -m harness.forge sniff -i IF -w FILE``: packets of an interface in, pcapng files out, until SIGINT.

Stands in where dumpcap is not installed: the options of dumpcap that are used, files named as dumpcap names them, the same words on standard
error, and the same count of what was lost: that of the socket (packet(7), PACKET_STATISTICS). What is queued at the end is still written.

Blind spots: one process that copies each packet twice loses packets at rates that dumpcap bears with ease. Link types other than
Ethernet, raw IP and radiotap are refused.
"""

from __future__ import annotations

import argparse
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from harness.forge.blocks import enhanced, interface, section, statistics

LINK_TYPES = {1: 1, 772: 1, 65534: 101, 803: 127}
"""Link type of a capture by the hardware type of an interface (linux/if_arp.h): Ethernet, loopback, none (TUN), radiotap."""
MOST_OCTETS = 262_144
SOL_PACKET, PACKET_STATISTICS, SO_RCVBUFFORCE = 263, 6, 33
"""linux/if_packet.h, asm-generic/socket.h."""
_WAIT_S = 0.2
_DRAIN_S = 2.0
_APPLICATION = "harness sniffer (scapy)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a next file is begun; None: never for that."""

    octets: int | None
    seconds: int | None

    @property
    def rotates(self) -> bool:
        """Whether there can be more than one file."""
        return self.octets is not None or self.seconds is not None


class Files:
    """Writes packets into one file after the other; none that is there is ever replaced."""

    def __init__(self, path: Path, opening: bytes, limits: Limits) -> None:
        self._path, self._opening, self._limits = path, opening, limits
        self._file: BinaryIO | None = None
        self._number = self._octets = 0
        self._began_s = 0.0

    def begin(self) -> None:
        """Close the file and begin the next, and say so."""
        self.close()
        self._number += 1
        path = self._path
        if self._limits.rotates:
            moment = time.strftime("%Y%m%d%H%M%S", time.gmtime())
            path = path.with_name(f"{path.stem}_{self._number:05}_{moment}{path.suffix}")
        self._file = path.open("xb")
        self._octets, self._began_s = 0, time.monotonic()
        self.write(self._opening)
        self._file.flush()
        sys.stderr.write(f"File: {path}\n")
        sys.stderr.flush()

    def write(self, block: bytes) -> None:
        """Add a block."""
        if self._file is None:
            raise AssertionError("no file was begun")
        self._file.write(block)
        self._octets += len(block)

    def turn(self) -> None:
        """What is written reaches the disk's cache; the next file is begun where it is time."""
        if self._file is not None:
            self._file.flush()
        limits, age_s = self._limits, time.monotonic() - self._began_s
        if (limits.octets is not None and self._octets >= limits.octets) or (
            limits.seconds is not None and age_s >= limits.seconds
        ):
            self.begin()

    def close(self) -> None:
        """Close the last."""
        if self._file is not None:
            self._file.close()
            self._file = None


def main(arguments: list[str]) -> int:
    """Capture until SIGINT; 0, or 1 with the reason on standard error."""
    options = _parser().parse_args(arguments)
    try:
        sniff(options)
    except OSError as fault:
        words = (
            "You do not have permission to capture on"
            if isinstance(fault, PermissionError)
            else "cannot capture on"
        )
        sys.stderr.write(f'dumpcap: {words} "{options.interface}" ({fault.strerror or fault}).\n')
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m harness.forge sniff", description="Capture without dumpcap."
    )
    parser.add_argument("-i", dest="interface", required=True)
    parser.add_argument("-w", dest="path", required=True, type=Path)
    parser.add_argument("-B", dest="buffer_mib", type=int, default=64)
    parser.add_argument("-b", dest="ring", action="append", default=[])
    parser.add_argument("-s", dest="snaplen", type=int, default=MOST_OCTETS)
    parser.add_argument("-q", dest="quiet", action="store_true")
    parser.add_argument("--capture-comment", dest="comment")
    return parser


def sniff(options: argparse.Namespace) -> None:
    """Open the interface, write packets, and say at the end what was received and lost.

    Raises:
        OSError: The interface is not there, may not be opened, has a link type that is not known, or a file cannot be written.
    """
    stopped = _stopped_by_signal()
    source, link_type = _opened(options.interface, options.buffer_mib)
    _lost(source.ins)  # the socket heard every interface before it was bound, and lost all of that
    opening = section(options.comment, _APPLICATION) + interface(
        link_type, options.snaplen, options.interface, None
    )
    limits = _limits(options.ring)
    files = Files(options.path, opening, limits)
    files.begin()
    began_ns, received = time.time_ns(), 0
    for octets, time_ns in _packets(source, stopped, files):
        files.write(enhanced(time_ns, octets, options.snaplen))
        received += 1
    dropped = _lost(source.ins)
    if not limits.rotates:
        files.write(statistics(began_ns, time.time_ns(), received, dropped))
    files.close()
    sys.stderr.write(f"Packets received/dropped on interface '{options.interface}': {received}/{dropped}\n")


def _limits(ring: list[str]) -> Limits:
    found = dict(one.split(":", 1) for one in ring)
    return Limits(
        octets=int(found["filesize"]) * 1000 if "filesize" in found else None,
        seconds=int(found["duration"]) if "duration" in found else None,
    )


def _stopped_by_signal() -> list[int]:
    """A list that gets an entry with SIGINT or SIGTERM."""
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _frame: stopped.append(got))
    return stopped


def _opened(name: str, buffer_mib: int) -> tuple[Any, int]:
    from scapy.arch.linux import L2ListenSocket  # noqa: PLC0415 - takes half a second
    from scapy.config import conf  # noqa: PLC0415 - likewise

    conf.sniff_promisc = True
    # Not in promiscuous mode by scapy's own doing alone: an interface that is gone is told by if_nametoindex.
    socket.if_nametoindex(name)
    source = L2ListenSocket(iface=name)
    hardware = source.ins.getsockname()[3]
    if hardware not in LINK_TYPES:
        raise OSError(f"its hardware type {hardware} is not known here; install dumpcap")
    try:
        source.ins.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, buffer_mib << 20)
    except PermissionError:
        source.ins.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_mib << 20)
    return source, LINK_TYPES[hardware]


def _packets(source: Any, stopped: list[int], files: Files) -> Iterator[tuple[bytes, int]]:
    """Packets as they come, then those that are queued when it is stopped."""
    end_s: float | None = None
    while True:
        if stopped and end_s is None:
            end_s = time.monotonic() + _DRAIN_S
        ready = select.select([source.ins], [], [], 0 if stopped else _WAIT_S)[0]
        if ready:
            _, octets, moment = source.recv_raw(MOST_OCTETS)
            if octets is not None:
                yield bytes(octets), round(moment * 1_000_000_000) if moment else time.time_ns()
        files.turn()
        if end_s is not None and (not ready or time.monotonic() > end_s):
            return


def _lost(ins: socket.socket) -> int:
    """Packets that the socket had no room for since the last call."""
    _, dropped = struct.unpack("II", ins.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    return int(dropped)
