"""One direction of a flow, packet by packet -> what is to be searched, and how much is sealed under TLS or QUIC.

What a direction is shows in its first octets: TLS or DTLS records and QUIC packets are sealed and only counted; HTTP/1 is taken
out of its frames; all else is searched as it comes, in windows that overlap, so that a value across packets is found.

Blind spots: what begins sealed in the middle of a record or packet looks opaque instead. WebSocket frames from clients are masked
(RFC 6455 §5.3) and not unmasked here. A compressed stream longer than a window is read as far as the window goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.content.http1 import OVERLAP_OCTETS, Given, HttpReader, could_begin
from harness.content.marked import Marked
from harness.content.reassembly import Piece, Reassembly
from harness.model.content import Body, Part, Seen, WhyUndecoded

WINDOW_OCTETS: Final = 262_144
_ENOUGH_TO_TELL: Final = 17
_RECORD_TYPES: Final = range(20, 25)  # RFC 8446 §5.1, RFC 6520
_LONG_HEADER: Final = 0xC0  # RFC 9000 §17.2: header form and fixed bit
_QUIC_VERSIONS: Final = frozenset((b"\0\0\0\x01", b"\x6b\x33\x43\xcf"))  # RFC 9000, RFC 9369
_QUIC_DRAFTS: Final = b"\xff\0\0"


def is_tls(data: bytes) -> bool:
    """Whether a stream begins with a TLS record (RFC 8446 §5.1); five octets tell."""
    return len(data) >= 5 and data[0] in _RECORD_TYPES and data[1] == 3 and data[2] <= 4 and data[3] <= 0x48


def sealed_datagram(data: bytes) -> WhyUndecoded | None:
    """Whether a datagram is DTLS (RFC 9147 §4) or a long header of QUIC."""
    if len(data) >= 13 and data[0] in _RECORD_TYPES and data[1] == 0xFE and data[2] in (0xFC, 0xFD, 0xFF):
        return WhyUndecoded.TLS
    known = data[1:5] in _QUIC_VERSIONS or data[1:4] == _QUIC_DRAFTS
    return WhyUndecoded.QUIC if known and data[0] & _LONG_HEADER == _LONG_HEADER else None


class StreamSearch:
    """One direction of a TCP connection."""

    def __init__(self, start: int | None) -> None:
        """Begin; ``start`` as for ``Reassembly``."""
        self._order = Reassembly(start)
        self._window = Marked()
        self._complete = True
        self._told = False
        self._http: HttpReader | None = None
        self.sealed: WhyUndecoded | None = None
        self.sealed_octets = 0
        self.closed = False
        """Its end was seen; what comes after is a copy."""

    @property
    def held_octets(self) -> int:
        """Octets waiting for more."""
        http = self._http.held_octets if self._http else 0
        return len(self._window) + self._order.waiting_octets + http

    def take(self, seq: int, data: bytes, seen: Seen, *, cut: bool, last: bool) -> Iterator[Given]:
        """Take one segment.

        Args:
            seq: Its sequence number.
            data: Its payload as far as it was captured.
            seen: Its packet.
            cut: Octets of it are missing in the capture; they become a gap.
            last: It has FIN or RST.
        """
        if self.closed:
            return
        if self.sealed is not None:
            self.sealed_octets += len(data)
        else:
            self._complete = self._complete and not cut
            for piece in self._order.feed(seq, data, seen):
                yield from self._piece(piece)
        if last and not self._order.waiting_octets:
            yield from self.finish()

    def finish(self) -> Iterator[Given]:
        """Give what is held; nothing is taken any more."""
        if self.closed:
            return
        for piece in self._order.finish():
            yield from self._piece(piece)
        self._told = True
        if self._http is not None:
            yield from self._http.finish(complete=self._complete)
        yield from self._flush()
        self.closed = True

    def _piece(self, piece: Piece) -> Iterator[Given]:
        """Octets in order."""
        if piece.gap and self.sealed is None:
            yield from self._after_gap()
        if self.sealed is not None:
            self.sealed_octets += len(piece.data)
        elif self._http is not None:
            yield from self._to_http(piece.data, piece.seen)
        else:
            yield from self._to_window(piece.data, piece.seen)

    def _after_gap(self) -> Iterator[Given]:
        """What comes may be anything: in the middle of a body, or a new message."""
        self._complete = False
        if self._http is not None:
            yield from self._http.finish(complete=False)
        yield from self._flush()
        self._http, self._told = None, False

    def _to_http(self, data: bytes, seen: Seen) -> Iterator[Given]:
        reader = self._http
        assert reader is not None  # noqa: S101 - for the type checker
        for given in reader.take(data, seen):
            if isinstance(given, Given):
                yield given
            else:  # a tunnel begins, which is told anew; or it was no HTTP, which must not be tried again
                self._told = reader.misled
                self._http = None
                yield from self._to_window(given, seen)

    def _to_window(self, data: bytes, seen: Seen) -> Iterator[Given]:
        self._window.add(data, seen)
        if not self._told:
            yield from self._tell(seen)
        if len(self._window) > WINDOW_OCTETS:
            yield from self._flush(OVERLAP_OCTETS)

    def _tell(self, seen: Seen) -> Iterator[Given]:
        """Say what the first octets are, once there are enough."""
        start = bytes(self._window.data[:_ENOUGH_TO_TELL])
        if is_tls(start):
            self.sealed, self.sealed_octets = WhyUndecoded.TLS, self.sealed_octets + len(self._window)
            self._window, self._told = Marked(), True
        elif could_begin(start):
            if len(start) >= _ENOUGH_TO_TELL:
                held, self._window = bytes(self._window.data), Marked()
                self._http, self._told = HttpReader(), True
                yield from self._to_http(held, seen)
        elif len(start) >= 5:
            self._told = True

    def _flush(self, keep: int = 0) -> Iterator[Given]:
        """Give the window."""
        if len(self._window):
            body = Body(bytes(self._window.data), complete=self._complete, part=Part.STREAM)
            yield Given(body, self._window)
        self._window = self._window.behind(len(self._window) - keep) if keep else Marked()
        self._complete = True


class DatagramSearch:
    """One direction of a UDP flow."""

    def __init__(self) -> None:
        """Begin."""
        self._window = Marked()
        self._complete = True
        self._told = False
        self.sealed: WhyUndecoded | None = None
        self.sealed_octets = 0

    @property
    def held_octets(self) -> int:
        """Octets waiting for more."""
        return len(self._window)

    def take(self, data: bytes, seen: Seen, *, cut: bool) -> Iterator[Given]:
        """Take one datagram; several are searched together, and what spans two of them is nothing."""
        if not self._told:
            self.sealed, self._told = sealed_datagram(data), True
        if self.sealed is not None:
            self.sealed_octets += len(data)
            return
        self._complete = self._complete and not cut
        self._window.add(data, seen)
        if len(self._window) > WINDOW_OCTETS:
            yield from self.finish()

    def finish(self) -> Iterator[Given]:
        """Give what is held."""
        if len(self._window):
            body = Body(bytes(self._window.data), complete=self._complete, part=Part.DATAGRAM)
            yield Given(body, self._window)
        self._window, self._complete = Marked(), True
