"""Octets of one direction of an HTTP/1 connection -> targets, header lines and bodies, taken out of their frames (RFC 9112 §6, §7).

Content codings are left in place and named: the search undoes them. Bodies of more than 4 MiB are given in pieces that overlap; of
a coded one only the first.

Blind spots: the response to a HEAD request, if it names a length: what follows is taken for its body. Trailers are
dropped. Behind a request that switches (CONNECT, Upgrade) the rest is another protocol, given as one.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from harness.content.marked import Marked
from harness.model.content import Body, Part, Seen

MAX_HEAD_OCTETS: Final = 65_536
BODY_OCTETS: Final = 4 * 1024 * 1024
OVERLAP_OCTETS: Final = 4_096
_MAX_LINE_OCTETS: Final = 4_096
_REQUEST: Final = re.compile(rb"[A-Z][A-Z-]{2,15} [^ \r\n]{1,16000} HTTP/1\.[01]\r?\Z")
_RESPONSE: Final = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?\r?\Z")
_START: Final = re.compile(rb"[A-Z][A-Z-]{2,15} |HTTP/1\.[01] ")
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_CHUNK: Final = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,12})[ \t]{0,8}(?:;[^\r\n]*)?\r?\Z")


def could_begin(data: bytes) -> bool:
    """Whether octets begin, or could go on to begin, an HTTP/1 message."""
    if _START.match(data):
        return True
    return len(data) < 17 and (
        b"HTTP/1.1 ".startswith(data) or re.fullmatch(rb"[A-Z][A-Z-]{0,15}", data) is not None
    )


class Given(NamedTuple):
    """Something to be searched, and where its octets came from."""

    body: Body
    marked: Marked


class _State(Enum):
    HEAD = auto()
    LENGTH = auto()
    UNTIL_CLOSE = auto()
    CHUNK_LINE = auto()
    CHUNK = auto()
    TRAILER = auto()
    OTHER = auto()


class HttpReader:
    """Reads the messages of one direction, one behind the other."""

    def __init__(self) -> None:
        """Begin before a message."""
        self._state = _State.HEAD
        self._line = Marked()
        self._left = 0
        self.misled = False
        """What was handed on is no HTTP/1 although it looked so; else it follows a request that switches."""
        self._new_body(None, None)

    @property
    def held_octets(self) -> int:
        """Octets waiting for more."""
        return len(self._line) + len(self._body)

    def _new_body(self, content_type: str | None, coding: str | None) -> None:
        self._body = Marked()
        self._type, self._coding = content_type, coding
        self._complete = True
        self._pieces = 0

    def take(self, data: bytes, seen: Seen) -> Iterator[Given | bytes]:
        """Read on.

        Returns:
            What is ready to be searched; and as bytes, at the end, what belongs to another protocol.
        """
        while data:
            if self._state is _State.OTHER:
                yield data
                return
            if self._state in (_State.LENGTH, _State.CHUNK):
                part, data = data[: self._left], data[self._left :]
                self._left -= len(part)
                yield from self._more(part, seen)
                if not self._left:
                    yield from self._body_part_ends()
            elif self._state is _State.UNTIL_CLOSE:
                yield from self._more(data, seen)
                return
            else:
                data = yield from self._line_or_head(data, seen)

    def finish(self, *, complete: bool) -> Iterator[Given]:
        """Give what is held at the end of the stream, or before a gap."""
        if self._state is _State.HEAD:
            if len(self._line):
                yield Given(Body(bytes(self._line.data), complete=False, part=Part.HEADER), self._line)
        elif self._state is not _State.OTHER:
            self._complete = complete and self._state is _State.UNTIL_CLOSE
            yield from self._flush()
        self._line = Marked()
        self._state = _State.OTHER

    def _line_or_head(self, data: bytes, seen: Seen) -> Generator[Given | bytes, None, bytes]:
        """Collect a head or a line; give what is behind it."""
        before = len(self._line)
        self._line.add(data, seen)
        text = self._line.data
        if self._state is _State.HEAD:
            blank = _BLANK.search(text, max(0, before - 3))
            if blank is None:
                if len(text) > MAX_HEAD_OCTETS or not could_begin(bytes(text[:20])):
                    yield from self._give_up()
                return b""
            end = blank.end()
        else:
            newline = text.find(b"\n", before)
            if newline < 0:
                if len(text) > _MAX_LINE_OCTETS:
                    yield from self._flush(broken=True)
                    yield from self._give_up()
                return b""
            end = newline + 1
        rest = data[end - before :]
        line, self._line = self._line.upto(end), Marked()
        if self._state is _State.HEAD:
            yield from self._head(line)
        else:
            yield from self._framing_line(bytes(line.data).rstrip(b"\r\n"))
        return rest

    def _give_up(self) -> Iterator[bytes]:
        """What was collected is no HTTP/1."""
        self._state, self.misled = _State.OTHER, True
        data, self._line = bytes(self._line.data), Marked()
        yield data

    def _framing_line(self, line: bytes) -> Iterator[Given | bytes]:
        """A chunk's size (RFC 9112 §7.1), the line end behind a chunk, or a trailer line."""
        if self._state is _State.TRAILER:
            if not line:
                self._state = _State.HEAD
            return
        if not line:
            return  # the line end behind a chunk
        match = _CHUNK.match(line)
        if match is None:
            yield from self._flush(broken=True)
            self._state, self.misled = _State.OTHER, True
            return
        self._left = int(match[1], 16)
        self._state = _State.CHUNK if self._left else _State.TRAILER
        if not self._left:
            yield from self._flush()

    def _head(self, head: Marked) -> Iterator[Given | bytes]:
        """Read a head: what it gives to be searched, and how its body is framed (RFC 9112 §6.3)."""
        text = bytes(head.data)
        first, _, fields = text.partition(b"\n")
        request, response = _REQUEST.match(first), _RESPONSE.match(first)
        if request is None and response is None:
            self._state, self.misled = _State.OTHER, True
            yield text
            return
        if request is not None:
            yield Given(Body(first.split(b" ")[1], part=Part.QUERY), head)
        yield Given(Body(fields, part=Part.HEADER), head.behind(len(first) + 1))
        values = _fields(fields)
        self._new_body(values.get(b"content-type"), values.get(b"content-encoding"))
        self._state = self._framing(first, None if response is None else int(response[1]), values)

    def _framing(self, first: bytes, status: int | None, values: dict[bytes, str]) -> _State:
        if first.startswith(b"CONNECT ") or status == 101:
            return _State.OTHER
        if status is not None and (status < 200 or status in (204, 304)):
            return _State.HEAD
        if "chunked" in values.get(b"transfer-encoding", "").lower():
            return _State.CHUNK_LINE
        length = values.get(b"content-length", "")
        if length.isdecimal() and len(length) < 16:
            self._left = int(length)
            return _State.LENGTH if self._left else _State.HEAD
        return _State.HEAD if status is None else _State.UNTIL_CLOSE

    def _body_part_ends(self) -> Iterator[Given]:
        if self._state is _State.LENGTH:
            yield from self._flush()
            self._state = _State.HEAD
        else:
            self._state = _State.CHUNK_LINE

    def _more(self, data: bytes, seen: Seen) -> Iterator[Given]:
        """Add to the body; give a piece where it grows too long."""
        if self._coding and self._pieces:
            return
        self._body.add(data, seen)
        if len(self._body) > BODY_OCTETS:
            complete, self._complete = self._complete, self._complete and not self._coding
            yield self._given()
            self._complete = complete
            self._body = Marked() if self._coding else self._body.behind(len(self._body) - OVERLAP_OCTETS)
            self._pieces += 1

    def _flush(self, *, broken: bool = False) -> Iterator[Given]:
        if broken:
            self._complete = False
        if len(self._body):
            yield self._given()
        self._body = Marked()

    def _given(self) -> Given:
        body = Body(bytes(self._body.data), self._type, self._coding, self._complete, Part.BODY)
        return Given(body, self._body)


def _fields(text: bytes) -> dict[bytes, str]:
    """Field lines by lower-case name; of one name the first value."""
    found: dict[bytes, str] = {}
    for line in text.split(b"\n")[:256]:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip().decode("ascii", "replace"))
    return found
