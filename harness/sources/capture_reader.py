"""One capture file -> its counts, partial flow table, sightings, and what its messages told, in one pass."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.kernel.sighting_table import SightingTable
from harness.kernel.stored_rows import Chunks
from harness.kernel.table import FlowTable
from harness.sources.app_names import AppNames
from harness.sources.broadcast_rows import BroadcastRows
from harness.sources.broadcasts import Broadcasts
from harness.sources.capture_counts import Tally
from harness.sources.compression import Readable
from harness.sources.file_statements import Said
from harness.sources.hello_rows import HelloRows
from harness.sources.name_collector import NameCollector
from harness.sources.name_rows import NameRows
from harness.sources.outer_ends import OuterEnds
from harness.sources.packet_walk import Walked, walk_packets
from harness.sources.protocol_rows import ProtocolRows
from harness.sources.request_rows import RequestRows
from harness.sources.row_file import RowFile
from harness.sources.service_rows import ServiceRows
from harness.sources.stopping import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRead:
    """Everything that one capture file gave."""

    file: Walked
    tally: Tally
    said: Said
    """What the file says of itself."""
    flows: Chunks
    """FLOW rows in chunks; their ``capture`` is 0."""
    sightings: NDArray[np.void]
    """SIGHTING rows; none where they were not asked for."""
    minutes: NDArray[np.void] | None
    """MINUTE records in the order noted, flows by their first packet; None where they were not asked for."""
    names: NameRows
    hellos: HelloRows
    services: ServiceRows
    protocols: ProtocolRows
    broadcasts: BroadcastRows
    requests: RequestRows
    apps: dict[int, str]
    """Names of the applications that its packets are from, by number (``harness.kernel.apps``)."""
    heads_cut: int
    malformed: int


_Known = Callable[[], Walked]
"""What tells how far a walk has come."""


class _Reader:
    """Counts packets, adds them to flows, notes their senders and collects their names."""

    def __init__(self, idle_timeout_s: int, *, sightings: bool, minutes: bool) -> None:
        self.tally = Tally()
        self.sightings = SightingTable(seed=secrets.randbits(62))
        self._note_senders = sightings
        self.table = FlowTable(idle_timeout_s, seed=secrets.randbits(62), store=RowFile, minutes=minutes)
        self.names = NameCollector(self.table.close_head)
        self.broadcasts = Broadcasts()
        self.apps = AppNames()
        self._outer_ends = OuterEnds()

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """See packet_walk.Taker."""
        self.tally.add(packets)
        self.apps.take(buf, packets)
        self.broadcasts.take(buf, packets)
        if self._note_senders:
            self.sightings.add(packets)
        packets = self._outer_ends.add(buf, packets)
        if self.table.crowded:
            self.names.move(self.table.give_away(self.names.held_rows()))
        first = 0
        while first < len(packets):
            first, events = self.table.add(buf, packets, first, 0)
            self.names.take(buf, events)

    def following(self, begun: Callable[[Callable[[], CaptureRead]], None]) -> Callable[[_Known], None]:
        """What a walk calls with what it knows, for whoever wants all that was read so far."""

        def follow(walked: _Known) -> None:
            begun(lambda: self.told(walked(), self.table.so_far(), self.sightings.so_far(), None))

        return follow

    def told(
        self, file: Walked, flows: Chunks, sightings: NDArray[np.void], minutes: NDArray[np.void] | None
    ) -> CaptureRead:
        """Everything that was read."""
        names, told = self.names, self.names.told
        return CaptureRead(
            file=file,
            tally=self.tally,
            said=file.statements.said(self.tally.first_ns, self.tally.last_ns),
            flows=flows,
            sightings=sightings,
            minutes=minutes,
            names=told.names,
            hellos=told.hellos,
            services=told.services,
            protocols=told.protocols,
            broadcasts=self.broadcasts.rows,
            requests=told.requests,
            apps=self.apps.names | file.statements.apps.names,
            heads_cut=names.heads_cut,
            malformed=names.malformed,
        )


def read_capture(
    raw: Readable,
    path: str,
    *,
    idle_timeout_s: int,
    sightings: bool = False,
    minutes: bool = False,
    progress: Callable[[int], None] | None = None,
    stop: Stop | None = None,
    begun: Callable[[Callable[[], CaptureRead]], None] | None = None,
) -> CaptureRead:
    """Read one capture to its end.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.
        idle_timeout_s: Gap that ends a flow.
        sightings: Whether to note who sent when; memory grows with senders and time.
        minutes: Whether to note octets per minute; memory grows with flows and the minutes that they last.
        progress: Called with the number of octets read since the last call.
        stop: Ends reading early when asked to; what was read counts.
        begun: For a file that is still written: called once it is known to be a capture, with what gives all that was
            read so far, to be called between two reads of ``raw`` and used before the next.

    Raises:
        CaptureError: Not a pcap or pcapng file.
        NotBegunError: Reading was stopped before anything told which of them it is.
    """
    reader = _Reader(idle_timeout_s, sightings=sightings, minutes=minutes)
    following = None if begun is None else reader.following(begun)
    file = walk_packets(raw, path, reader, progress, stop, begun=following)
    reader.names.finish()
    reader.broadcasts.finish()
    noted = reader.table.take_minutes() if minutes else None
    return reader.told(file, reader.table.take(), reader.sightings.take(), noted)
