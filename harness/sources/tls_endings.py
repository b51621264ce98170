"""Flows that began with a ClientHello and have little payload -> what each side sent, in records (``harness.wire.tls_alerts``).

Blind spots: flows with more payload than is kept are not looked at; who refuses a certificate sends little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import F_SYN
from harness.model.malformed import Malformed
from harness.sources.flow_filter import FlowFilter, WantedFlow
from harness.wire.heads import Head
from harness.wire.tls_alerts import Ending, read_ending

MAX_OCTETS: Final = 4_096
"""Of what a client sent: a hello, its Finished, and perhaps an alert."""
MAX_FLOWS: Final = 16_384
"""Looked at in one reading."""


class FlowEnding(NamedTuple):
    """How a flow went on behind its ClientHello."""

    flow_id: int
    capture: int
    """Index of the capture with the client's last payload."""
    packet: int
    """Number of that packet."""
    time_ns: int
    up: Ending
    answered: bool
    """Whether the server sent something."""


class _Flow:
    """What is known of one flow."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.last = (0, 0, 0)
        self.answered = False


class EndingCollector:
    """Collects what clients sent in some flows."""

    def __init__(self, flows: Iterable[WantedFlow]) -> None:
        self._filter = FlowFilter(flows)
        self._flows: dict[int, _Flow] = {}
        self.capture = 0
        """Index of the capture that is read."""

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """See packet_walk.Taker."""
        for row, flow_id, from_client in self._filter.find(packets):
            packet = packets[row]
            flow = self._flows.setdefault(flow_id, _Flow())
            if packet["seq"] < 0:
                continue
            seq, octets = int(packet["seq"]), int(packet["payload_captured"])
            opens = bool(packet["flags"] & F_SYN)
            if not from_client:
                flow.answered = flow.answered or octets > 0
                continue
            if flow.head is None and (opens or octets > 0):
                flow.head = Head(seq + opens, MAX_OCTETS)
            if octets > 0 and flow.head is not None:
                start = int(packet["payload"])
                flow.head.feed(seq + opens, buf[start : start + octets].tobytes())
                flow.last = (self.capture, int(packet["number"]), int(packet["time_ns"]))

    def endings(self) -> Iterator[FlowEnding]:
        """Give what could be read, in the order that flows were met; call once, at the end."""
        for flow_id, flow in self._flows.items():
            if flow.head is None or flow.head.capped:
                continue
            ending = read_ending(flow.head.prefix)
            if not isinstance(ending, Malformed):
                yield FlowEnding(flow_id, *flow.last, ending, flow.answered)
