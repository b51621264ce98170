"""One capture file, read once more -> what is found in its payloads in clear, and what of them was not read.

Its own pass, because it is wanted seldom and costs much: some 0.3 s for each megabyte in clear, little for what is sealed.
Memory is bounded: what waits for more octets is given up from the oldest direction on where it grows beyond 64 MiB.

Blind spots: payloads of IP fragments that could not be put together; what other transports than TCP and UDP carry. Where a direction is
given up, a value across that place is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.content.budget import Purse
from harness.content.directions import DatagramSearch, StreamSearch
from harness.content.http1 import Given
from harness.content.marked import Marked
from harness.content.search import Sought, search
from harness.errors import CaptureError
from harness.kernel.codes import F_FIN, F_RST, F_SYN, IP, P_TCP, P_UDP
from harness.kernel.records import NO_TIME, NONE
from harness.model.content import Ends, FoundRow, Part, Seen, UndecodedRow, WhyUndecoded
from harness.sources.compression import Readable
from harness.sources.packet_walk import walk_packets
from harness.sources.stopping import Stop

MAX_DIRECTIONS: Final = 65_536
MAX_HELD_OCTETS: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 100_000
"""Values found in one capture that are kept."""
_STREAMS: Final = frozenset(("gzip", "zlib", "zstd", "zip", "deflate"))
"""Codings in which a value has no place of its own in the payload."""
_NS_PER_S: Final = 1_000_000_000
_ENDS: Final = (
    "family",
    "source_hi",
    "source_lo",
    "source_port",
    "destination_hi",
    "destination_lo",
    "destination_port",
    "protocol",
)
_REST: Final = (
    "flags",
    "seq",
    "payload",
    "payload_captured",
    "payload_octets",
    "time_ns",
    "number",
)


@dataclass(slots=True)
class ContentRead:
    """What one capture gave."""

    found: list[FoundRow] = field(default_factory=list)
    undecoded: list[UndecodedRow] = field(default_factory=list)
    cut: bool = False
    """More was found than is kept."""
    interrupted: bool = False
    """Reading was stopped before the end."""


@dataclass(slots=True)
class _Direction:
    search: StreamSearch | DatagramSearch
    first: Seen
    last_ns: int
    held: int = 0
    rests: dict[WhyUndecoded, tuple[Seen, int]] = field(default_factory=dict)


class _Payloads:
    """Sorts payloads by direction and has them searched."""

    def __init__(self, sought: Sought, idle_timeout_s: int) -> None:
        self.read = ContentRead()
        self._sought = sought
        self._purse = Purse()
        self._idle_ns = idle_timeout_s * _NS_PER_S
        self._directions: dict[Ends, _Direction] = {}
        self._held = 0
        self._known: set[tuple[object, str, tuple[str, ...], int, int]] = set()

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """See packet_walk.Taker."""
        protocol = packets["protocol"]
        tcp = protocol == P_TCP
        wanted = (packets["verdict"] == IP) & (packets["source_port"] != NONE) & (tcp | (protocol == P_UDP))
        wanted &= (packets["payload_captured"] > 0) | (tcp & ((packets["flags"] & F_SYN) != 0))
        rows = packets[wanted]
        columns = zip(*(rows[name].tolist() for name in (*_ENDS, *_REST)), strict=True)
        for *ends, flags, seq, payload, captured, octets, time_ns, number in columns:
            seen = Seen(number, 0 if time_ns == NO_TIME else time_ns)
            data = buf[payload : payload + captured].tobytes()
            self._packet(Ends(*ends), flags, seq, data, seen, cut=captured < octets)

    def finish(self) -> None:
        """Search what is still held."""
        for ends in list(self._directions):
            self._close(ends)

    def _packet(self, ends: Ends, flags: int, seq: int, data: bytes, seen: Seen, *, cut: bool) -> None:
        one = self._directions.get(ends)
        udp = ends.protocol == P_UDP
        if one is not None and (
            seen.time_ns - one.last_ns > self._idle_ns if udp else flags & F_SYN and not data
        ):
            self._close(ends)
            one = None
        if one is None:
            start = seq + 1 if not udp and flags & F_SYN else None
            one = _Direction(DatagramSearch() if udp else StreamSearch(start), seen, seen.time_ns)
            self._directions[ends] = one
        one.last_ns = seen.time_ns
        search = one.search
        if isinstance(search, StreamSearch):
            at = seq + bool(flags & F_SYN)
            given = search.take(at, data, seen, cut=cut, last=bool(flags & (F_FIN | F_RST)))
        else:
            given = search.take(data, seen, cut=cut)
        self._search(ends, one, given)
        self._held += search.held_octets - one.held
        one.held = search.held_octets
        if self._held > MAX_HELD_OCTETS or len(self._directions) > MAX_DIRECTIONS:
            self._close(next(iter(self._directions)))

    def _close(self, ends: Ends) -> None:
        """End a direction and keep what it says of itself."""
        one = self._directions.pop(ends)
        self._search(ends, one, one.search.finish())
        self._held -= one.held
        sealed = one.search.sealed
        if sealed is not None:
            _add(one.rests, sealed, one.first, one.search.sealed_octets)
        self.read.undecoded += [
            UndecodedRow(ends, seen, reason, octets) for reason, (seen, octets) in one.rests.items()
        ]

    def _search(self, ends: Ends, one: _Direction, given: Iterable[Given]) -> None:
        for body, marked in given:
            result = search(body, self._sought, self._purse)
            for hit in result.hits:
                plain = len(hit.encoding) == 1
                first = marked.seen_at(hit.outer_offset)
                last = marked.seen_at(hit.outer_offset + hit.octets - 1) if plain else first
                if body.part is Part.DATAGRAM and last != first:
                    continue  # it spans two datagrams: chance
                self._keep(FoundRow(ends, last, body.part, hit), marked)
            for rest in result.undecoded:
                _add(one.rests, rest.reason, marked.seen_at(0), rest.octets)

    def _keep(self, row: FoundRow, marked: Marked) -> None:
        """Keep a value at a place once: windows overlap."""
        if len(self.read.found) >= MAX_ROWS:
            self.read.cut = True
            return
        if row.part in (Part.STREAM, Part.BODY):
            hit = row.hit
            inside = hit.offset if _STREAMS.intersection(hit.encoding) else 0
            place = marked.behind_octets + hit.outer_offset
            key = marked.whole, hit.found_id, hit.encoding, place, inside
            if key in self._known:
                return
            self._known.add(key)
        self.read.found.append(row)


def _add(rests: dict[WhyUndecoded, tuple[Seen, int]], reason: WhyUndecoded, seen: Seen, octets: int) -> None:
    first, before = rests.get(reason, (seen, 0))
    rests[reason] = first, before + octets


def read_content(
    raw: Readable,
    path: str,
    sought: Sought,
    *,
    sha256: str,
    idle_timeout_s: int,
    progress: Callable[[int], None] | None = None,
    stop: Stop | None = None,
) -> ContentRead:
    """Search one capture to its end.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.
        sought: What to search for; its salt is that of this capture.
        sha256: Digest of the file when its flows were read: it must be the same file.
        idle_timeout_s: Gap that ends a flow of UDP.
        progress: Called with the number of octets read since the last call.
        stop: Ends reading early when asked to; what was read counts.

    Raises:
        CaptureError: Not a pcap or pcapng file, or another one than before.
        NotBegunError: Reading was stopped before anything told which of them it is.
    """
    payloads = _Payloads(sought, idle_timeout_s)
    walked = walk_packets(raw, path, payloads, progress, stop)
    if not walked.interrupted and walked.sha256 != sha256:
        raise CaptureError(
            f"{path}: it changed while it was read: its SHA-256 was {sha256}, now it is {walked.sha256}"
        )
    payloads.finish()
    payloads.read.interrupted = walked.interrupted
    return payloads.read
