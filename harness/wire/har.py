"""Text of a HAR file -> its entries, one after the other, and what each tells.

HAR 1.2 (w3c.github.io/web-performance/specs/HAR/Overview.html) is one JSON object ``log`` with ``version``, ``creator``,
``browser`` and ``entries``. Entries are read one by one, so that a file that was cut gives those before the cut.

The program that wrote it tells of its own requests: the client is *this host* (RFC 1122 §3.2.1.3), written as the
unspecified address. Addresses (``serverIPAddress``) are optional; what has none becomes a request without
address, never an endpoint. What came from a cache was not sent.

Blind spots: no packets, no octets but those of bodies; connections are told apart by ``connection``, where it is given.
Status 0 is a request that got no answer: it may not have been sent.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from harness.model.facts import RequestFact
from harness.model.malformed import Malformed, Reason
from harness.model.record_facts import Ends, RecordFact, RequestRecord, UnplacedRecord
from harness.model.words import RequestSeenBy
from harness.wire.proxy_records import CONNECTED, DATA, connection, told_name
from harness.wire.proxy_values import (
    address_in,
    count_in,
    headers_in,
    mapping_in,
    milliseconds_in,
    octets_in,
    text_in,
    user_agent_in,
)
from harness.wire.request_url import http_version, media_type, read_url, short_text
from harness.wire.told_times import BrokenValueError, iso_ns

LAYER: Final = "har"
NO_ADDRESS: Final = "no address of its server"
THIS_HOST: Final = {4: "0.0.0.0", 6: "::"}  # noqa: S104 - nothing is bound
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NOT_SENT: Final = ("data", "blob", "file", "about", "chrome-extension", "moz-extension")
"""Schemes of what never leaves the program."""
_MAX_MEMBERS: Final = 1_000
_DECODER: Final = json.JSONDecoder(parse_float=Decimal)


class HarAbout(NamedTuple):
    """What a file says of itself."""

    version: str | None
    creator: str | None
    browser: str | None
    comment: str | None


class HarEntries:
    """Goes through the entries of one file, once.

    Args:
        text: The whole file, or the beginning of it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        """Next character to be read."""
        self._members: dict[str, Any] = {}
        self.fault: Malformed | None = None
        """Where reading stopped, once all entries were given; None at the end of the object."""

    def __iter__(self) -> Iterator[Any]:
        """Give the entries, of whatever type they are."""
        try:
            for name in self._names():
                if name != "log":
                    self._value()
                    continue
                for member in self._names():
                    if member == "entries":
                        yield from self._items()
                    elif len(self._members) < _MAX_MEMBERS:
                        self._members[member] = self._value()
                    else:
                        self._value()
        except _StoppedError:
            reason = Reason.TRUNCATED if self._at >= len(self._text.rstrip()) else Reason.BAD_VALUE
            self.fault = Malformed(reason, min(self._at, len(self._text)), LAYER)

    @property
    def about(self) -> HarAbout:
        """What was said before the place that was read last."""
        creator, browser = mapping_in(self._members.get("creator")), mapping_in(self._members.get("browser"))
        return HarAbout(
            text_in(self._members.get("version")),
            _program(creator),
            _program(browser),
            text_in(self._members.get("comment")),
        )

    def _names(self) -> Iterator[str]:
        """Name of each member of the object that begins here; whoever takes it reads the value before the next."""
        self._take("{")
        ended = self._found("}")
        while not ended:
            name = self._value()
            if not isinstance(name, str):
                raise _StoppedError
            self._take(":")
            yield name
            ended = self._found("}")
            if not ended:
                self._take(",")

    def _items(self) -> Iterator[Any]:
        """Each value of the list that begins here."""
        self._take("[")
        ended = self._found("]")
        while not ended:
            yield self._value()
            ended = self._found("]")
            if not ended:
                self._take(",")

    def _value(self) -> Any:
        self._skip()
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = max(self._at, error.pos)
            raise _StoppedError from None
        except (ValueError, ArithmeticError, RecursionError):
            raise _StoppedError from None
        return value

    def _take(self, mark: str) -> None:
        if not self._found(mark):
            raise _StoppedError

    def _found(self, mark: str) -> bool:
        """Whether this mark stands here; if so, go on behind it."""
        self._skip()
        there = self._text.startswith(mark, self._at)
        self._at += there
        return there

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = self._at if found is None else found.end()


class _StoppedError(Exception):
    """The text is no JSON from here on."""


def entry_facts(entry: Any, packet: int) -> tuple[int, tuple[RecordFact, ...]] | Malformed:
    """Read one entry: when it began, and what it tells."""
    whole = mapping_in(entry)
    request, response = mapping_in(whole.get("request")), mapping_in(whole.get("response"))
    try:
        start_ns = iso_ns(text_in(whole.get("startedDateTime")) or "")
    except BrokenValueError:
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    if not request:
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    end_ns = min(start_ns + (milliseconds_in(whole.get("time")) or 0), 2**63 - 1)
    return start_ns, tuple(_facts(whole, request, response, packet, (start_ns, end_ns)))


def entry_bodies(entry: Any) -> Iterator[tuple[str, str | None, bytes]]:
    """What was sent and came back: ``up`` or ``down``, type of the content, octets; decoded where the file has base64."""
    whole = mapping_in(entry)
    sent = mapping_in(mapping_in(whole.get("request")).get("postData"))
    came = mapping_in(mapping_in(whole.get("response")).get("content"))
    for way, body in (("up", sent), ("down", came)):
        text = octets_in(body.get("text"))
        if text is not None:
            kind = octets_in(body.get("mimeType"))
            yield way, media_type(kind), _decoded(text) if body.get("encoding") == "base64" else text


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return text


def _facts(
    whole: Mapping[str, Any],
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    packet: int,
    span: tuple[int, int],
) -> Iterator[RecordFact]:
    fact = _request(request, response)
    if fact.scheme in _NOT_SENT or whole.get("_fromCache"):
        return
    address = address_in(whole.get("serverIPAddress"))
    if address is None:
        yield UnplacedRecord(packet, NO_ADDRESS)
        yield RequestRecord(None, packet, span[0], Ends(None, None, None, None), fact)
        return
    ends = Ends(THIS_HOST[6 if ":" in address else 4], None, address, fact.port)
    transport = "udp" if (fact.http_version or "").startswith("3") else "tcp"
    uid = f"{address} {fact.port} {transport} {(text_in(whole.get('connection')) or '')[:64]}"
    contact = DATA if fact.status else CONNECTED
    yield connection(
        uid,
        packet,
        ends,
        transport,
        *span,
        contact,
        up=fact.request_octets or 0,
        down=fact.response_octets or 0,
    )
    named = told_name(uid, packet, span[0], ends, fact.host.encode("ascii", "replace") if fact.host else None)
    if named is not None:
        yield named
    yield RequestRecord(uid, packet, span[0], ends, fact)


def _request(request: Mapping[str, Any], response: Mapping[str, Any]) -> RequestFact:
    url = read_url(octets_in(request.get("url")) or b"")
    headers = headers_in(request.get("headers"))
    sent, came = mapping_in(request.get("postData")), mapping_in(response.get("content"))
    method, status = octets_in(request.get("method")), count_in(response.get("status"))
    version = octets_in(response.get("httpVersion")) or octets_in(request.get("httpVersion")) or b""
    return RequestFact(
        seen_by=RequestSeenBy.HAR.value,
        http_version=http_version(version),
        method=short_text(method) if method else None,
        scheme=url.scheme,
        host=url.host,
        port=url.port,
        path=url.path,
        query_octets=url.query_octets,
        content_type=media_type(octets_in(sent.get("mimeType"))),
        request_octets=count_in(request.get("bodySize")) or None,
        status=status if status and status < 65_536 else None,
        response_content_type=media_type(octets_in(came.get("mimeType"))),
        response_octets=count_in(response.get("bodySize")) or None,
        user_agent=user_agent_in(headers),
    )


def _program(about: Mapping[str, Any]) -> str | None:
    name, version = text_in(about.get("name")), text_in(about.get("version"))
    return " ".join(part for part in (name, version) if part)[:200] or None
