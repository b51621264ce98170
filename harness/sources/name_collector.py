"""NameCollector: payloads that may hold a name -> name facts, with the packet that gave them.

Whole messages are decoded at once. Those that continue are held as heads until their own
length says that they are complete; what is held is bounded, and what had to be given up
is counted, because a name may be missing there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import K_CONTINUED, K_DNS, K_QUIC, K_TLS_SERVER, K_UNKNOWN
from harness.kernel.interest import HELLO_LIMIT
from harness.model.facts import HelloFact, NameFact, ServiceFact
from harness.model.malformed import Malformed, Reason
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.sources.name_rows import NameRow, NameRows
from harness.sources.service_rows import ServiceRow, ServiceRows
from harness.wire.heads import Head
from harness.wire.messages import after_message, message_wanted, read_message, stream_kind
from harness.wire.quic import ClientInitials

MAX_HELD_OCTETS: Final = 32 * 1024 * 1024
"""All heads together; beyond it the oldest is given up."""
MAX_HEADS: Final = 65_536
_ENOUGH_TO_TELL: Final = 8
"""Octets that tell a ClientHello or HTTP request from anything else."""
_NEVER_WHOLE: Final = (K_UNKNOWN, K_QUIC)
"""Kinds whose payload is no message as it stands."""


@dataclass(slots=True)
class _Held:
    row: int
    """Of the flow in its table."""
    head: Head | ClientInitials
    kind: int
    time_ns: int
    packet: int


class NameCollector:
    """Collects names of one capture.

    Args:
        close_head: Called with (row, side) when no more segments of that head are wanted.
    """

    def __init__(self, close_head: Callable[[int, int], None]) -> None:
        self._close_head = close_head
        self._held: dict[tuple[int, int], _Held] = {}
        self._octets = 0
        self.rows = NameRows()
        self.hellos = HelloRows()
        self.services = ServiceRows()
        self.heads_cut = 0
        self.malformed = 0

    def take(self, buf: NDArray[np.uint8], events: NDArray[np.void]) -> None:
        """Decode the payloads of a batch; ``buf`` is the buffer that the events point into."""
        if not len(events):
            return
        columns = (events[name].tolist() for name in ("kind", "flow", "side", "time_ns", "number"))
        places = (events[name].tolist() for name in ("row", "seq", "start", "offset", "octets"))
        for kind, flow, side, time_ns, packet, row, seq, start, offset, octets in zip(
            *columns, *places, strict=True
        ):
            data = buf[offset : offset + octets].tobytes()
            if kind == K_CONTINUED:
                self._continue(flow, side, time_ns, packet, seq, data)
            elif kind == K_DNS or (kind not in _NEVER_WHOLE and message_wanted(kind, data) <= len(data)):
                self._decode(kind, data, flow, side, time_ns, packet)
                if kind == K_TLS_SERVER:  # the kernel cannot tell how long it is
                    self._close_head(row, side)
            else:
                self._open(kind, flow, side, row, start)
                self._continue(flow, side, time_ns, packet, seq, data)
                self._make_room()

    def held_rows(self) -> NDArray[np.int64]:
        """Rows of flows that a head is held of."""
        return np.fromiter((held.row for held in self._held.values()), dtype=np.int64)

    def move(self, became: NDArray[np.int64]) -> None:
        """Note where the rows of a table went; those that a head is held of are all there."""
        for held in self._held.values():
            held.row = int(became[held.row])

    def finish(self) -> None:
        """Decode what is still held as far as it goes; call once, at the end of the capture."""
        for (flow, side), held in list(self._held.items()):
            self._give_up(flow, side, held)

    def _decode(self, kind: int, data: bytes, flow: int, side: int, time_ns: int, packet: int) -> None:
        """Decode a whole message, and those of its kind that follow it in the same octets."""
        while True:
            found = read_message(kind, data)
            if isinstance(found, Malformed):
                self.malformed += found.reason not in (Reason.NOT_THIS, Reason.TRUNCATED)
                self.heads_cut += found.reason is Reason.TRUNCATED
                return
            self._keep(flow, side, time_ns, packet, *found)
            data = after_message(kind, data)
            wanted = message_wanted(kind, data) if data else 0
            if wanted == 0:
                return
            if wanted > len(data):
                self.heads_cut += 1
                return

    def _keep(
        self,
        flow: int,
        side: int,
        time_ns: int,
        packet: int,
        facts: tuple[NameFact | ServiceFact, ...],
        hello: HelloFact | None,
    ) -> None:
        """Put what a message told into the table of its kind, with where it was seen."""
        for fact in facts:
            if isinstance(fact, NameFact):
                self.rows.append(NameRow(flow, side, time_ns, packet, fact))
            else:
                self.services.append(ServiceRow(flow, side, time_ns, packet, fact))
        if hello is not None:
            self.hellos.append(HelloRow(flow, side, time_ns, packet, hello))

    def _open(self, kind: int, flow: int, side: int, row: int, start: int) -> None:
        if (old := self._held.get((flow, side))) is not None:
            self._give_up(flow, side, old, keep_open=True)
        head = ClientInitials() if kind == K_QUIC else Head(start, HELLO_LIMIT)
        self._held[flow, side] = _Held(row, head, kind, 0, 0)

    def _make_room(self) -> None:
        """Give up the oldest heads where too much is held."""
        while self._octets > MAX_HELD_OCTETS or len(self._held) > MAX_HEADS:
            (flow, side), oldest = next(iter(self._held.items()))
            self._give_up(flow, side, oldest)

    def _continue(self, flow: int, side: int, time_ns: int, packet: int, seq: int, data: bytes) -> None:
        held = self._held.get((flow, side))
        if held is None:
            return  # complete or given up since the kernel looked
        self._octets -= held.head.held_octets
        prefix = held.head.feed(seq, data)
        self._octets += held.head.held_octets
        held.time_ns, held.packet = time_ns, packet
        if held.kind == K_UNKNOWN and len(prefix) >= _ENOUGH_TO_TELL:
            held.kind = stream_kind(prefix) or K_UNKNOWN
            if held.kind == K_UNKNOWN:
                self._drop(flow, side, held)
                return
        if held.kind != K_UNKNOWN and message_wanted(held.kind, prefix) <= len(prefix):
            self._decode(held.kind, prefix, flow, side, time_ns, packet)
            self._drop(flow, side, held)
        elif held.head.capped:
            self._give_up(flow, side, held)

    def _give_up(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        """Decode an incomplete head as far as it goes, and count it as cut."""
        self.heads_cut += 1
        kind = held.kind or stream_kind(held.head.prefix)
        if kind:
            found = read_message(kind, held.head.prefix)
            if not isinstance(found, Malformed):
                self._keep(flow, side, held.time_ns, held.packet, *found)
        self._drop(flow, side, held, keep_open=keep_open)

    def _drop(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        del self._held[flow, side]
        self._octets -= held.head.held_octets
        if not keep_open:
            self._close_head(held.row, side)
