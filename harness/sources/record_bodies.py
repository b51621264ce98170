"""A proxy's flow file or a HAR -> the bodies in it, one after the other, for whoever searches them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harness.model.malformed import Malformed
from harness.sources.compression import Readable
from harness.sources.record_kinds import RecordKind, begin
from harness.sources.record_reader import MAX_FLOW_OCTETS, MAX_TEXT_OCTETS
from harness.sources.record_stream import RecordStream
from harness.wire import har, mitmproxy_flow
from harness.wire.tnetstring import MAX_DIGITS, value_length


class Body(NamedTuple):
    """What was sent, or came back."""

    packet: int
    """Number of the record, as in the tables."""
    way: str
    """``up`` to the server, ``down`` back."""
    content_type: str | None
    """Lower case, without parameters; None = not told."""
    data: bytes
    """As it was sent, of a HAR as the file holds it: content codings are undone by the program that wrote it."""


def bodies(raw: Readable, path: str) -> Iterator[Body]:
    """Give every body of a record file; none of a file that holds none, or of what is damaged.

    Args:
        raw: Opened for reading octets.
        path: For messages.

    Raises:
        CaptureError: It is a log that is not read.
    """
    whole, kind = begin(raw, path)
    stream = RecordStream(whole, None, None)
    if kind is RecordKind.MITMPROXY:
        yield from _of_flows(stream)
    elif kind is RecordKind.HAR:
        text = stream.take(MAX_TEXT_OCTETS).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
        for number, entry in enumerate(har.HarEntries(text), 1):
            yield from (Body(number, *body) for body in har.entry_bodies(entry))


def _of_flows(stream: RecordStream) -> Iterator[Body]:
    number = 0
    while head := stream.look(MAX_DIGITS + 1):
        octets = value_length(head)
        if isinstance(octets, Malformed):
            return
        number += 1
        if octets > MAX_FLOW_OCTETS:
            stream.skip(octets)
            continue
        yield from (Body(number, *body) for body in mitmproxy_flow.bodies_of(stream.take(octets)))
