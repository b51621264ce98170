"""NameCollector: payloads that may hold a name -> what they tell, with the packet that told it.

Whole messages are decoded at once. Those that continue are held as heads until their own
length says that they are complete; what is held is bounded, and what had to be given up
is counted, because a name may be missing there.

Blind spots: of answers to lookups over HTTP, those behind the first response of a connection; what follows a first
message, where it is cut between two batches.
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
    K_TLS,
    K_TLS_SERVER,
    K_UNKNOWN,
)
from harness.kernel.heads import HEAD_LIMIT, ONE_SEQUENCE
from harness.kernel.interest import HELLO_LIMIT
from harness.model.facts import Facts, ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.model.protocols import Protocol
from harness.sources.message_rows import MessageRows
from harness.wire.further import datagram_start, stream_start
from harness.wire.heads import Head
from harness.wire.hello_shapes import HelloShapes
from harness.wire.httpdns import Lookup
from harness.wire.messages import (
    after_message,
    decode_message,
    malformed_facts,
    message_wanted,
    stream_kind,
)
from harness.wire.openings import DatagramStart, StreamStart
from harness.wire.quic import ClientInitials
from harness.wire.told_http import lookup_of
from harness.wire.told_server import MALFORMED_CERTIFICATE

MAX_HELD_OCTETS: Final = 32 * 1024 * 1024
"""All heads together; beyond it the oldest is given up."""
MAX_HEADS: Final = 65_536
MAX_NOTED: Final = 1_024
"""Ends of messages and lookups held; each matters only for what comes next in its flow."""
_HTTPDNS: Final = Protocol.HTTPDNS.value
_ENOUGH_TO_TELL: Final = 8
"""Octets that tell a ClientHello or HTTP request from anything else."""
_STREAMS: Final = frozenset((K_STREAM, K_MIDSTREAM))
_NEVER_WHOLE: Final = frozenset((K_UNKNOWN, K_QUIC, K_STREAM, K_MIDSTREAM, K_DATAGRAM))
"""Kinds whose payload is no message as it stands."""


@dataclass(slots=True)
class _Held:
    row: int
    """Of the flow in its table."""
    head: Head | ClientInitials | DatagramStart
    kind: int
    begins: bool = True
    """Whether it can hold what its side sent first of all."""
    start: StreamStart | None = None
    """Of a stream that is neither TLS nor HTTP."""
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
        self._shapes = HelloShapes()
        self._ends: dict[tuple[int, int], int] = {}
        """Sequence numbers behind heads closed of late: what the kernel has handed over of the same stream may go on there."""
        self._lookups: dict[tuple[int, int], Lookup] = {}
        """What the other side of each asked for over HTTP, until the answer begins."""
        self.told = MessageRows()
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
            if kind == K_TLS and (known := self._shapes.known(data)) is not None:
                self.told.keep(flow, side, time_ns, packet, known)
            elif kind == K_CONTINUED:
                self._continue(flow, side, row, time_ns, packet, seq, data)
            elif kind == K_DNS or (kind not in _NEVER_WHOLE and 0 < message_wanted(kind, data) <= len(data)):
                self._decode(kind, data, flow, side, time_ns, packet)
                if kind == K_TLS_SERVER:  # the kernel cannot tell how long it is
                    self._close_head(row, side)
            else:
                self._open(kind, flow, side, row, start, begins=kind == K_STREAM or start != seq)
                self._continue(flow, side, row, time_ns, packet, seq, data)
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
                self.told.keep(flow, side, time_ns, packet, malformed_facts(kind, found))
                return
            if kind == K_TLS_SERVER:
                self.malformed += any(fact[1] == MALFORMED_CERTIFICATE for fact in found)
            if kind == K_TLS:
                self._shapes.learn(data, found)
            self.told.keep(flow, side, time_ns, packet, found)
            self._await_answer(flow, side, found, data)
            data = after_message(kind, data)
            wanted = message_wanted(kind, data) if data else 0
            if wanted == 0:
                return
            if wanted > len(data):
                self.heads_cut += 1
                return

    def _decode_cut(
        self, kind: int | None, data: bytes, flow: int, side: int, time_ns: int, packet: int
    ) -> None:
        """Decode a message as far as it goes, and count it as cut; None = it is not even known what it is."""
        self.heads_cut += 1
        if kind is None:
            return
        found = decode_message(kind, data)
        facts = malformed_facts(kind, found) if isinstance(found, Malformed) else found
        self.told.keep(flow, side, time_ns, packet, facts)

    def _await_answer(self, flow: int, side: int, facts: Facts, data: bytes) -> None:
        """Note what a request looks up over HTTP."""
        if not any(isinstance(fact, ProtocolFact) and fact.protocol == _HTTPDNS for fact in facts):
            return
        lookup = lookup_of(data)
        if lookup is not None:
            _note(self._lookups, (flow, 1 - side), lookup)

    def _open(self, kind: int, flow: int, side: int, row: int, start: int, *, begins: bool) -> None:
        if (old := self._held.get((flow, side))) is not None:
            self._give_up(flow, side, old, keep_open=True)
        head: Head | ClientInitials | DatagramStart
        if kind == K_QUIC:
            head = ClientInitials()
        elif kind == K_DATAGRAM:
            head = datagram_start()
        else:
            head = Head(start, HEAD_LIMIT if kind in _STREAMS else HELLO_LIMIT)
        self._held[flow, side] = _Held(row, head, kind, begins)

    def _make_room(self) -> None:
        """Give up the oldest heads where too much is held."""
        while self._octets > MAX_HELD_OCTETS or len(self._held) > MAX_HEADS:
            (flow, side), oldest = next(iter(self._held.items()))
            self._give_up(flow, side, oldest)

    def _continue(
        self, flow: int, side: int, row: int, time_ns: int, packet: int, seq: int, data: bytes
    ) -> None:
        held = self._held.get((flow, side)) or self._behind(flow, side, row, seq, data)
        if held is None:
            return
        held.time_ns, held.packet = time_ns, packet
        if isinstance(held.head, DatagramStart):
            self._take_datagram(held, held.head, flow, side, data)
            return
        self._octets -= held.head.held_octets
        prefix = held.head.feed(seq, data)
        self._octets += held.head.held_octets
        self._settle(held, flow, side, prefix)
        if held.start is not None:
            self._look(held, held.start, flow, side, prefix)
        elif held.kind != K_UNKNOWN and message_wanted(held.kind, prefix) <= len(prefix):
            self._decode(held.kind, prefix, flow, side, time_ns, packet)
            self._drop(flow, side, held)
        elif held.head.capped:
            self._give_up(flow, side, held)

    def _behind(self, flow: int, side: int, row: int, seq: int, data: bytes) -> _Held | None:
        """Open a head for what the kernel would have known to begin here, had it known that the one before was closed.

        It had handed this segment over already: it stands in one batch with the end of the message before.
        """
        end = self._ends.get((flow, side))
        if end is None or (seq - end) & ONE_SEQUENCE >= HEAD_LIMIT:  # sent again, or of another head
            return None
        kind = stream_kind(data)
        if kind is None:
            return None
        self._open(kind, flow, side, row, seq, begins=False)
        return self._held[flow, side]

    def _settle(self, held: _Held, flow: int, side: int, prefix: bytes) -> None:
        """Say what a head turned out to be; what begins like HTTP and is none may have methods in common with it (RTSP, SIP)."""
        if held.kind == K_UNKNOWN and len(prefix) >= _ENOUGH_TO_TELL:
            held.kind = stream_kind(prefix) or K_STREAM
        if held.kind == K_HTTP and message_wanted(K_HTTP, prefix) == 0:
            held.kind = K_STREAM
        if held.kind in _STREAMS and held.start is None:
            begins = held.begins and held.kind == K_STREAM
            held.start = stream_start(begins=begins, lookup=self._lookups.pop((flow, side), None))

    def _take_datagram(self, held: _Held, head: DatagramStart, flow: int, side: int, data: bytes) -> None:
        self._octets -= head.held_octets
        facts, done = head.feed(data)
        self._octets += head.held_octets
        self.told.keep(flow, side, held.time_ns, held.packet, facts)
        if done:
            self._drop(flow, side, held)

    def _look(self, held: _Held, start: StreamStart, flow: int, side: int, prefix: bytes) -> None:
        """Look at the start of a stream that the kernel knows nothing of."""
        facts, done = start.look(prefix)
        self.told.keep(flow, side, held.time_ns, held.packet, facts)
        if done:
            self._drop(flow, side, held)
        elif len(prefix) >= HEAD_LIMIT:
            self._give_up(flow, side, held)

    def _give_up(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        """Decode an incomplete head as far as it goes, and count it as cut where a message was."""
        if isinstance(held.head, DatagramStart):
            self.told.keep(flow, side, held.time_ns, held.packet, held.head.end())
        elif held.start is not None:
            self.told.keep(flow, side, held.time_ns, held.packet, held.start.end(held.head.prefix))
        else:
            kind = held.kind or stream_kind(held.head.prefix)
            self._decode_cut(kind, held.head.prefix, flow, side, held.time_ns, held.packet)
        self._drop(flow, side, held, keep_open=keep_open)

    def _drop(self, flow: int, side: int, held: _Held, *, keep_open: bool = False) -> None:
        del self._held[flow, side]
        self._octets -= held.head.held_octets
        if isinstance(held.head, Head):
            _note(self._ends, (flow, side), held.head.end)
        if not keep_open:
            self._close_head(held.row, side)


_Noted = TypeVar("_Noted")


def _note(noted: dict[tuple[int, int], _Noted], key: tuple[int, int], value: _Noted) -> None:
    """Note something of a flow's side, in place of the oldest where there are many."""
    if len(noted) >= MAX_NOTED:
        del noted[next(iter(noted))]
    noted[key] = value
