"""IP, transport, tunnels, fragments and TCP streams: frames with what stands before them made right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from harness.kernel.records import FLOW, NO_TIME
from harness.kernel.streams import HOLES, WINDOW
from harness.kernel.table import FlowTable
from harness.sources.fragments import Reassembler
from harness.sources.outer_ends import OuterEnds
from tests.fuzz.targets.records import check, decoded, walk
from tests.support import frames

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_RAW: Final = 101
_FOUR, _SIX = ("192.0.2.1", "198.51.100.2"), ("2001:db8::1", "2001:db8::2")
_IN_UDP: Final = (2152, 1701, 4789, 6081)
"""Ports of GTP-U, L2TP, VXLAN and Geneve."""
_IN_IP: Final = (4, 41, 47, 97)


def network(data: bytes) -> None:
    """A datagram: the version of its first octet is made IPv4 or IPv6."""
    if data:
        walk([(_RAW, bytes([(0x40 if data[0] & 0x80 else 0x60) | data[0] & 15]) + data[1:])])


def extensions(data: bytes) -> None:
    """What stands behind an IPv6 header: the first octet says what it is."""
    if data:
        walk([(_RAW, frames.ipv6(*_SIX, data[0], data[1:]))])
        walk([(_RAW, b"\x60\0\0\0\0\0" + frames.ipv6(*_SIX, data[0], data[1:])[6:])])


def transport(data: bytes) -> None:
    """TCP or UDP in a datagram that is right."""
    if data:
        walk([(_RAW, frames.ipv4(*_FOUR, 6 if data[0] & 1 else 17, data[1:]))])


def tunnels(data: bytes) -> None:
    """The header of a tunnel, and what it holds; flows of both ends are found too."""
    if not data:
        return
    kind, inside = data[0] % 8, data[1:]
    if kind < 4:
        datagram = frames.ipv4(*_FOUR, 17, frames.udp(_IN_UDP[kind], _IN_UDP[kind], inside))
    else:
        datagram = frames.ipv4(*_FOUR, _IN_IP[kind - 4], inside)
    walk([(_RAW, datagram)])
    buf, packets = decoded([(_RAW, datagram)])
    both = OuterEnds().add(buf, packets)
    assert len(packets) <= len(both)
    check(both)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Data cut into pieces, each behind one octet that says how long it is."""
    at = 0
    while at < len(data):
        yield data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]


def fragments(data: bytes) -> None:
    """Fragments of few datagrams, in batches: each piece is an offset in 8 octets, flags, a length, then data."""
    made = []
    for piece in list(_pieces(data))[:64]:
        if len(piece) < 4:
            continue
        at, about, more, extra = piece[0], piece[1], piece[2] & 1, piece[3]
        body = piece[4:] + bytes(extra * 8 % 256)
        if about & 1:
            datagram = frames.ipv4(*_FOUR, 17, body, fragment=more << 13 | at * (32 if about & 2 else 1))
        else:
            head = bytes((17, 0)) + (at << 3 | more).to_bytes(2, "big") + bytes((0, 0, 0, about >> 4))
            datagram = frames.ipv6(*_SIX, 44, head + body)
        made.append((_RAW, datagram[: len(datagram) - (piece[2] >> 1) % 16]))
    whole = Reassembler()
    for start in range(0, len(made), 8):
        buf, packets = decoded(made[start : start + 8])
        before = int(packets["ip_octets"].astype(np.int64).sum())
        moved = whole.take(buf, packets)
        for packet in packets:
            end = int(packet["payload"]) + int(packet["payload_captured"])
            assert packet["payload_captured"] == 0 or 0 <= packet["payload"] < end <= len(moved)
        if not packets["encapsulated"].any():
            assert int(packets["ip_octets"].astype(np.int64).sum()) == before
    whole.finish()
    assert whole.odd <= whole.incomplete <= whole.fragments
    assert not whole._held
    assert whole._octets == whole._pieces == 0


def streams(data: bytes) -> None:
    """TCP segments of one connection: each nine octets are side, flags, sequence number, acknowledgement, size."""
    made = []
    for at in range(0, min(len(data), 9 * 48) - 8, 9):
        about, flags, size = data[at], data[at + 1], data[at + 8] * (1 if data[at] & 2 else 251)
        seq = int.from_bytes(data[at + 2 : at + 5], "big") << (8 if about & 4 else 0)
        ack = int.from_bytes(data[at + 5 : at + 8], "big") << (8 if about & 8 else 0)
        ports = (443, 4000) if about & 1 else (4000, 443)
        stamps = (data[at + 4], data[at + 7]) if about & 16 else None
        segment = frames.tcp(*ports, b"", seq=seq, ack=ack, flags=flags, timestamps=stamps)
        source, target = _FOUR[about & 1], _FOUR[1 - (about & 1)]
        datagram = bytearray(frames.ipv4(source, target, 6, segment))
        datagram[2:4] = min(len(datagram) + size, 65_535).to_bytes(2, "big")
        made.append((_RAW, bytes(datagram)))
    buf, packets = decoded(made)
    gaps = np.array([data[at] >> 5 for at in range(0, len(made) * 9, 9)], dtype=np.int64)
    packets["time_ns"] = np.cumsum(np.where(gaps == 7, 400_000_000_000, gaps * 1_000_000))
    packets["time_ns"][gaps == 6] = NO_TIME
    table = FlowTable(300)
    first = 0
    while first < len(packets):
        first, events = table.add(buf, packets, first, 0)
        assert (events["offset"] + events["octets"] <= len(buf)).all()
    _check_flows(table.rows, packets)
    _check_split(buf, packets, table.rows)


def _check_flows(rows: np.ndarray, packets: np.ndarray) -> None:
    assert int(rows["packets"].sum()) == len(packets)
    assert int(rows["payload_octets"].sum()) == int(packets["payload_octets"].astype(np.int64).sum())
    for row in rows:
        for i in range(HOLES):
            if row["hole_side"][i] >= 0:
                size = (int(row["hole_to"][i]) - int(row["hole_from"][i])) % 2**32
                assert 0 < size <= WINDOW
        assert row["start_ns"] <= row["end_ns"]
        assert 1 <= row["first_packet"] <= len(packets)


def _check_split(buf: np.ndarray, packets: np.ndarray, rows: np.ndarray) -> None:
    """Two halves joined have the counts of the whole (decision 0003)."""
    middle = len(packets) // 2
    # A packet without a time counts at the one before it: halves would not know it.
    if not middle or packets["time_ns"][middle] == NO_TIME or packets["time_ns"][0] == NO_TIME:
        return
    halves = []
    for part in (packets[:middle], packets[middle:]):
        table = FlowTable(300)
        first = 0
        while first < len(part):
            first, _ = table.add(buf, part, first, 0)
        halves.append(table)
    later = np.concatenate([np.zeros(0, dtype=FLOW), *halves[1].take_chunks()])
    halves[0].absorb(later)
    for name in (
        "a_port",
        "first_packet",
        "packets",
        "ip_octets",
        "payload_octets",
        "syns",
        "start_ns",
        "end_ns",
    ):
        assert np.array_equal(halves[0].rows[name], rows[name]), name


TARGETS: Final[dict[str, Target]] = {
    "network": network,
    "extensions": extensions,
    "transport": transport,
    "tunnels": tunnels,
    "fragments": fragments,
    "streams": streams,
}
