"""Records of fragments in; put together, or at least in the flow of their datagram, out.

A datagram that is complete is decoded once more as a whole: the packet that completed it
then shows ports, names and what a tunnel in it holds. Octets stay with the fragment that
carried them, so nothing is counted twice. The other fragments take the ports of the first
one. Definition: RFC 791 §3.2, RFC 8200 §4.5; 60 s of capture time for all fragments.

Fragments that overlap make a datagram that is given up, in IPv6 (RFC 5722 §4) and in IPv4:
hosts differ in which octets they keep, and Linux keeps none of them since 4.19, so what the
receiver saw would be a guess. An exact copy of a fragment is no overlap; taps see packets
twice. Such datagrams, and those that contradict themselves, count as odd.

What is held is bounded: in octets, in fragments, and so in datagrams.

Blind spots: a fragment that comes more than one batch before the first one counts without
ports. Of datagrams inside datagrams, both in fragments, the inner ones are not put together.
Who sends the first fragment of a datagram again with other octets is not believed. Two
datagrams of one identification within 60 s, fragments of which were lost, may be taken for
one, as hosts do (RFC 4963); checksums are not looked at.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import F_SYN
from harness.kernel.decode import decode_packets
from harness.kernel.records import NO_TIME, NONE, PACKET
from harness.sources.datagram import Datagram, Outcome

TIMEOUT_NS: Final = 60_000_000_000
MAX_HELD_OCTETS: Final = 16 * 1024 * 1024
MAX_HELD_FRAGMENTS: Final = 65_536
_DLT_RAW: Final = 101
_KEYS: Final = ["family", "source_hi", "source_lo", "destination_hi", "destination_lo", "fragment_id"]
_SHOWN: Final = [
    "source_hi", "source_lo", "destination_hi", "destination_lo", "source_port", "destination_port", "protocol",
    "family", "verdict",
]  # fmt: skip
"""What all fragments of a datagram take from it."""
_SEGMENT: Final = ["flags", "seq", "ack", "tsval", "tsecr"]
_PORTS: Final = ["source_port", "destination_port", "protocol"]

Records = NDArray[np.void]
Octets = NDArray[np.uint8]


@dataclass(slots=True)
class _Held:
    """A datagram, and which packets of the batch belong to it."""

    start_ns: int
    datagram: Datagram = field(default_factory=Datagram)
    rows: list[int] = field(default_factory=list)
    ports: tuple[int, int, int] | None = None
    """Of the first fragment, with the protocol."""
    following: int = NONE
    """What the datagram's data begin with, by the first fragment."""
    flags: int = NONE
    """TCP flags that the first fragment told before the datagram was complete."""
    whole: np.void | None = None
    frame: bytes = b""
    completed_by: int = NONE
    padding: int = 0
    """Octets behind what the UDP header says is there."""


class Reassembler:
    """Puts the fragments of one capture together; fed with its packets in order."""

    def __init__(self) -> None:
        self.fragments = 0
        self.reassembled = 0
        self.incomplete = 0
        self.odd = 0
        self._held: dict[tuple[int, ...], _Held] = {}
        self._octets = self._pieces = self._now_ns = 0

    def take(self, buf: Octets, packets: Records) -> Octets:
        """Correct the records of fragments in a batch, in place.

        Args:
            buf: Buffer that the records point into; never written to.
            packets: Decoded PACKET records.

        Returns:
            The buffer that the records point into now: the same one where no datagram was completed.
        """
        rows = np.flatnonzero(packets["fragment"])
        if not len(rows):
            return buf
        self.fragments += len(rows)
        packets["payload_captured"][rows] = 0
        touched: dict[int, _Held] = {}
        for row in rows.tolist():
            held = self._add(buf, packets[row], row)
            touched[id(held)] = held
        for held in touched.values():
            _attribute(packets, held)
        buf = _with_wholes(buf, packets, [held for held in touched.values() if held.whole is not None])
        for held in touched.values():
            held.rows.clear()
            held.whole, held.frame = None, b""
        return buf

    def finish(self) -> None:
        """Give up what is still open; call once, at the end of the capture."""
        while self._held:
            self._drop_oldest()

    def _add(self, buf: Octets, packet: np.void, row: int) -> _Held:
        """Add a fragment to its datagram."""
        if packet["time_ns"] != NO_TIME:
            self._now_ns = int(packet["time_ns"])
        self._drop_expired()
        key = (*packet[_KEYS].tolist(), packet["fragment_next"] if packet["family"] == 4 else 0)
        at, octets, more = int(packet["fragment_at"]), int(packet["fragment_octets"]), packet["fragment"] & 1
        data = _data_of(buf, packet)
        mark = hashlib.blake2b(data, digest_size=8).digest()
        held = self._held.get(key)
        if held is None or (held.datagram.is_complete and not held.datagram.knows(at, octets, mark)):
            if held is not None:
                self._drop(key)
            held = self._held[key] = _Held(self._now_ns)
        before = held.datagram.held_octets, len(held.datagram.marks)
        outcome = held.datagram.add(at, octets, more=bool(more), data=data, mark=mark)
        held.rows.append(row)
        if at == 0 and held.ports is None:
            source_port, destination_port, protocol = (int(packet[name]) for name in _PORTS)
            held.ports = source_port, destination_port, protocol
            held.following = int(packet["fragment_next"])
        if outcome is Outcome.COMPLETE:
            self._complete(held, packet, row)
        elif outcome is Outcome.ODD:
            self.odd += 1
            self.incomplete += 1
        elif at == 0 and held.flags == NONE:
            held.flags = int(packet["flags"])
        self._octets += held.datagram.held_octets - before[0]
        self._pieces += len(held.datagram.marks) - before[1]
        self._make_room()
        return held

    def _complete(self, held: _Held, packet: np.void, row: int) -> None:
        self.reassembled += 1
        data, octets = held.datagram.take()
        frame = _header(packet, held.following, octets) + data
        whole = _decode_whole(frame, len(frame) + octets - len(data))
        if whole["fragment"]:
            self.incomplete += 1  # of the one inside
        else:
            held.whole, held.frame, held.completed_by = whole, frame, row
            if whole["payload"] and not whole["encapsulated"]:
                behind = len(frame) - len(data) + octets - int(whole["payload"])
                held.padding = behind - int(whole["payload_octets"])

    def _drop_expired(self) -> None:
        while self._held and self._now_ns - next(iter(self._held.values())).start_ns > TIMEOUT_NS:
            self._drop_oldest()

    def _make_room(self) -> None:
        while self._octets > MAX_HELD_OCTETS or self._pieces > MAX_HELD_FRAGMENTS:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._drop(next(iter(self._held)))

    def _drop(self, key: tuple[int, ...]) -> None:
        datagram = self._held.pop(key).datagram
        self.incomplete += datagram.is_open
        self._octets -= datagram.held_octets
        self._pieces -= len(datagram.marks)


def _data_of(buf: Octets, packet: np.void) -> bytes:
    """The fragment's data, as far as they were captured."""
    start = int(packet["fragment_data"])
    end = min(start + int(packet["fragment_octets"]), int(packet["offset"]) + int(packet["captured"]))
    return buf[start : max(start, end)].tobytes()


def _header(packet: np.void, following: int, octets: int) -> bytes:
    """An IP header without options for ``octets`` of data; it lies in front of them."""
    ttl = int(packet["ttl"]) & 0xFF
    high, low = (int(packet[name]) & (2**64 - 1) for name in ("source_hi", "source_lo"))
    to_high, to_low = (int(packet[name]) & (2**64 - 1) for name in ("destination_hi", "destination_lo"))
    if packet["family"] == 4:
        lead = struct.pack("!BBHHHBBH", 0x45, 0, 20 + octets, 0, 0, ttl, following & 0xFF, 0)
        return lead + struct.pack("!II", low & 0xFFFFFFFF, to_low & 0xFFFFFFFF)
    return struct.pack("!IHBBQQQQ", 6 << 28, octets, following & 0xFF, ttl, high, low, to_high, to_low)


def _decode_whole(frame: bytes, wire: int) -> np.void:
    """The record of a datagram; ``payload`` is a place in ``frame``."""
    record = np.zeros(1, dtype=PACKET)
    record["captured"], record["wire"], record["dlt"] = len(frame), wire, _DLT_RAW
    decode_packets(np.frombuffer(frame, dtype=np.uint8), record, 1)
    whole: np.void = record[0]
    return whole


def _attribute(packets: Records, held: _Held) -> None:
    """Put the fragments of a batch into the flow of their datagram, as far as it is known."""
    if held.whole is None:
        if held.ports is not None:
            for row in held.rows:
                packets[_PORTS][row] = held.ports
        return
    opened = bool(held.whole["encapsulated"])
    for row in held.rows:
        for name in _SHOWN:
            packets[name][row] = held.whole[name]
        packets["encapsulated"][row] += held.whole["encapsulated"]
        if opened:  # the inner datagram counts as one, with the packet that completed it
            packets["ip_octets"][row] = packets["payload_octets"][row] = 0
    _complete_record(packets[held.completed_by], held, held.whole, opened=opened)


def _complete_record(packet: np.void, held: _Held, whole: np.void, *, opened: bool) -> None:
    """The packet that completed a datagram shows what is in it."""
    packet["payload"], packet["payload_captured"] = whole["payload"], whole["payload_captured"]
    packet["source_mac"] = packet["source_mac"] if whole["source_mac"] == NONE else whole["source_mac"]
    for name in _SEGMENT:
        packet[name] = whole[name]
    packet["payload_octets"] = max(packet["payload_octets"] - held.padding, 0)
    if opened:
        for name in ("ip_octets", "payload_octets", "ttl"):
            packet[name] = whole[name]
    elif held.flags >= 0 and whole["flags"] & F_SYN:  # told already; a SYN takes one sequence number
        packet["flags"] = whole["flags"] & ~F_SYN
        packet["seq"] = (whole["seq"] + 1) & 0xFFFFFFFF


def _with_wholes(buf: Octets, packets: Records, completed: list[_Held]) -> Octets:
    """A buffer with the frames of the batch and the datagrams behind them; records are moved with it."""
    if not completed:
        return buf
    start = int(packets["offset"].min())
    names = packets["app_at"] + packets["app_octets"]  # of comments, behind the frame
    end = int((packets["offset"] + np.maximum(packets["captured"], names)).max())
    for name in ("offset", "payload", "fragment_data"):
        packets[name] = np.maximum(packets[name] - start, 0)
    parts, size = [buf[start:end]], end - start
    for held in completed:
        packets["payload"][held.completed_by] = size + (
            0 if held.whole is None else int(held.whole["payload"])
        )
        parts.append(np.frombuffer(held.frame, dtype=np.uint8))
        size += len(held.frame)
    return np.concatenate(parts)
