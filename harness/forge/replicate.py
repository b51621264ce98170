# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""A captured network in; the same traffic again and again for more devices, as pieces of a file, out.

Whole packet blocks are copied by NumPy; what differs is written over: the clients' address, the
sequence numbers of both sides, and the time. Checksums are corrected by the difference (RFC 1624).
Copies begin one after the other, and packets stand in order of time.

Blind spots: payloads are the template's; replies to multicast, DHCP, and frames without IP keep their
addresses; tunnels are refused.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harness.forge import blocks
from harness.forge.packets import Packet

Ints = NDArray[np.int64]
Octets = NDArray[np.uint8]

CHUNK_OCTETS = 2 << 20
IP4_SOURCE, IP4_TARGET, IP4_CHECKSUM, IP6_SOURCE_LOW, IP6_TARGET_LOW = 12, 16, 10, 20, 36
FIRST_CLIENT = 10 << 24
"""The first copy is the template; the others have addresses from 10.0.0.0 on; over IPv6 the lowest 32 bits of the template's plus the copy."""
CHECKSUM_OF = {6: 16, 17: 6}


@dataclass(frozen=True, slots=True)
class Template:
    """Offsets within each block of what differs between copies; -1: nothing there."""

    octets: Octets
    start: Ints
    length: Ints
    time_ns: Ints
    """In the file."""
    client: Ints
    """Last 32 bits of the client's address."""
    own: Ints
    """Number of the client, from 0."""
    is_ip6: NDArray[np.bool_]
    header_sum: Ints
    transport_sum: Ints
    is_udp: NDArray[np.bool_]
    sequence: Ints
    is_up: NDArray[np.bool_]


def template_of(packets: Sequence[Packet], records: Sequence[bytes], ip_at: int, shift_ns: int) -> Template:
    """Find the places in each packet's block; ``ip_at`` is where IP begins in a frame."""
    lengths = np.array([len(one) for one in records], np.int64)
    clients = sorted({one.key.client_ip for one in packets if one.key and _differs(one)})
    rows = [_places(one, ip_at, clients) for one in packets]
    columns = (
        [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.zeros(0, np.int64)] * 8
    )
    return Template(
        octets=np.frombuffer(b"".join(records), np.uint8),
        start=np.cumsum(lengths) - lengths,
        length=lengths,
        time_ns=np.array([one.time_ns + shift_ns for one in packets], np.int64),
        client=columns[0],
        own=columns[1],
        is_ip6=columns[2].astype(bool),
        header_sum=columns[3],
        transport_sum=columns[4],
        is_udp=columns[5].astype(bool),
        sequence=columns[6],
        is_up=columns[7].astype(bool),
    )


def _differs(packet: Packet) -> bool:
    """Whether a packet belongs to one client: not those to everybody."""
    return packet.key is not None and packet.key.server_ip != "255.255.255.255"


def _places(packet: Packet, ip_at: int, clients: list[str]) -> tuple[int, ...]:
    if packet.key is None or not _differs(packet):
        return (-1, -1, 0, -1, -1, 0, -1, int(packet.up))
    ip6 = ":" in packet.key.client_ip
    at = blocks.ENHANCED_HEAD + ip_at
    protocol = packet.frame[ip_at + (6 if ip6 else 9)]
    transport = at + (40 if ip6 else 20)
    pair = (IP6_SOURCE_LOW, IP6_TARGET_LOW) if ip6 else (IP4_SOURCE, IP4_TARGET)
    address = pair[0] if packet.up else pair[1]
    return (
        at + address,
        clients.index(packet.key.client_ip),
        int(ip6),
        -1 if ip6 else at + IP4_CHECKSUM,
        transport + CHECKSUM_OF[protocol] if protocol in CHECKSUM_OF else (transport + 2 if ip6 else -1),
        int(protocol == 17),
        transport + 4 if protocol == 6 else -1,
        int(packet.up),
    )


def begins_ns(count: int, spread_s: float) -> Ints:
    """When each copy begins, after the first."""
    return np.asarray((np.arange(count, dtype=np.int64) * round(spread_s * 10**9)) // count, np.int64)


def copies(template: Template, count: int, spread_s: float, seed: int) -> Iterator[bytes]:
    """Every packet of every copy in order of time, in pieces."""
    packets = len(template.time_ns)
    times = (begins_ns(count, spread_s)[:, None] + template.time_ns[None, :]).ravel()
    order = np.argsort(times, kind="stable")
    ends = np.cumsum(template.length[order % packets])
    cuts = [
        0,
        *np.searchsorted(ends, np.arange(CHUNK_OCTETS, int(ends[-1]), CHUNK_OCTETS)).tolist(),
        len(order),
    ]
    for first, last in pairwise(cuts):
        if last > first:
            rows = order[first:last]
            yield _piece(template, rows // packets, rows % packets, times[rows], seed)


def _piece(template: Template, copy: Ints, packet: Ints, times: Ints, seed: int) -> bytes:
    lengths = template.length[packet]
    at = np.cumsum(lengths) - lengths
    source = np.repeat(template.start[packet] - at, lengths)
    octets = template.octets[source + np.arange(len(source))]
    _put32(octets, at + 12, times >> 32, "<")
    _put32(octets, at + 16, times & 0xFFFFFFFF, "<")
    _addresses(octets, at, template, copy, packet)
    _sequences(octets, at, template, copy, packet, seed)
    return octets.tobytes()


def _addresses(octets: Octets, at: Ints, template: Template, copy: Ints, packet: Ints) -> None:
    chosen = np.flatnonzero(template.client[packet] >= 0)
    rows, where = packet[chosen], at[chosen] + template.client[packet[chosen]]
    old = _get32(octets, where)
    clients = int(template.own.max()) + 1
    four = FIRST_CLIENT + copy[chosen] * clients + template.own[rows] + 1
    other = np.where(template.is_ip6[rows], old + copy[chosen], four) & 0xFFFFFFFF
    new = np.where(copy[chosen] == 0, old, other)
    _put32(octets, where, new, ">")
    for sums in (template.header_sum, template.transport_sum):
        _correct(octets, at[chosen], sums[rows], old, new, template.is_udp[rows])


def _sequences(octets: Octets, at: Ints, template: Template, copy: Ints, packet: Ints, seed: int) -> None:
    """Both sides' numbers move by amounts of the copy's own."""
    chosen = np.flatnonzero(template.sequence[packet] >= 0)
    rows = packet[chosen]
    for offset, of_sender in ((0, True), (4, False)):
        where = at[chosen] + template.sequence[rows] + offset
        old = _get32(octets, where)
        moved = (old + _moves(copy[chosen], template.is_up[rows] == of_sender, seed)) & 0xFFFFFFFF
        # A SYN and the reset that answers one leave a number 0 that means nothing.
        new = np.where((old == 0) & ~_has_ack(octets, at[chosen], template.sequence[rows]), old, moved)
        _put32(octets, where, new, ">")
        _correct(octets, at[chosen], template.transport_sum[rows], old, new, template.is_udp[rows])


def _has_ack(octets: Octets, at: Ints, sequence: Ints) -> NDArray[np.bool_]:
    return np.asarray((octets[at + sequence + 9] & 0x10) != 0, np.bool_)


def _moves(copy: Ints, of_client: NDArray[np.bool_], seed: int) -> Ints:
    """How far a side's numbers move; the first copy is the template itself."""
    salt = int.from_bytes(hashlib.sha256(struct.pack("<q", seed)).digest()[:4], "little") | 1
    far = copy * np.where(of_client, 2_654_435_761, 2_246_822_519)
    return np.asarray((far + copy * salt) & 0xFFFFFFFF, np.int64)


def _get32(octets: Octets, at: Ints) -> Ints:
    parts = octets[at[:, None] + np.arange(4)].astype(np.int64)
    return np.asarray(parts @ np.array([1 << 24, 1 << 16, 1 << 8, 1], np.int64), np.int64)


def _put32(octets: Octets, at: Ints, value: Ints, order: str) -> None:
    octets[at[:, None] + np.arange(4)] = value.astype(f"{order}u4").view(np.uint8).reshape(-1, 4)


def _correct(octets: Octets, at: Ints, sums: Ints, old: Ints, new: Ints, is_udp: Any) -> None:
    """Correct checksums for a 32-bit field that changed: HC' = ~(~HC + ~m + m') (RFC 1624 §3)."""
    chosen = np.flatnonzero(sums >= 0)
    where, before, after = at[chosen] + sums[chosen], old[chosen], new[chosen]
    held = octets[where].astype(np.int64) << 8 | octets[where + 1]
    total = (
        (~held & 0xFFFF) + (~(before >> 16) & 0xFFFF) + (~before & 0xFFFF) + (after >> 16) + (after & 0xFFFF)
    )
    for _ in range(3):
        total = (total & 0xFFFF) + (total >> 16)
    fixed = ~total & 0xFFFF
    # RFC 768: a UDP checksum of 0 means none.
    fixed = np.where(is_udp[chosen] & (fixed == 0), 0xFFFF, fixed)
    octets[where], octets[where + 1] = (fixed >> 8).astype(np.uint8), (fixed & 0xFF).astype(np.uint8)
