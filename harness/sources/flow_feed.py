"""Captures of one vantage point, and flows in them -> a pcapng stream of just those flows, with secrets in front.

So a program that is slow, and keeps much of what it has seen, is given only what it can open. Captures are read a second
time for it: what comes of one whose digest has changed since is not to be used.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.errors import CaptureError
from harness.kernel.records import NO_TIME
from harness.sources.flow_filter import FlowFilter
from harness.sources.opening import STDIN, open_captures
from harness.sources.packet_walk import walk_packets
from harness.sources.pcapng_writer import PcapngBlocks
from harness.sources.stopping import INTERRUPTED, Stop
from harness.sources.tshark import Writable


class SourceCapture(NamedTuple):
    """A capture that was read before."""

    path: str
    """To open."""
    shown: str
    """To tell."""
    capture: str
    """Key of it."""
    sha256: str
    """Of the file, as it was then."""


class FedPacket(NamedTuple):
    """Where a packet that was handed over came from."""

    capture: int
    """Index among the captures."""
    packet: int
    """Its number there, from 1."""
    time_ns: int
    flow_id: int
    from_client: bool


@dataclass
class FlowFeed:
    """Hands packets over, and remembers where each came from.

    Args:
        captures: In order of time.
        flows: What is wanted of them.
        secrets: Lines of a key log.
        stop: Ends reading early when asked to.
    """

    captures: Sequence[SourceCapture]
    flows: FlowFilter
    secrets: Sequence[bytes]
    stop: Stop = field(default_factory=Stop)
    problems: list[str] = field(default_factory=list)
    """What could not be read again, one sentence each."""
    changed: set[int] = field(default_factory=set)
    """Indices of captures that are not what they were; nothing of them is to be used."""
    left: bool = False
    """Nobody reads any more."""
    _numbers: array[int] = field(default_factory=lambda: array("Q"))
    _times: array[int] = field(default_factory=lambda: array("q"))
    _flow_ids: array[int] = field(default_factory=lambda: array("Q"))
    sides: bytearray = field(default_factory=bytearray)
    _ends: list[int] = field(default_factory=list)

    def feed(self, stream: Writable) -> None:
        """Write all of it; where nobody reads any more, captures are read to their ends all the same, for their digests."""
        blocks = PcapngBlocks()
        self.write(stream, blocks.opening(self.secrets))
        for place, source in enumerate(self.captures):
            problem = read_again(source, _Picker(self, blocks, stream).take, self.stop)
            if problem is not None:
                self.changed.add(place)
                self.problems.append(f"{source.shown}: {problem}; nothing that was decrypted in it is used")
            self._ends.append(len(self._numbers))

    def write(self, stream: Writable, octets: bytes) -> None:
        """Write, as long as somebody reads."""
        if not self.left:
            try:
                stream.write(octets)
            except BrokenPipeError:
                self.left = True

    def note(self, number: int, time_ns: int, flow_id: int, *, from_client: bool) -> None:
        """Remember the next packet."""
        self._numbers.append(number)
        self._times.append(time_ns)
        self._flow_ids.append(flow_id)
        self.sides.append(from_client)

    def packet(self, number: int) -> FedPacket:
        """Where the packet of that number came from, counted from 1 as they were handed over."""
        at = number - 1
        capture = sum(end <= at for end in self._ends)
        return FedPacket(
            capture, self._numbers[at], self._times[at], self._flow_ids[at], bool(self.sides[at])
        )


class _Picker:
    """Writes the packets of a capture that are wanted."""

    def __init__(self, feed: FlowFeed, blocks: PcapngBlocks, stream: Writable) -> None:
        self._feed, self._blocks, self._stream = feed, blocks, stream
        self._last_ns = 0

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """See packet_walk.Taker."""
        if self._feed.left:
            return
        for row, flow_id, from_client in self._feed.flows.find(packets):
            packet = packets[row]
            time_ns = int(packet["time_ns"])
            self._last_ns = self._last_ns if time_ns == NO_TIME else max(time_ns, 0)
            start, captured = int(packet["offset"]), int(packet["captured"])
            self._feed.note(int(packet["number"]), self._last_ns, flow_id, from_client=from_client)
            frame = buf[start : start + captured].tobytes()
            block = self._blocks.packet(self._last_ns, int(packet["dlt"]), frame, int(packet["wire"]))
            self._feed.write(self._stream, block)


class _Taking:
    """A function as a packet_walk.Taker."""

    def __init__(self, take: Callable[[NDArray[np.uint8], NDArray[np.void]], None]) -> None:
        self.take = take


def read_again(
    source: SourceCapture, take: Callable[[NDArray[np.uint8], NDArray[np.void]], None], stop: Stop
) -> str | None:
    """Go through the packets of a capture once more.

    Returns:
        Why what was found is not to be used; None where the capture is what it was.
    """
    if source.path == STDIN:
        return "standard input cannot be read a second time: give the capture as a file"
    try:
        with ExitStack() as stack:
            ((_, raw),), _ = open_captures([source.path], stack, None)
            walked = walk_packets(raw, source.shown, _Taking(take), None, stop)
    except CaptureError as error:
        return str(error).removeprefix(f"{source.shown}: ")
    if walked.interrupted:
        return INTERRUPTED
    if walked.sha256 != source.sha256:
        return "it has changed since it was read first"
    return None
