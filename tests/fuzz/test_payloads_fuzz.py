"""Mutated captures give rows whose packets are in the capture, and nothing is raised but what says that it is no capture."""

from __future__ import annotations

import io
import random

from harness.content.search import sought
from harness.errors import CaptureError
from harness.model.honey import Honey, HoneyKind
from harness.sources.packet_walk import walk_packets
from harness.sources.payloads import _Payloads
from tests.support import frames
from tests.support.conversations import MS, PHONE, SERVER, down, every, opening, up
from tests.support.frames import ACK, FIN

INPUTS = 1_500
SERIAL = b"1581F4XYZ0123456789A"
SOUGHT = sought(
    (Honey(id="serial", kind=HoneyKind.SERIAL, values=(SERIAL.decode(),)),), b"s" * 16, leads=True
)
STREAM = (
    b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n" + SERIAL + b"\r\n0\r\n\r\n"
    b"POST /b HTTP/1.1\r\nContent-Length: 20\r\n\r\n" + SERIAL
)
PACKETS = [
    *opening(to=80),
    *(up(STREAM[at : at + 30], seq=1001 + at, to=80, flags=ACK) for at in range(0, len(STREAM), 30)),
    down(b"HTTP/1.1 101 Switching\r\n\r\n\x81\x14" + SERIAL, to=80),
    up(seq=1001 + len(STREAM), to=80, flags=ACK | FIN),
    frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(41000, 8000, SERIAL + bytes(9)))),
    up(b"\x16\x03\x01\x00\x05hello", port=40002),
]
CAPTURE = frames.pcap(every(MS, PACKETS))


def rows_of(data: bytes) -> tuple[int, list[int]]:
    reader = _Payloads(SOUGHT, 300)
    walk_packets(io.BytesIO(data), "a.pcap", reader)
    reader.finish()
    read = reader.read
    packets = [row.seen.packet for row in read.found] + [row.seen.packet for row in read.undecoded]
    return len(read.found), packets


def test_mutated_captures() -> None:
    chance = random.Random(21)
    found = 0
    for _ in range(INPUTS):
        data = bytearray(CAPTURE)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(24, len(data))] = chance.choice(
                (0, 1, 13, 10, 0x16, 0x80, 0xFF, chance.randrange(256))
            )
        try:
            count, packets = rows_of(bytes(data))
        except CaptureError:
            continue
        assert all(1 <= packet <= len(PACKETS) for packet in packets)
        found += count > 0
    assert found > INPUTS // 2


def test_shuffled_packets() -> None:
    chance = random.Random(22)
    for _ in range(300):
        packets = chance.sample(PACKETS, len(PACKETS)) + chance.choices(PACKETS, k=5)
        count, _ = rows_of(frames.pcap(every(MS, packets)))
        assert count >= 1  # the datagram at least
