"""Broadcasts: 802.11 frames that may hold Remote ID -> what each transmitter said, once, with how often and until when.

A drone repeats itself several times a second for as long as it flies. What is held is bounded: beyond, the oldest is given
to the table as it stands, and begins anew if it is said again. So nothing is lost, and rows stay in order of first packets.

Blind spots: frames whose Remote ID is cut or contradicts itself tell nothing; those of ``harness.wire.told_frames``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import NO_IP
from harness.kernel.records import NO_TIME
from harness.model.facts import ProtocolFact
from harness.model.malformed import Malformed
from harness.sources.broadcast_rows import BroadcastRow, BroadcastRows
from harness.wire.told_frames import frame_facts

MAX_HELD: Final = 4_096
"""Facts, each of one transmitter; some four for each drone."""
_COLUMNS: Final = ("source_mac", "time_ns", "number", "payload", "payload_captured")


class Broadcasts:
    """Collects what the frames of one capture tell."""

    def __init__(self) -> None:
        self.rows = BroadcastRows()
        self._held: dict[tuple[int, ProtocolFact], BroadcastRow] = {}
        """By transmitter and fact, in order of first packets."""
        self._clock_ns = 0

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """Look at a batch of decoded PACKET records; ``buf`` is the buffer that they point into."""
        without_ip = packets["verdict"] == NO_IP
        if not without_ip.any():
            return
        noted = packets[without_ip & (packets["payload_captured"] > 0)]
        columns = (noted[name].tolist() for name in _COLUMNS)
        for mac, time_ns, packet, at, octets in zip(*columns, strict=True):
            if time_ns != NO_TIME:
                self._clock_ns = time_ns
            facts = frame_facts(buf[at : at + octets].tobytes())
            for fact in () if isinstance(facts, Malformed) else facts:
                if isinstance(fact, ProtocolFact):
                    self._keep(mac, packet, fact)

    def finish(self) -> None:
        """Give what is held to the table; call once, at the end of the capture."""
        for row in self._held.values():
            self.rows.append(row)
        self._held.clear()

    def _keep(self, mac: int, packet: int, fact: ProtocolFact) -> None:
        now_ns, key = self._clock_ns, (mac, fact)
        known = self._held.get(key)
        if known is not None:
            last_ns = max(known.last_ns, now_ns)
            self._held[key] = known._replace(frames=known.frames + 1, last_ns=last_ns)
            return
        if len(self._held) >= MAX_HELD:
            self.rows.append(self._held.pop(next(iter(self._held))))
        self._held[key] = BroadcastRow(mac, now_ns, packet, 1, now_ns, fact)
