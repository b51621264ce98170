"""Flows that are wanted, in; which packets of a batch are theirs, out.

A packet belongs to a flow by its addresses, ports and transport, and of several flows between the same ends to the one
whose time it is in. Most packets are passed over without looking at them one by one.

Blind spots: a fragment whose ports are not known is in no flow here. Of two flows between the same ends that follow each other at
once, a packet at the border may be given to either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import P_TCP, P_UDP
from harness.kernel.records import NO_TIME

_NUMBERS: Final = {"tcp": P_TCP, "udp": P_UDP}
_MIX: Final = tuple(
    np.int64(factor) for factor in (0x1E3779B97F4A7C15, 0x3F58476D1CE4E5B9, 0x14D049BB133111EB)
)
_ENDS: Final = [
    "source_hi",
    "source_lo",
    "source_port",
    "destination_hi",
    "destination_lo",
    "destination_port",
]

End = tuple[int, int, int]
"""Address in two halves as in PACKET, and port."""


class WantedFlow(NamedTuple):
    """One flow; fields as in FLOWS, with ports."""

    flow_id: int
    client_ip: str
    client_port: int
    server_ip: str
    server_port: int
    transport: str
    start_ns: int
    end_ns: int


class Met(NamedTuple):
    """A packet of a wanted flow."""

    row: int
    """In the batch."""
    flow_id: int
    from_client: bool


class FlowFilter:
    """Finds packets of some flows of one vantage point."""

    def __init__(self, flows: Iterable[WantedFlow]) -> None:
        self._flows: dict[tuple[int, End, End], list[tuple[int, WantedFlow, End]]] = {}
        for flow in flows:
            client = (*_halves(flow.client_ip), flow.client_port)
            server = (*_halves(flow.server_ip), flow.server_port)
            key = (_NUMBERS[flow.transport], min(client, server), max(client, server))
            self._flows.setdefault(key, []).append((flow.start_ns, flow, client))
        for several in self._flows.values():
            several.sort(key=lambda one: one[0])
        marks = [_mark_of(*key) for key in self._flows]
        self._marks = np.unique(np.array(marks, dtype=np.int64))

    def __len__(self) -> int:
        return sum(len(several) for several in self._flows.values())

    def find(self, packets: NDArray[np.void]) -> Iterator[Met]:
        """Give the packets of a batch that are in a wanted flow, in their order.

        Args:
            packets: Decoded PACKET records.
        """
        if not len(self._marks):
            return
        rows = np.flatnonzero(np.isin(_marks_of(packets), self._marks))
        for row in rows.tolist():
            packet = packets[row]
            ends = packet[_ENDS].tolist()
            source, destination = ends[:3], ends[3:]
            key = (int(packet["protocol"]), min(source, destination), max(source, destination))
            several = self._flows.get(key)
            if several is None:
                continue
            _, flow, client = several[_place(several, int(packet["time_ns"]))]
            yield Met(row, flow.flow_id, source == client)


def _place(several: list[tuple[int, WantedFlow, End]], time_ns: int) -> int:
    """Which of several flows between the same ends a packet is in: the last that began before."""
    if len(several) == 1 or time_ns == NO_TIME:
        return 0
    return max(bisect_right(several, time_ns, key=lambda one: one[0]) - 1, 0)


def _halves(address: str) -> tuple[int, int]:
    """As in PACKET: bit patterns in int64, IPv4 in the low 32 bits of the second."""
    if ":" not in address:
        return 0, int.from_bytes(inet_pton(AF_INET, address), "big")
    octets = inet_pton(AF_INET6, address)
    return int.from_bytes(octets[:8], "big", signed=True), int.from_bytes(octets[8:], "big", signed=True)


def _mark_of(protocol: int, one: End, other: End) -> int:
    record = np.zeros(1, dtype=[(name, "i8") for name in (*_ENDS, "protocol")])
    record[0] = (*one, *other, protocol)
    return int(_marks_of(record)[0])


def _marks_of(packets: NDArray[np.void]) -> NDArray[np.int64]:
    """A number of the ends that does not depend on their order; different ends may share one."""
    one = _mixed(packets, "source")
    other = _mixed(packets, "destination")
    mixed: NDArray[np.int64] = (one ^ other) + (one + other) * _MIX[2] + packets["protocol"].astype(np.int64)
    return mixed


def _mixed(packets: NDArray[np.void], side: str) -> NDArray[np.int64]:
    low, high = packets[f"{side}_lo"], packets[f"{side}_hi"]
    mixed: NDArray[np.int64] = (
        (low * _MIX[0]) ^ (high * _MIX[1]) ^ (packets[f"{side}_port"].astype(np.int64) << 17)
    )
    return mixed ^ (mixed >> 29)
