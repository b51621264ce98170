# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Packets at a tap in; the octets of the file that a capturing program would have left, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from harness.forge import blocks
from harness.forge.frames import LINK_TYPES
from harness.forge.packets import Packet

Network = dict[str, Any]
MARKER = "SYNTHETIC harness-forge"
"""Every file of the forge states this as the program that wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What stands in every file of who made it of what."""

    version: str
    file: str
    sha256: str
    seed: int

    @property
    def application(self) -> str:
        """Program that wrote the file."""
        return f"{MARKER} {self.version}"

    @property
    def comment(self) -> str:
        """Where the file comes from, in words."""
        made = f"made up by harness forge {self.version} from {self.file}"
        return f"SYNTHETIC: {made} (sha256 {self.sha256}), seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What the tap passed, what of it is in the file, and the file."""

    passed: tuple[Packet, ...]
    """All packets of the network."""
    offered: tuple[Packet, ...]
    """Those within the window and through the filter: what should be in the file."""
    kept: tuple[Packet, ...]
    """Those that can be read from the file, in order; packet number n is the n-th."""
    dropped: int
    """Missed by the capture."""
    reported: int | None
    """Drops that the file states; None where it has no counter that can be read."""
    head: bytes
    records: tuple[bytes, ...]
    tail: bytes
    window_ns: tuple[int, int]
    """Begin and end of capturing, by the file's clock."""
    truncated_at: int | None

    @property
    def octets(self) -> bytes:
        """The whole file."""
        whole = b"".join((self.head, *self.records, self.tail))
        return whole if self.truncated_at is None else whole[: self.truncated_at]


def capture(network: Network, passed: Sequence[Packet], maker: Maker, keys: str = "") -> Capture:
    """Capture at one tap; ``keys`` is a key log that the file is to hold."""
    window = _window_ns(network, passed)
    offered = [
        one for one in passed if window[0] <= one.time_ns < window[1] and _is_seen(network["seen"], one)
    ]
    survived = _survivors(network, offered, maker.seed)
    dropped = len(offered) - len(survived)
    counter = network["loss"]["counter"] if network["loss"] else "counted"
    shift = -network["clock_offset_ms"] * 1_000_000
    link_type = LINK_TYPES[network["link"]] if network["link_type"] is None else network["link_type"]
    snaplen = network["snaplen"]
    head = blocks.section(maker.comment, maker.application)
    head += blocks.interface(link_type, snaplen, network["id"], network["if_filter"])
    head += blocks.secrets(keys) if keys else b""
    reported = {"counted": dropped, "absent": None, "zero": 0}[counter]
    window = (window[0] + shift, window[1] + shift)
    records = tuple(blocks.enhanced(one.time_ns + shift, one.frame, snaplen) for one in survived)
    tail = _statistics(window, len(survived), reported)
    cut = _cut(network["truncate_at"], len(head), records, len(tail))
    readable = len(records) if cut is None else _whole_records(cut, len(head), records)
    return Capture(
        passed=tuple(passed),
        offered=tuple(offered),
        kept=tuple(survived[:readable]),
        dropped=dropped,
        reported=reported if cut is None else None,
        head=head,
        records=records,
        tail=tail,
        window_ns=window,
        truncated_at=cut,
    )


def _statistics(window_ns: tuple[int, int], packets: int, reported: int | None) -> bytes:
    """The block at the end of the file; what it says was received includes what it says was dropped."""
    received = None if reported is None else packets + reported
    return blocks.statistics(*window_ns, received, reported)


def tail_of_copies(made: Capture, count: int, spread_s: float) -> bytes:
    """The same block for so many copies of the file's packets."""
    begin, end = made.window_ns
    reported = None if made.reported is None else made.reported * count
    return _statistics((begin, end + round(spread_s * 10**9)), len(made.kept) * count, reported)


def _window_ns(network: Network, passed: Sequence[Packet]) -> tuple[int, int]:
    """When capturing began and ended."""
    begin = network["start_ns"] + round(network["from_s"] * 10**9)
    if network["to_s"] is not None:
        return begin, network["start_ns"] + round(network["to_s"] * 10**9)
    return begin, max([begin, *(one.time_ns for one in passed)]) + 1_000_000_000


def _is_seen(seen: dict[str, list[int]] | None, packet: Packet) -> bool:
    """Whether the capture filter lets it through."""
    if seen is None:
        return True
    key = packet.key
    if key is None:
        return not (seen["ports"] or seen["ip_versions"])
    version = 6 if ":" in key.client_ip else 4
    ports = {key.client_port, key.server_port}
    return (not seen["ports"] or not ports.isdisjoint(seen["ports"])) and (
        not seen["ip_versions"] or version in seen["ip_versions"]
    )


def _survivors(network: Network, offered: Sequence[Packet], seed: int) -> list[Packet]:
    if not network["loss"]:
        return list(offered)
    random = Random(f"{seed}/{network['id']}/loss")  # noqa: S311 - repeatable, no secret
    return [one for one in offered if random.random() >= network["loss"]["share"]]


def _cut(truncate_at: int | None, head: int, records: Sequence[bytes], tail: int) -> int | None:
    """Octet at which the file ends early; None where it does not."""
    whole = head + sum(len(one) for one in records) + tail
    return truncate_at if truncate_at is not None and truncate_at < whole else None


def _whole_records(cut: int, head: int, records: Sequence[bytes]) -> int:
    end, count = head, 0
    for record in records:
        end += len(record)
        if end > cut:
            break
        count += 1
    return count
