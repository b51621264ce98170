"""Parts of decrypted streams -> bodies, whole as far as they are there, and heads, for whoever looks for something in them.

HTTP/1 bodies are given as tshark gives them: without chunk headers, and without the content coding where it could be undone.
Of HTTP/2, tshark undoes it too; of HTTP/3 it stays.

Blind spots: bodies of HTTP/1 that are not all there are none that tshark shows. Stream data of QUIC that are no HTTP/3 are not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from harness.model.content import Part as ExchangePart
from harness.sources.decrypted import Chunk, Decrypted, Head, MqttMessage, Part
from harness.sources.flow_feed import FedPacket
from harness.wire.request_url import media_type
from harness.wire.text import escaped

MAX_BODY_OCTETS: Final = 16 * 1024**2
"""Of one body; what comes behind is left out."""
MAX_OPEN_OCTETS: Final = 128 * 1024**2
"""Of all bodies that are not complete yet; the oldest is given as it is."""
MAX_HEADS: Final = 65_536
MAX_CODING: Final = 64


class Body(NamedTuple):
    """One body, or message."""

    at: FedPacket
    """The packet that completed it, or the last one that held some of it."""
    protocol: str
    """``http/1``, ``http/2``, ``http/3``, ``mqtt``, ``websocket``, or ``tls`` for octets that no protocol was recognised in."""
    up: bool
    """Whether the flow's client sent it."""
    content_type: str | None
    """Lower case, without parameters; None: not told."""
    coding: str | None
    """Content codings that the octets still have, as sent (RFC 9110 §8.4); None: none."""
    octets: int
    """As it was sent."""
    data: bytes
    complete: bool
    part: ExchangePart = ExchangePart.BODY


@dataclass(slots=True)
class _Open:
    at: FedPacket
    version: str
    up: bool
    fields: dict[str, bytes]
    octets: int = 0
    held: int = 0
    parts: list[bytes] = field(default_factory=list)


def _head(at: FedPacket, head: Head) -> Iterator[Body]:
    """The target and the fields of a request, the fields of an answer: values may stand there as well as in bodies."""
    up, protocol = head.method is not None, f"http/{head.version[:1]}"
    fields = b"\r\n".join(name.encode() + b": " + value for name, value in head.fields.items())
    for part, data in ((ExchangePart.QUERY, head.target), (ExchangePart.HEADER, fields)):
        if data:
            yield Body(at, protocol, up, None, None, len(data), data, True, part)


class BodyReader:
    """Joins the parts of bodies of many flows, each fed in order."""

    def __init__(self) -> None:
        self._heads: dict[tuple[int, int, bool], Head] = {}
        self._open: dict[tuple[int, int, bool], _Open] = {}
        self._octets = 0

    def feed(self, at: FedPacket, message: Decrypted) -> Iterator[Body]:
        """Take a message; give the bodies that are complete with it, and those that there is no room for."""
        if isinstance(message, Head):
            key = (at.flow_id, message.stream, message.status is None)
            if len(self._heads) >= MAX_HEADS:
                self._heads.pop(next(iter(self._heads)))
            self._heads[key] = message
            yield from _head(at, message)
        elif isinstance(message, Part):
            yield from self._part(at, message)
        elif isinstance(message, MqttMessage) and message.data:
            yield Body(
                at,
                "mqtt",
                at.from_client,
                None,
                None,
                message.octets,
                message.data,
                True,
                ExchangePart.STREAM,
            )
        elif isinstance(message, Chunk):
            octets = len(message.data)
            yield Body(
                at,
                message.protocol,
                at.from_client,
                None,
                None,
                octets,
                message.data,
                True,
                ExchangePart.STREAM,
            )

    def finish(self) -> Iterator[Body]:
        """Give what is not complete; call once."""
        for key in list(self._open):
            yield self._close(key, None, complete=False)

    def _part(self, at: FedPacket, part: Part) -> Iterator[Body]:
        key = (at.flow_id, part.stream, part.request)
        one = self._open.get(key)
        if one is None:
            head = self._heads.pop(key, None)
            fields = {} if head is None else dict(head.fields)
            one = self._open[key] = _Open(at, "1" if head is None else head.version, part.request, fields)
        one.at = at
        one.octets += part.octets
        data = (part.data or b"")[: MAX_BODY_OCTETS - one.held]
        one.held += len(data)
        one.parts.append(data)
        self._octets += len(data)
        if part.end:
            yield self._close(
                key,
                part.decoded,
                complete=part.decoded is not None or one.held >= min(one.octets, MAX_BODY_OCTETS),
            )
        while self._octets > MAX_OPEN_OCTETS:
            yield self._close(next(iter(self._open)), None, complete=False)

    def _close(self, key: tuple[int, int, bool], decoded: bytes | None, *, complete: bool) -> Body:
        one = self._open.pop(key)
        self._octets -= one.held
        coding = one.fields.get("content-encoding")
        return Body(
            at=one.at,
            protocol=f"http/{one.version[:1] or '1'}",
            up=one.up,
            content_type=media_type(one.fields.get("content-type")),
            coding=None if decoded is not None or not coding else escaped(coding)[:MAX_CODING].lower(),
            octets=one.octets,
            data=b"".join(one.parts) if decoded is None else decoded[:MAX_BODY_OCTETS],
            complete=complete and one.octets <= MAX_BODY_OCTETS,
        )
