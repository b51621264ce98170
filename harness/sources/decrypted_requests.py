"""Heads and bodies of decrypted streams -> requests with their answers.

HTTP/1 answers in the order of its requests; HTTP/2 and HTTP/3 answer on the request's stream. Informational answers are passed over.

Blind spots: where a request of HTTP/1 is missing in the capture, later answers of its connection stand at the wrong request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from harness.model.facts import RequestFact
from harness.model.words import RequestSeenBy
from harness.sources.decrypted import Head, Part
from harness.sources.flow_feed import FedPacket
from harness.wire.request_url import media_type, read_target
from harness.wire.text import escaped

MAX_OPEN: Final = 65_536
"""Requests that wait for the end of their answer; the oldest is given as it is."""
MAX_TEXT: Final = 256
"""Characters kept of a method or user agent."""
_SWITCHING: Final = 101
_FINAL: Final = 200
_WEBSOCKET: Final = b"websocket"


class SeenRequest(NamedTuple):
    """A request, and the packet that completed its head."""

    order: int
    """Place among the requests read, as they began."""
    at: FedPacket
    fact: RequestFact


@dataclass(slots=True)
class _Open:
    order: int
    at: FedPacket
    head: Head
    octets: int | None = None
    answer: Head | None = None
    answer_octets: int | None = None


class RequestReader:
    """Joins requests and answers of many flows, each fed in order."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, int], deque[_Open]] = {}
        self._count = self._met = 0

    def feed(self, at: FedPacket, message: Head | Part) -> Iterator[SeenRequest]:
        """Take a message; give what is complete with it."""
        key = (at.flow_id, message.stream)
        waiting = self._open.get(key)
        if isinstance(message, Part):
            if waiting:
                yield from self._body(key, waiting, message)
        elif message.status is None:
            yield from self._request(key, at, message)
        elif waiting and (message.status >= _FINAL or message.status == _SWITCHING):
            yield from self._answer(key, waiting, message)

    def finish(self) -> Iterator[SeenRequest]:
        """Give what is still open, in the order that it was opened; call once."""
        for waiting in self._open.values():
            yield from map(_seen, waiting)
        self._open.clear()

    def _request(self, key: tuple[int, int], at: FedPacket, head: Head) -> Iterator[SeenRequest]:
        while self._count >= MAX_OPEN:
            yield from self._close(next(iter(self._open)))
        self._open.setdefault(key, deque()).append(_Open(self._met, at, head))
        self._count += 1
        self._met += 1

    def _answer(self, key: tuple[int, int], waiting: deque[_Open], head: Head) -> Iterator[SeenRequest]:
        if waiting[0].answer is not None:  # of HTTP/1: the answer before it is complete
            yield from self._close(key)
        waiting = self._open.get(key, deque())
        if waiting:
            waiting[0].answer = head

    def _body(self, key: tuple[int, int], waiting: deque[_Open], part: Part) -> Iterator[SeenRequest]:
        if part.request:
            waiting[-1].octets = (waiting[-1].octets or 0) + part.octets
            return
        waiting[0].answer_octets = (waiting[0].answer_octets or 0) + part.octets
        if part.stream and part.end:
            yield from self._close(key)

    def _close(self, key: tuple[int, int]) -> Iterator[SeenRequest]:
        waiting = self._open[key]
        yield _seen(waiting.popleft())
        self._count -= 1
        if not waiting:
            del self._open[key]


def _seen(one: _Open) -> SeenRequest:
    head, answer = one.head, one.answer
    fields = head.fields
    method = escaped((head.method or "").encode())[:MAX_TEXT]
    target = read_target(method, head.target, _authority(head), _scheme(head, answer))
    fact = RequestFact(
        seen_by=RequestSeenBy.KEYLOG.value,
        http_version=head.version or None,
        method=method or None,
        scheme=target.scheme,
        host=target.host,
        port=target.port,
        path=target.path,
        query_octets=target.query_octets,
        content_type=media_type(fields.get("content-type")),
        request_octets=_size(fields, one.octets),
        status=None if answer is None else answer.status,
        response_content_type=None if answer is None else media_type(answer.fields.get("content-type")),
        response_octets=None if answer is None else _size(answer.fields, one.answer_octets),
        user_agent=_text(fields.get("user-agent")),
    )
    return SeenRequest(one.order, one.at, fact)


def _authority(head: Head) -> bytes | None:
    return head.fields.get(":authority") or head.fields.get("host")


def _scheme(head: Head, answer: Head | None) -> str:
    """What carried it: TLS or QUIC; a WebSocket where one was opened (RFC 6455 §3, RFC 8441 §4)."""
    upgraded = answer is not None and answer.status == _SWITCHING
    asked = head.fields.get("upgrade", b"").lower() == _WEBSOCKET and upgraded
    return "wss" if asked or head.fields.get(":protocol") == _WEBSOCKET else "https"


def _size(fields: Mapping[str, bytes], counted: int | None) -> int | None:
    """Octets that were counted, else those that Content-Length tells."""
    if counted:
        return counted
    told = fields.get("content-length", b"")
    return int(told) if told.isdigit() and len(told) < 18 else None


def _text(value: bytes | None) -> str | None:
    return escaped(value)[:MAX_TEXT] or None if value else None
