"""Packets taken out of tunnels in; the same packets as their outer IP headers show them out.

Opening a tunnel must not hide whom its packets were sent to: a product may wrap its data
itself. So where an outer end is beyond the local network, the packet counts twice: for the
flow inside, and for the flow between the tunnel's ends, with the octets of each. Between
local ends, as of a mirror, only the inside counts (decision 0088).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import IP
from harness.kernel.decode import decode_outer
from harness.model.addresses import scope_of_parsed
from harness.model.words import Scope

MAX_KNOWN: Final = 65_536
"""Addresses whose scope is remembered."""

Records = NDArray[np.void]


class OuterEnds:
    """Adds the flows between tunnel ends to batches; remembers which addresses are local."""

    def __init__(self) -> None:
        self._local: dict[tuple[int, int, int], bool] = {}

    def add(self, buf: NDArray[np.uint8], packets: Records) -> Records:
        """Give a batch with the outer records in their places; the same batch where there are none.

        Args:
            buf: Buffer that the records point into.
            packets: Decoded PACKET records.
        """
        opened = np.flatnonzero(packets["encapsulated"])
        if not len(opened):
            return packets
        outer = []
        for depth in range(int(packets["encapsulated"].max())):
            layer = packets[packets["encapsulated"] > depth]
            decode_outer(buf, layer, len(layer), depth)
            layer["payload_captured"] = 0  # names in it are told by the inner packet
            layer = layer[(layer["verdict"] == IP) & (layer["encapsulated"] == depth)]
            outer.append(layer[self._leads_out(layer)])
        every = np.concatenate([*outer, packets])
        if len(every) == len(packets):
            return packets
        return every[np.argsort(every["number"], kind="stable")]

    def _leads_out(self, packets: Records) -> NDArray[np.bool_]:
        """Which packets have an end beyond the local network."""
        ends = ("family", "source_hi", "source_lo"), ("family", "destination_hi", "destination_lo")
        columns = [packets[list(names)].tolist() for names in ends]
        local = [
            self._is_local(source) and self._is_local(target) for source, target in zip(*columns, strict=True)
        ]
        return ~np.array(local, dtype=bool)

    def _is_local(self, end: tuple[int, int, int]) -> bool:
        known = self._local.get(end)
        if known is None:
            if len(self._local) >= MAX_KNOWN:
                self._local.clear()
            known = self._local[end] = scope_of_parsed(_address(*end))[0] is Scope.LOCAL
        return known


def _address(family: int, high: int, low: int) -> IPv4Address | IPv6Address:
    if family == 6:
        return IPv6Address((high & (2**64 - 1)) << 64 | low & (2**64 - 1))
    return IPv4Address(low & 0xFFFFFFFF)
