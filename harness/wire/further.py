"""The registries of further protocols: which decoders look at the first payloads that the kernel knows nothing of.

Blind spots: whether a stream is opaque is asked once, of the octets that were there when the last protocol was ruled out,
usually its first segment; one shorter than ``opaque.MIN_OCTETS`` leaves it undecided.
"""

from __future__ import annotations

from harness.model.facts import Facts, ProtocolFact
from harness.model.protocols import Protocol
from harness.wire.httpdns import Lookup
from harness.wire.opaque import looks_opaque
from harness.wire.openings import DatagramStart, StreamStart
from harness.wire.told_datagrams import DATAGRAMS
from harness.wire.told_http import answer_stream
from harness.wire.told_several import OVER_SEVERAL
from harness.wire.told_streams import STREAMS


def stream_start(*, begins: bool, lookup: Lookup | None = None) -> StreamStart:
    """Look at a direction of a TCP connection.

    Args:
        begins: Whether its first octet is the first that was sent, so that it can be opaque.
        lookup: What the other side asked for, where that was a lookup over HTTP.
    """
    if lookup is not None:
        return StreamStart((answer_stream(lookup),), _nothing)
    return StreamStart(STREAMS, _opaque if begins else _nothing)


def datagram_start() -> DatagramStart:
    """Look at a side's first datagrams."""
    return DatagramStart(DATAGRAMS, OVER_SEVERAL, _opaque)


def _nothing(_: bytes) -> Facts:
    return ()


def _opaque(data: bytes) -> Facts:
    return (ProtocolFact(Protocol.OPAQUE.value),) if looks_opaque(data) else ()
