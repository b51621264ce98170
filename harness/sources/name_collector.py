"""NameCollector: payloads that may hold a name -> what they tell, with the packet that told it.

Whole messages are decoded at once. Those that continue are held as heads until their own
length says that they are complete; what is held is bounded, and what had to be given up
is counted, because a name may be missing there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import (
    K_CONTINUED,
    K_DATAGRAM,
    K_DNS,
    K_HTTP,
    K_MIDSTREAM,
    K_QUIC,
    K_STREAM,
    K_TLS_SERVER,
    K_UNKNOWN,
)
from harness.kernel.heads import HEAD_LIMIT, ONE_SEQUENCE
from harness.kernel.interest import HELLO_LIMIT
from harness.model.facts import Facts, HelloFact, NameFact, ProtocolFact, ServiceFact
from harness.model.malformed import Malformed, Reason
from harness.model.protocols import Protocol
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.sources.name_rows import NameRow, NameRows
from harness.sources.protocol_rows import ProtocolRow, ProtocolRows
from harness.sources.service_rows import ServiceRow, ServiceRows
from harness.wire.further import datagram_start, stream_start
from harness.wire.heads import Head
from harness.wire.httpdns import Lookup
from harness.wire.messages import after_message, decode_message, fault_facts, message_wanted, stream_kind
from harness.wire.openings import DatagramStart, StreamStart
from harness.wire.quic import ClientInitials
from harness.wire.told_http import lookup_of

MAX_HELD_OCTETS: Final = 32 * 1024 * 1024
"""All heads together; beyond it the oldest is given up."""
MAX_HEADS: Final = 65_536
MAX_NOTED: Final = 1_024
"""Ends of messages and lookups held; each matters only for what comes next in its flow."""
_HTTPDNS: Final = Protocol.HTTPDNS.value
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
        self._lookups: dict[tuple[int, int], Lookup] = {}
        """What the other side of each asked for over HTTP, until the answer begins."""
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
            elif kind == K_DNS or (kind not in _NEVER_WHOLE and 0 < message_wanted(kind, data) <= len(data)):
                self._decode(kind, data, flow, side, time_ns, packet)
                if kind == K_TLS_SERVER:  # the kernel cannot tell how long it is
                    self._close_head(row, side)
            else:
                self._open(_likely(kind, data), flow, side, row, start)
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
            found = decode_message(kind, data)
            if isinstance(found, Malformed):
                self.malformed += found.reason not in (Reason.NOT_THIS, Reason.TRUNCATED)
                self.heads_cut += found.reason is Reason.TRUNCATED
                self._keep(flow, side, time_ns, packet, fault_facts(kind, found))
                return
            self._keep(flow, side, time_ns, packet, found)
            self._await_answer(flow, side, found, data)
            data = after_message(kind, data)
            wanted = message_wanted(kind, data) if data else 0
            if wanted == 0:
                return
            if wanted > len(data):
                self.heads_cut += 1
                return

    def _await_answer(self, flow: int, side: int, facts: Facts, data: bytes) -> None:
        """Note what a request looks up over HTTP."""
        if not any(isinstance(fact, ProtocolFact) and fact.protocol == _HTTPDNS for fact in facts):
            return
        lookup = lookup_of(data)
        if lookup is not None:
            _note(self._lookups, (flow, 1 - side), lookup)

    def _keep(
        self,
        flow: int,
        side: int,
        time_ns: int,
        packet: int,
        facts: Facts,
    ) -> None:
        """Put what a message told into the table of its kind, with where it was seen."""
        for fact in facts:
            if isinstance(fact, NameFact):
                self.rows.append(NameRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, ServiceFact):
                self.services.append(ServiceRow(flow, side, time_ns, packet, fact))
            elif isinstance(fact, HelloFact):
                self.hellos.append(HelloRow(flow, side, time_ns, packet, fact))
            else:
                self.protocols.append(ProtocolRow(flow, side, time_ns, packet, fact))

    def _open(self, kind: int, flow: int, side: int, row: int, start: int) -> None:
        if (old := self._held.get((flow, side))) is not None:
            self._give_up(flow, side, old, keep_open=True)
        if kind == K_QUIC:
            held = _Held(row, ClientInitials(), kind)
        elif kind == K_DATAGRAM:
            held = _Held(row, datagram_start(), kind)
        elif kind in (K_STREAM, K_MIDSTREAM):
            lookup = self._lookups.pop((flow, side), None)
            begins = stream_start(begins=kind == K_STREAM, lookup=lookup)
            held = _Held(row, Head(start, HEAD_LIMIT), kind, begins)
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
                _note(self._ends, (flow, side), seq)
        elif len(prefix) >= HEAD_LIMIT:
            self._give_up(flow, side, held)

    def _give_up(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        """Decode an incomplete head as far as it goes, and count it as cut where a message was."""
        if isinstance(held.head, DatagramStart):
            self._keep(flow, side, held.time_ns, held.packet, held.head.end())
        elif held.start is not None:
            self._keep(flow, side, held.time_ns, held.packet, held.start.end(held.head.prefix))
        else:
            self.heads_cut += 1
            kind = held.kind or stream_kind(held.head.prefix)
            found = decode_message(kind, held.head.prefix) if kind else ()
            facts = fault_facts(kind or K_UNKNOWN, found) if isinstance(found, Malformed) else found
            self._keep(flow, side, held.time_ns, held.packet, facts)
        self._drop(flow, side, held, keep_open=keep_open)

    def _drop(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        del self._held[flow, side]
        self._octets -= held.head.held_octets
        if not keep_open:
            self._close_head(held.row, side)


def _likely(kind: int, data: bytes) -> int:
    """What begins like HTTP and is none may be what has methods in common with it (RTSP, SIP)."""
    return K_MIDSTREAM if kind == K_HTTP and message_wanted(kind, data) == 0 else kind


_Noted = TypeVar("_Noted")


def _note(noted: dict[tuple[int, int], _Noted], key: tuple[int, int], value: _Noted) -> None:
    """Note something of a flow's side, in place of the oldest where there are many."""
    if len(noted) >= MAX_NOTED:
        del noted[next(iter(noted))]
    noted[key] = value
