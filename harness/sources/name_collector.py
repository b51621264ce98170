"""NameCollector: payloads that may hold a name -> what they tell, with the packet that told it.

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

from harness.kernel.codes import (
    K_CONTINUED,
    K_DATAGRAM,
    K_DNS,
    K_MIDSTREAM,
    K_QUIC,
    K_STREAM,
    K_TLS_SERVER,
    K_UNKNOWN,
)
from harness.kernel.heads import HEAD_LIMIT, ONE_SEQUENCE
from harness.kernel.interest import HELLO_LIMIT
from harness.model.facts import HelloFact, NameFact, ServiceFact
from harness.model.malformed import Malformed, Reason
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.sources.name_rows import NameRow, NameRows
from harness.sources.protocol_rows import ProtocolRow, ProtocolRows
from harness.sources.service_rows import ServiceRow, ServiceRows
from harness.wire.further import datagram_start, stream_start
from harness.wire.heads import Head
from harness.wire.messages import Facts, after_message, message_wanted, read_message, stream_kind
from harness.wire.openings import DatagramStart, StreamStart
from harness.wire.quic import ClientInitials

MAX_HELD_OCTETS: Final = 32 * 1024 * 1024
"""All heads together; beyond it the oldest is given up."""
MAX_HEADS: Final = 65_536
MAX_ENDS: Final = 1_024
"""Ends of messages held; each matters only for the packets of one batch."""
_ENOUGH_TO_TELL: Final = 8
"""Octets that tell a ClientHello or HTTP request from anything else."""
_NEVER_WHOLE: Final = frozenset((K_UNKNOWN, K_QUIC, K_STREAM, K_MIDSTREAM, K_DATAGRAM))
"""Kinds whose payload is no message as it stands."""


@dataclass(slots=True)
class _Held:
    row: int
    """Of the flow in its table."""
    head: Head | ClientInitials | DatagramStart
    kind: int
    start: StreamStart | None = None
    """Of a stream that the kernel knows nothing of."""
    time_ns: int = 0
    packet: int = 0


class NameCollector:
    """Collects names of one capture.

    Args:
        close_head: Called with (row, side) when no more segments of that head are wanted.
    """

    def __init__(self, close_head: Callable[[int, int], None]) -> None:
        self._close_head = close_head
        self._held: dict[tuple[int, int], _Held] = {}
        self._octets = 0
        self._ends: dict[tuple[int, int], int] = {}
        """Sequence numbers behind messages that something else follows, of heads closed of late."""
        self.rows = NameRows()
        self.hellos = HelloRows()
        self.services = ServiceRows()
        self.protocols = ProtocolRows()
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
        facts: Facts,
        hello: HelloFact | None = None,
    ) -> None:
        """Put what a message told into the table of its kind, with where it was seen."""
        for fact in facts:
            if isinstance(fact, NameFact):
                self.rows.append(NameRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, ServiceFact):
                self.services.append(ServiceRow(flow, side, time_ns, packet, fact))
            else:
                self.protocols.append(ProtocolRow(flow, side, time_ns, packet, fact))
        if hello is not None:
            self.hellos.append(HelloRow(flow, side, time_ns, packet, hello))

    def _open(self, kind: int, flow: int, side: int, row: int, start: int) -> None:
        if (old := self._held.get((flow, side))) is not None:
            self._give_up(flow, side, old, keep_open=True)
        if kind == K_QUIC:
            held = _Held(row, ClientInitials(), kind)
        elif kind == K_DATAGRAM:
            held = _Held(row, datagram_start(), kind)
        elif kind in (K_STREAM, K_MIDSTREAM):
            held = _Held(row, Head(start, HEAD_LIMIT), kind, stream_start(begins=kind == K_STREAM))
        else:
            held = _Held(row, Head(start, HELLO_LIMIT), kind)
        self._held[flow, side] = held

    def _make_room(self) -> None:
        """Give up the oldest heads where too much is held."""
        while self._octets > MAX_HELD_OCTETS or len(self._held) > MAX_HEADS:
            (flow, side), oldest = next(iter(self._held.items()))
            self._give_up(flow, side, oldest)

    def _continue(self, flow: int, side: int, time_ns: int, packet: int, seq: int, data: bytes) -> None:
        held = self._held.get((flow, side))
        if held is None:
            self._take_behind(flow, side, time_ns, packet, seq, data)
            return
        held.time_ns, held.packet = time_ns, packet
        if isinstance(held.head, DatagramStart):
            self._take_datagram(held, held.head, flow, side, data)
            return
        self._octets -= held.head.held_octets
        prefix = held.head.feed(seq, data)
        self._octets += held.head.held_octets
        if held.kind == K_UNKNOWN and len(prefix) >= _ENOUGH_TO_TELL:
            held.kind = stream_kind(prefix) or K_STREAM
            if held.kind == K_STREAM:
                held.start = stream_start(begins=True)
        if held.start is not None:
            self._look(held, held.start, flow, side, prefix, (seq + len(data)) & ONE_SEQUENCE)
        elif held.kind != K_UNKNOWN and message_wanted(held.kind, prefix) <= len(prefix):
            self._decode(held.kind, prefix, flow, side, time_ns, packet)
            self._drop(flow, side, held)
        elif held.head.capped:
            self._give_up(flow, side, held)

    def _take_behind(self, flow: int, side: int, time_ns: int, packet: int, seq: int, data: bytes) -> None:
        """A segment that the kernel handed over before its head was closed: what a proxy was asked for begins there."""
        if self._ends.get((flow, side)) != seq:
            return
        kind = stream_kind(data)
        if kind is None:
            return
        if message_wanted(kind, data) <= len(data):
            self._decode(kind, data, flow, side, time_ns, packet)
        else:
            self.heads_cut += 1

    def _take_datagram(self, held: _Held, head: DatagramStart, flow: int, side: int, data: bytes) -> None:
        self._octets -= head.held_octets
        facts, done = head.feed(data)
        self._octets += head.held_octets
        self._keep(flow, side, held.time_ns, held.packet, facts)
        if done:
            self._drop(flow, side, held)

    def _look(self, held: _Held, start: StreamStart, flow: int, side: int, prefix: bytes, seq: int) -> None:
        """Look at the start of a stream that the kernel knows nothing of."""
        facts, done = start.look(prefix)
        self._keep(flow, side, held.time_ns, held.packet, facts)
        if done:
            self._drop(flow, side, held)
            if facts:
                self._note_end(flow, side, seq)
        elif len(prefix) >= HEAD_LIMIT:
            self._give_up(flow, side, held)

    def _note_end(self, flow: int, side: int, seq: int) -> None:
        """Note where a message ended, in place of the oldest where there are many."""
        if len(self._ends) >= MAX_ENDS:
            del self._ends[next(iter(self._ends))]
        self._ends[flow, side] = seq

    def _give_up(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        """Decode an incomplete head as far as it goes, and count it as cut where a message was."""
        if isinstance(held.head, DatagramStart):
            self._keep(flow, side, held.time_ns, held.packet, held.head.end())
        elif held.start is not None:
            self._keep(flow, side, held.time_ns, held.packet, held.start.end(held.head.prefix))
        else:
            self.heads_cut += 1
            kind = held.kind or stream_kind(held.head.prefix)
            found = read_message(kind, held.head.prefix) if kind else None
            if found is not None and not isinstance(found, Malformed):
                self._keep(flow, side, held.time_ns, held.packet, *found)
        self._drop(flow, side, held, keep_open=keep_open)

    def _drop(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        del self._held[flow, side]
        self._octets -= held.head.held_octets
        if not keep_open:
            self._close_head(held.row, side)
