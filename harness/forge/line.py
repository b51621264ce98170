# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""The line between a device and a server: addresses, delays, and packets as they pass the tap."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from harness.forge.frames import THEIR_TTL, Link, internet
from harness.forge.packets import FlowKey, Packet, Told

JITTER_MEAN_NS = 1_500_000
"""Waiting in queues, on top of the least round trip."""
THINK_NS = 900_000
"""A device on the local network answers after about so long."""
BETWEEN_NS = 110_000
"""From one packet of a burst to the next."""


@dataclass(slots=True)
class Line:
    """Makes the packets of one flow; keeps the time at the tap."""

    link: Link
    key: FlowKey
    mac: str
    rtt_ns: int
    """Least round trip from the tap to the server and back."""
    random: Random
    conversation: int
    now_ns: int
    packets: list[Packet] = field(default_factory=list)
    between: dict[str, Any] | None = None
    """What answers TCP in the server's name; see ``harness.rules.forge_between``."""

    def wait_opened(self) -> None:
        """Until the answer to a SYN."""
        if self.between is not None and self.between["answers"] == "acknowledgements":
            self.wait_far()
        else:
            self.wait_acknowledged()

    def wait_acknowledged(self) -> None:
        """Until the acknowledgement of what was sent now."""
        if self.between is None:
            self.wait_far()
        else:
            rtt_ns = round(self.between["rtt_ms"] * 1000) * 1000
            self.now_ns += rtt_ns + self._waited(JITTER_MEAN_NS // 8)

    def wait_said(self) -> None:
        """From the acknowledgement until the server's own payload can be here."""
        if self.between is not None and self.between["answers"] != "everything":
            self.wait_far()

    def wait_far(self) -> None:
        """Until the server's answer to what was sent now."""
        self.now_ns += self.rtt_ns + self._waited(JITTER_MEAN_NS)

    def wait_near(self) -> None:
        """Until the device's answer."""
        self.now_ns += THINK_NS + self._waited(JITTER_MEAN_NS // 8)

    def wait_next(self) -> None:
        """Until the next packet of a burst."""
        self.now_ns += BETWEEN_NS + self.random.randrange(20_000)

    def _waited(self, mean_ns: int) -> int:
        """Jitter: never negative, so that nobody answers from nearer than the distance allows."""
        return int(self.random.expovariate(1 / mean_ns))

    def put(
        self, layer: Any, *, up: bool, names: tuple[Told, ...] = (), broadcast: bool = False, **seen: Any
    ) -> None:
        """Pass a transport layer by the tap now; ``seen`` is what ``Packet`` says of it."""
        ends = (self.key.client_ip, self.key.server_ip)
        source, target = ends if up else ends[::-1]
        ttl = THEIR_TTL if self.between is None else self.between["ttl"]
        inner = internet(source, target, up=up, random=self.random, their_ttl=ttl) / layer
        frame = self.link.frame(inner, up=up, mac=self.mac, broadcast=broadcast)
        self.packets.append(
            Packet(
                time_ns=self.now_ns,
                up=up,
                frame=frame,
                conversation=self.conversation,
                key=self.key,
                names=names,
                **seen,
            )
        )
