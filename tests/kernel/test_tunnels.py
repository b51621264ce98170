"""Tunnels and the headers between IP and transport, against what tshark reads in captures that other programs made."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.pipeline import packets
from tests.kernel.test_decode import DATAGRAM, V4, decoded
from tests.support import tshark
from tests.support.frames import ethernet, ip, ipv4, ipv6, udp

CAPTURES = Path(__file__).parents[1] / "captures/network"
FIELDS = (
    "eth.src", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "udp.srcport", "tcp.srcport", "udp.dstport", "tcp.dstport",
    "udp.length", "tcp.len", "gre.flags.version", "arp.opcode",
)  # fmt: skip
NOT_OPENED = {"tunnels": {18}}
"""PPTP, which tshark opens."""


def innermost(frame: dict[str, list[str]]) -> dict[str, object]:
    """The columns that tshark's fields of one frame say; None where there is no such layer."""
    is_v6 = bool(frame["ipv6.src"]) and (
        not frame["ip.src"] or frame["tcp.srcport"] or not frame["udp.srcport"]
    )
    own = "ipv6" if is_v6 else "ip"
    kind = "tcp" if frame["tcp.srcport"] else "udp"
    ports = frame[f"{kind}.srcport"]
    payload = int(frame["tcp.len"][-1]) if kind == "tcp" else int(frame["udp.length"][-1]) - 8
    return {
        "source_mac": int(frame["eth.src"][-1].replace(":", ""), 16),
        "source_ip": frame[f"{own}.src"][-1],
        "destination_ip": frame[f"{own}.dst"][-1],
        "source_port": int(ports[-1]) if ports else None,
        "destination_port": int(frame[f"{kind}.dstport"][-1]) if ports else None,
        "payload_octets": payload,
    }


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("name", ["tunnels", "vxlan", "jumbogram"])
def test_the_innermost_packet_is_the_one_that_tshark_shows_last(name: str) -> None:
    path = CAPTURES / f"{name}.pcap"
    frames = tshark.fields(path, FIELDS)
    rows = packets(str(path)).rows(named=True)
    assert len(rows) == len(frames) > 0
    compared = 0
    for row, frame in zip(rows, frames, strict=True):
        if frame["arp.opcode"]:
            assert row["verdict"] == "no_ip"
        elif (frame["udp.srcport"] or frame["tcp.srcport"]) and row["packet"] not in NOT_OPENED.get(name, ()):
            if row["transport"] == "icmpv6":
                continue  # tshark shows only the ports of the tunnel
            wanted = innermost(frame)
            assert {column: row[column] for column in wanted} == wanted, row["packet"]
            compared += 1
    assert compared >= {"tunnels": 19, "vxlan": 4, "jumbogram": 5}[name]


def test_a_jumbogram_has_the_length_of_its_option() -> None:
    rows = packets(str(CAPTURES / "jumbogram.pcap")).rows(named=True)
    assert [row["ip_octets"] for row in rows[3:]] == [131_008, 131_008]
    assert [row["wire_octets"] - row["ip_octets"] for row in rows] == [14] * 5


def test_tunnels_say_how_many_headers_are_around() -> None:
    rows = packets(str(CAPTURES / "tunnels.pcap")).rows(named=True)
    assert [row["encapsulated_in"] for row in rows] == [1] * 10 + [None] + [1] * 6 + [0] * 5
    assert rows[17]["transport"] == "gre"


GRE = b"\0\0\x08\0"
NOT_OPENED_GRE = {
    "version 1": b"\x20\x01\x88\x0b\0\x20\0\x05" + DATAGRAM,
    "source routing": b"\x40\0\x08\0\0\0\0\0" + DATAGRAM,
    "keepalive": b"\0\0\0\0",
    "unknown protocol": b"\0\0\x12\x34" + DATAGRAM,
    "not the protocol that it says": b"\0\0\x86\xdd" + DATAGRAM,
    "cut": GRE[:3],
    "bad header inside": GRE + b"\x42" + DATAGRAM[1:],
    "total length below the header inside": GRE + b"\x45\0\0\x08" + DATAGRAM[4:],
    "frame of a protocol that is not known": b"\0\0\x65\x58" + bytes(6) + b"\x02\0\0\0\0\x0a\x12\x34" + DATAGRAM,
    "frame cut in its VLAN tag": b"\0\0\x65\x58" + bytes(12) + b"\x81\0",
    "ERSPAN III of another frame type": b"\x10\0\x22\xeb\0\0\0\1\x20\0\0\0\0\0\0\0\0\0\x04\0" + bytes(12),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_OPENED_GRE)
def test_what_cannot_be_opened_stays_a_flow_between_the_tunnel_s_ends(case: str) -> None:
    packet = decoded(ethernet(ipv4(*V4, 47, NOT_OPENED_GRE[case])))
    assert (packet["protocol"], packet["encapsulated"], packet["family"]) == (47, 0, 4)
    assert packet["source_mac"] == 0x020000000001
    assert packet["payload_octets"] == len(NOT_OPENED_GRE[case])


VXLAN = b"\x08\0\0\0\0\0\x07\0"
FRAME = bytes(6) + b"\x02\0\0\0\0\x0a\x08\0" + DATAGRAM


@pytest.mark.parametrize(
    ("port", "head"),
    [
        (4789, b"\x0c\0\0\0\0\0\x07\0"),  # a flag that RFC 7348 does not know
        (4789, b"\x08\0\0\0\0\0\x07\x01"),
        (4790, VXLAN),
        (6081, b"\x40\0\x65\x58\0\0\x07\0"),  # version 1
        (6081, b"\0\0\x65\x58\0\0\x07\x01"),
    ],
)
def test_what_only_has_the_port_of_a_tunnel_is_udp(port: int, head: bytes) -> None:
    packet = decoded(ethernet(ip(*V4, 17, udp(50000, port, head + FRAME))))
    assert (packet["destination_port"], packet["encapsulated"]) == (port, 0)
    assert packet["source_mac"] == 0x020000000001


def test_a_frame_without_ip_in_a_tunnel_is_a_frame_without_ip() -> None:
    arp = bytes(6) + b"\x02\0\0\0\0\x0a\x08\x06" + bytes(28)
    packet = decoded(ethernet(ip(*V4, 17, udp(50000, 4789, VXLAN + arp))))
    assert (packet["verdict"], packet["family"], packet["encapsulated"]) == (1, 0, 1)
    assert (packet["source_lo"], packet["source_port"], packet["protocol"]) == (0, -1, -1)


@pytest.mark.parametrize(
    ("option", "octets"),
    [
        (b"\xc2\x04\x00\x01\x00\x08", 40 + 65_544),
        (b"\xc2\x04\x7f\xff\xff\xff", 65_600),  # more than the frame has: the frame counts
        (b"\xc2\x04\x00\x00\xff\xff", 65_600),  # fits the ordinary field: not allowed (RFC 2675 §3)
        (b"\x01\x04\0\0\0\0", 65_600),
        (b"\x01\xff\0\0\0\0", 65_600),
    ],
)
def test_a_jumbo_option_is_believed_as_far_as_the_frame_goes(option: bytes, octets: int) -> None:
    datagram = bytearray(ipv6("2001:db8::1", "2001:db8::2", 0, b"\x11\0" + option + udp(7, 8)))
    datagram[4:6] = b"\0\0"
    assert decoded(bytes(datagram), 101, wire=65_600)["ip_octets"] == octets
