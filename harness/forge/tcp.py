# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""One TCP connection past the tap: SYN with options, data, acknowledgements, end (RFC 9293, RFC 7323)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scapy.layers.inet import TCP

from harness.forge.line import Line
from harness.forge.packets import Told

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
WINDOW, SCALE = 64240, 7
RESEND_NS = 250_000_000
FIRST_SYN_TIMEOUT_NS = 1_000_000_000
"""RFC 6298 §2."""
SEGMENT_OCTETS = 1380
"""Fits every link here with its headers."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Payload of one packet, and what it shows."""

    payload: bytes
    sealed: bool = False
    sealed_octets: int = 0
    names: tuple[Told, ...] = ()
    message: int | None = None
    """As in Packet."""
    message_begin: int = 0


@dataclass(slots=True)
class Connection:
    """State of both ends as far as the tap sees it; keyed by "is the client's"."""

    line: Line
    sequence: dict[bool, int] = field(default_factory=dict)
    clock: dict[bool, int] = field(default_factory=dict)
    stamp: dict[bool, int] = field(default_factory=dict)
    """Last TSval of each side."""

    def __post_init__(self) -> None:
        random = self.line.random
        self.sequence = {up: random.getrandbits(32) for up in (True, False)}
        self.clock = {up: random.getrandbits(31) for up in (True, False)}
        self.stamp = {True: 0, False: 0}

    def open(self, level: str, syn_retransmissions: int) -> bool:
        """Open it; says whether it is open now."""
        for turn in range(syn_retransmissions):
            self._send(up=True, flags=SYN)
            self.line.now_ns += FIRST_SYN_TIMEOUT_NS << turn
        self._send(up=True, flags=SYN)
        if level == "syn_only":
            return False
        self.sequence[True] += 1
        self.line.wait_opened()
        if level == "refused":
            self.sequence[False] = 0
            self._send(up=False, flags=RST | ACK)
            return False
        self._send(up=False, flags=SYN | ACK)
        self.sequence[False] += 1
        self.line.wait_near()
        self._send(up=True, flags=ACK)
        return True

    def client_says(self, segments: Sequence[Segment], resend: int = 0) -> None:
        """Data to the server and its acknowledgement; the first ``resend`` segments go twice."""
        begin = self.sequence[True]
        for segment in segments:
            self.line.wait_next()
            self._send(up=True, flags=PSH | ACK, segment=segment)
        if resend:
            end, self.line.now_ns = self.sequence[True], self.line.now_ns + RESEND_NS
            self.sequence[True] = begin
            for segment in segments[:resend]:
                self.line.wait_next()
                self._send(up=True, flags=PSH | ACK, segment=segment)
            self.sequence[True] = end
        self.line.wait_acknowledged()
        self._send(up=False, flags=ACK)
        self.line.wait_said()

    def server_says(self, segments: Sequence[Segment]) -> None:
        """Data to the device, every second segment acknowledged."""
        for number, segment in enumerate(segments, 1):
            self.line.wait_next()
            self._send(up=False, flags=PSH | ACK, segment=segment)
            if number % 2 == 0 or number == len(segments):
                self.line.wait_near()
                self._send(up=True, flags=ACK)

    def close(self, how: str) -> None:
        """End it by FIN or RST, or leave it."""
        if how == "none":
            return
        self.line.wait_next()
        if how == "rst":
            self._send(up=True, flags=RST | ACK)
            return
        self._send(up=True, flags=FIN | ACK)
        self.sequence[True] += 1
        self.line.wait_acknowledged()
        self._send(up=False, flags=FIN | ACK)
        self.sequence[False] += 1
        self.line.wait_near()
        self._send(up=True, flags=ACK)

    def _send(self, *, up: bool, flags: int, segment: Segment | None = None) -> None:
        key, payload = self.line.key, segment.payload if segment else b""
        ports = (key.client_port, key.server_port) if up else (key.server_port, key.client_port)
        stamps = None if flags & RST else self._stamps(up=up, first=flags == SYN)
        layer = TCP(
            sport=ports[0],
            dport=ports[1],
            seq=self.sequence[up] % 2**32,
            ack=self.sequence[not up] % 2**32 if flags & ACK else 0,
            flags=flags,
            window=WINDOW,
            options=_options(stamps, syn=bool(flags & SYN), ip6=":" in key.client_ip),
        )
        self.sequence[up] += len(payload)
        self.line.put(
            layer / payload if payload else layer,
            up=up,
            names=segment.names if segment else (),
            payload_octets=len(payload),
            flags=flags,
            tsval=stamps[0] if stamps else None,
            tsecr=stamps[1] if stamps else None,
            sealed=bool(segment and segment.sealed),
            sealed_octets=segment.sealed_octets if segment else 0,
            message=segment.message if segment else None,
            message_begin=segment.message_begin if segment else 0,
        )

    def _stamps(self, *, up: bool, first: bool) -> tuple[int, int]:
        """TSval by a clock of 1 ms, and the other side's last one (RFC 7323 §3)."""
        value = (self.clock[up] + self.line.now_ns // 1_000_000) % 2**32
        self.stamp[up] = value
        return value, 0 if first else self.stamp[not up]


def _options(stamps: tuple[int, int] | None, *, syn: bool, ip6: bool) -> list[tuple[str, Any]]:
    if stamps is None:
        return []
    if syn:
        return [
            ("MSS", 1440 if ip6 else 1460),
            ("SAckOK", b""),
            ("Timestamp", stamps),
            ("NOP", None),
            ("WScale", SCALE),
        ]
    return [("NOP", None), ("NOP", None), ("Timestamp", stamps)]


def plain_segments(payload: bytes, names: tuple[Told, ...] = ()) -> list[Segment]:
    """Payload cut into packets; the names are told by the first."""
    cuts = range(0, len(payload), SEGMENT_OCTETS)
    return [Segment(payload[at : at + SEGMENT_OCTETS], names=names if at == 0 else ()) for at in cuts]
