"""What payloads show of handshakes and application data."""

from __future__ import annotations

import numpy as np
import pytest

from harness.kernel.contact import H_CLIENT_HELLO, H_INITIAL, H_SEALED, H_SERVER_HELLO
from harness.kernel.decode import decode_packets
from harness.kernel.records import PACKET
from harness.kernel.table import FlowTable
from tests.support.frames import ethernet, ip, tcp, udp

PHONE, SERVER = "192.0.2.1", "198.51.100.2"
HELLO = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"


def record(kind: int, octets: int) -> bytes:
    """A TLS record."""
    return bytes([kind, 3, 3]) + octets.to_bytes(2, "big") + bytes(octets)


def long_header(version: int) -> bytes:
    return b"\xc3" + version.to_bytes(4, "big") + bytes(60)


def flow_of(*datagrams: bytes) -> np.void:
    """The flow of some IP datagrams of one 5-tuple."""
    table, packets = FlowTable(300), np.zeros(1, dtype=PACKET)
    for number, datagram in enumerate(datagrams, 1):
        frame = ethernet(datagram)
        packets["number"], packets["dlt"] = number, 1
        packets["captured"] = packets["wire"] = len(frame)
        buf = np.frombuffer(frame, dtype=np.uint8)
        decode_packets(buf, packets, 1)
        table.add(buf, packets, 0, 0)
    (rows,) = table.take_chunks()
    (row,) = rows
    return row


def over_tcp(*payloads: bytes) -> np.void:
    return flow_of(*(ip(PHONE, SERVER, 6, tcp(40000, 443, payload)) for payload in payloads))


def over_udp(*payloads: bytes) -> np.void:
    return flow_of(*(ip(PHONE, SERVER, 17, udp(40000, 443, payload)) for payload in payloads))


@pytest.mark.parametrize(
    ("payloads", "handshake", "sealed"),
    [
        ((HELLO,), 1, 0),
        ((HELLO, record(20, 1) + record(23, 53)), 1, 53),
        ((HELLO, record(23, 53) + record(23, 400)), 1, 453),
        ((HELLO, record(23, 400)[:9]), 1, 400),  # the rest of the record is in the next segment
        ((HELLO, record(21, 2)), 1, 0),
        ((record(23, 16_641),), 0, 0),  # longer than a record can be
        ((record(23, 0),), 0, 0),
        ((b"GET / HTTP/1.1\r\n",), 0, 0),
        ((b"\x17",), 0, 0),
    ],
)
def test_tls_records_at_the_start_of_segments(
    payloads: tuple[bytes, ...], handshake: int, sealed: int
) -> None:
    flow = over_tcp(*payloads)
    assert ((flow["handshake"] & H_SEALED).tolist(), flow["sealed_octets"].tolist()) == (
        [handshake, 0],
        [sealed, 0],
    )


@pytest.mark.parametrize("version", [1, 0x6B3343CF, 0xFF00001D])
def test_quic_handshakes_and_data(version: int) -> None:
    flow = over_udp(long_header(version), b"\x40" + bytes(30), b"\x5a" + bytes(1200))
    assert ((flow["handshake"] & H_SEALED).tolist(), flow["sealed_octets"].tolist()) == ([1, 0], [1201, 0])


def test_other_datagrams_are_no_handshake() -> None:
    flow = over_udp(long_header(0x12345678), b"\xc0", b"\x80\x60" + bytes(100))
    assert ((flow["handshake"] & H_SEALED).tolist(), flow["sealed_octets"].tolist()) == ([0, 0], [0, 0])


def test_the_first_payload_tells_which_message_it_begins_with() -> None:
    server_hello = HELLO[:5] + b"\x02" + HELLO[6:]
    for payloads, bits in (
        ((HELLO, server_hello), H_SEALED | H_CLIENT_HELLO),
        ((server_hello, HELLO), H_SEALED | H_SERVER_HELLO),
        ((b"EHLO a\r\n", HELLO), H_SEALED),
    ):
        assert over_tcp(*payloads)["handshake"][0] == bits
    assert over_udp(long_header(1))["handshake"][0] == H_SEALED | H_INITIAL
    retry = b"\xf3" + long_header(1)[1:]
    assert over_udp(retry, long_header(1))["handshake"][0] == H_SEALED
    assert over_udp(b"\xd3" + long_header(0x6B3343CF)[1:])["handshake"][0] == H_SEALED | H_INITIAL
