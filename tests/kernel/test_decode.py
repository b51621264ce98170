"""Golden frames: what each layer makes of octets whose meaning is known."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from harness.kernel import codes
from harness.kernel.decode import decode_packets
from harness.kernel.records import NONE, PACKET
from tests.support.frames import ethernet, ip, ipv4, ipv6, tcp, udp

V4 = ("192.0.2.1", "198.51.100.2")
V6 = ("2001:db8::1", "2001:db8::2")
DATAGRAM = ip(*V4, 17, udp(4000, 53, b"abc"))
DATAGRAM6 = ip(*V6, 6, tcp(4000, 443, b"hello", seq=7, ack=9, timestamps=(11, 12)))


def decoded(frame: bytes, dlt: int = 1, *, wire: int | None = None, before: bytes = b"") -> np.void:
    """The record of one frame that lies behind ``before`` in its buffer."""
    packets = np.zeros(1, dtype=PACKET)
    packets["offset"], packets["captured"], packets["dlt"] = len(before), len(frame), dlt
    packets["wire"], packets["app_id"] = len(frame) if wire is None else wire, NONE
    decode_packets(np.frombuffer(before + frame + b"\xff" * 64, dtype=np.uint8), packets, 1)
    return packets[0]


LINKS = {
    "ethernet": (1, ethernet(DATAGRAM)),
    "vlan": (1, ethernet(DATAGRAM, vlans=(7,))),
    "qinq": (1, ethernet(DATAGRAM, vlans=(7, 8))),
    "802.3 snap": (1, bytes(12) + b"\0\x40\xaa\xaa\x03\0\0\0\x08\0" + DATAGRAM),
    "pppoe": (1, bytes(12) + b"\x88\x64\x11\0\0\x01\0\x20\0\x21" + DATAGRAM),
    "raw": (101, DATAGRAM),
    "null little": (0, b"\x02\0\0\0" + DATAGRAM),
    "null big": (0, b"\0\0\0\x02" + DATAGRAM),
    "null ethertype": (0, b"\x0f\0\x08\0" + DATAGRAM),
    "loop": (108, b"\0\0\0\x02" + DATAGRAM),
    "sll": (113, b"\0\0\0\x01\0\x06" + bytes(8) + b"\x08\0" + DATAGRAM),
    "sll vlan": (113, b"\0\0\0\x01\0\x06" + bytes(8) + b"\x81\0\0\x01\x08\0" + DATAGRAM),
    "sll2": (276, b"\x08\0" + bytes(18) + DATAGRAM),
    "radiotap": (127, b"\0\0\x08\0" + bytes(4) + b"\x08\x01" + bytes(22) + b"\xaa\xaa\x03\0\0\0\x08\0" + DATAGRAM),
    "radiotap qos": (127, b"\0\0\x09\0" + bytes(5) + b"\x88\x02" + bytes(24) + b"\xaa\xaa\x03\0\0\0\x08\0" + DATAGRAM),
    "radiotap wds": (127, b"\0\0\x08\0" + bytes(4) + b"\x08\x03" + bytes(28) + b"\xaa\xaa\x03\0\0\0\x08\0" + DATAGRAM),
    "ip in ip": (101, ipv4(*V4, 4, DATAGRAM)),
    "gtp-u": (101, ipv4(*V4, 17, udp(2152, 2152, b"\x30\xff" + bytes(6) + DATAGRAM))),
    "gtp-u sequence": (101, ipv4(*V4, 17, udp(2152, 2152, b"\x32\xff" + bytes(10) + DATAGRAM))),
    "gtp-u extension": (101, ipv4(*V4, 17, udp(2152, 2152, b"\x34\xff" + bytes(9) + b"\x85\x01\0\0\0" + DATAGRAM))),
    "l2tp": (101, ipv4(*V4, 17, udp(1701, 1701, b"\0\x02\0\x01\0\x01\xff\x03\0\x21" + DATAGRAM))),
    "l2tp length": (101, ipv4(*V4, 17, udp(1701, 1701, b"\x40\x02\0\x20\0\x01\0\x01\x21" + DATAGRAM))),
}  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("before", [b"", b"\x45" * 30])
def test_every_link_leads_to_the_same_datagram(link: str, before: bytes) -> None:
    dlt, frame = LINKS[link]
    packet = decoded(frame, dlt, before=before)
    assert packet["verdict"] == codes.IP
    assert (packet["source_lo"], packet["destination_lo"]) == (0xC0000201, 0xC6336402)
    assert (packet["source_port"], packet["destination_port"], packet["protocol"]) == (4000, 53, 17)
    assert (packet["ip_octets"], packet["payload_octets"], packet["payload_captured"]) == (31, 3, 3)
    assert packet["payload"] == len(before) + len(frame) - 3


def test_ipv6_and_tcp() -> None:
    packet = decoded(ethernet(DATAGRAM6))
    assert (packet["source_hi"], packet["source_lo"]) == (0x20010DB800000000, 1)
    assert (packet["seq"], packet["ack"], packet["flags"], packet["ttl"]) == (7, 9, 0x10, 64)
    assert (packet["tsval"], packet["tsecr"]) == (11, 12)
    assert (packet["ip_octets"], packet["payload_octets"]) == (77, 5)
    assert packet["source_mac"] == 0x020000000001


def test_ipv6_extension_headers_are_passed() -> None:
    inner = udp(4000, 53, b"abc")
    hop_by_hop = b"\x2b\0" + bytes(6)  # next: routing
    routing = b"\x11\x01" + bytes(14)  # next: UDP
    packet = decoded(ethernet(ipv6(*V6, 0, hop_by_hop + routing + inner)))
    assert (packet["protocol"], packet["source_port"], packet["payload_octets"]) == (17, 4000, 3)


@pytest.mark.parametrize("offset", [1, 185])
def test_later_fragments_have_no_ports(offset: int) -> None:
    packet = decoded(ethernet(ipv4(*V4, 17, udp(4000, 53, b"abc"), fragment=offset)))
    assert (packet["verdict"], packet["protocol"], packet["source_port"]) == (codes.IP, 17, -1)
    assert packet["payload_octets"] == 11  # its part of the datagram's; the header is in the first
    assert (packet["fragment_at"], packet["fragment_octets"], packet["fragment_id"]) == (offset * 8, 11, 1)
    fragment = b"\x11\0" + (offset << 3).to_bytes(2, "big") + bytes(4)
    packet = decoded(ethernet(ipv6(*V6, 44, fragment + udp(4000, 53, b"abc"))))
    assert (packet["verdict"], packet["protocol"], packet["source_port"]) == (codes.IP, 17, -1)


def test_first_fragments_have_ports_and_are_not_looked_into_for_tunnels() -> None:
    packet = decoded(
        ethernet(ipv4(*V4, 17, udp(2152, 2152, b"\x30\xff" + bytes(6) + DATAGRAM), fragment=0x2000))
    )
    assert (packet["source_port"], packet["encapsulated"]) == (2152, 0)


def test_what_a_tunnel_hides_is_not_guessed() -> None:
    packet = decoded(ipv4(*V4, 17, udp(2152, 2152, b"\x30\x01" + bytes(6))), 101)  # echo request
    assert (packet["verdict"], packet["source_port"], packet["encapsulated"]) == (codes.IP, 2152, 0)
    packet = decoded(ipv4(*V4, 17, udp(1701, 1701, b"\0\x02\0\x01\0\x01\xff\x03\xc0\x21\x01")), 101)  # LCP
    assert (packet["verdict"], packet["source_port"], packet["encapsulated"]) == (codes.IP, 1701, 0)


def test_link_padding_is_not_payload() -> None:
    packet = decoded(ethernet(DATAGRAM) + bytes(15))
    assert (packet["payload_octets"], packet["payload_captured"]) == (3, 3)


def test_snap_length_cuts_what_was_captured_not_what_was_sent() -> None:
    frame = ethernet(ipv4(*V4, 17, udp(4000, 53, bytes(1000))))
    packet = decoded(frame[:60], wire=len(frame))
    assert (packet["ip_octets"], packet["payload_octets"], packet["payload_captured"]) == (1028, 1000, 18)


def test_a_total_length_of_zero_is_offload_and_the_frame_counts() -> None:
    datagram = bytearray(DATAGRAM)
    datagram[2:4] = b"\0\0"
    assert decoded(ethernet(bytes(datagram)))["ip_octets"] == len(DATAGRAM)


USB = bytes.fromhex(
    "00384a3b0088ffff4301810102002d00c0d35b50000000008a850a00000000000100000001000000"
    "0000000000000000800000000000000000020000000000"
    "0004"
)  # layers/usb_test.go of github.com/google/gopacket: an interrupt of a hub
NCM_TWO = b"NCMH\x0c\0\0\0\x80\0\x0c\0NCM0\x14\0\0\0\x20\0\x20\0\x40\0\x20\0" + bytes(64)
PADDED_ARP = bytes.fromhex(
    "00002000670804006d2c132600000000226ccda002000000400100003c142411"
    "88012c000603"
    "7f07a0160019e3d35352ffffffffffff5064000050aaaaaa03000000"
    "080600010800060400010019e3d35352a9fef7000000000000008cb43344"
)

NOT_READ = {
    "arp": (1, bytes(12) + b"\x08\x06" + bytes(28), codes.NO_IP),
    "stp": (1, bytes(12) + b"\0\x26\x42\x42\x03" + bytes(35), codes.NO_IP),
    "ipx": (1, bytes(12) + b"\0\x26\xff\xff" + bytes(36), codes.NO_IP),
    "unknown sap": (1, bytes(12) + b"\0\x26\x06\x06\x03" + DATAGRAM, codes.UNKNOWN_ETHERTYPE),
    "mpls without end": (1, bytes(12) + b"\x88\x47" + bytes(28), codes.CUT),
    "mpls of another protocol": (
        1,
        bytes(12) + b"\x88\x47\0\0\x11\x40" + b"\x83" * 30,
        codes.UNKNOWN_ETHERTYPE,
    ),
    "mpls associated channel": (1, bytes(12) + b"\x88\x47\0\0\x11\x40\x10" + bytes(30), codes.NO_IP),
    "cdp": (104, b"\x8f\0\x20\0" + bytes(30), codes.NO_IP),
    "nflog of another version": (239, b"\x02\x01\0\0" + bytes(30), codes.BAD_HEADER),
    "ppi of an unread link": (192, b"\0\0\x08\0\x93\0\0\0" + DATAGRAM, codes.UNKNOWN_LINK),
    "usb interrupt": (220, USB, codes.NO_IP),
    "usb storage": (220, USB[:9] + b"\x03" + USB[10:] + bytes(30), codes.USB_BULK),
    "usb without data": (220, USB[:9] + b"\x03" + USB[10:15] + b"<" + USB[16:], codes.NO_IP),
    "ncm with two frames": (220, USB[:9] + b"\x03" + USB[10:64] + NCM_TWO, codes.SEVERAL),
    "802.11 of another version": (105, b"\x09\x01" + bytes(60), codes.BAD_HEADER),
    # layers/dot11_test.go of github.com/google/gopacket, from a capture of a FreeBSD mesh; flags 0x22 tell of padding
    "padded 802.11 arp": (127, PADDED_ARP, codes.NO_IP),
    "pppoe lcp": (1, bytes(12) + b"\x88\x64\x11\0\0\x01\0\x0a\xc0\x21\x01\x01", codes.NO_IP),
    "short ethernet": (1, bytes(13), codes.CUT),
    "short ip": (1, ethernet(DATAGRAM)[:30], codes.CUT),
    "bad ihl": (1, ethernet(b"\x42" + DATAGRAM[1:]), codes.BAD_HEADER),
    "bad version": (101, b"\x75" + DATAGRAM[1:], codes.BAD_HEADER),
    "unknown link": (147, DATAGRAM, codes.UNKNOWN_LINK),
    "beacon": (127, b"\0\0\x08\0" + bytes(4) + b"\x80\0" + bytes(40), codes.NO_IP),
    "null data": (127, b"\0\0\x08\0" + bytes(4) + b"\x48\x01" + bytes(22), codes.NO_IP),
    "encrypted": (127, b"\0\0\x08\0" + bytes(4) + b"\x08\x41" + bytes(60), codes.ENCRYPTED),
    "a-msdu": (
        127,
        b"\0\0\x08\0" + bytes(4) + b"\x88\x01" + bytes(22) + b"\x80\0" + bytes(60),
        codes.AGGREGATED,
    ),
}


@pytest.mark.parametrize("case", NOT_READ)
def test_what_is_not_read_says_why(case: str) -> None:
    dlt, frame, verdict = NOT_READ[case]
    packet = decoded(frame, dlt)
    assert (packet["verdict"], packet["family"]) == (verdict, 0)
    assert packet["verdict"] in codes.VERDICT_WORDS


@pytest.mark.parametrize("big", [False, True])
def test_nflog_of_either_byte_order(big: bool) -> None:
    order: Literal["little", "big"] = "big" if big else "little"

    def attribute(kind: int, value: bytes) -> bytes:
        head = (len(value) + 4).to_bytes(2, order) + kind.to_bytes(2, order)
        return head + value + bytes(-len(value) % 4)

    mac = attribute(8, b"\0\x06\0\0\x02\0\0\0\0\x05\0\0")
    packet = decoded(b"\x02\0\0\x05" + attribute(10, b"lab\0") + mac + attribute(9, DATAGRAM), 239)
    assert (packet["verdict"], packet["source_port"], packet["source_mac"]) == (
        codes.IP,
        4000,
        0x020000000005,
    )


def test_a_pseudo_wire_without_control_word_is_read() -> None:
    packet = decoded(bytes(12) + b"\x88\x47\0\0\x11\x40" + ethernet(DATAGRAM))
    assert (packet["verdict"], packet["source_port"], packet["encapsulated"]) == (codes.IP, 4000, 0)


def test_endless_tunnels_end() -> None:
    datagram = DATAGRAM
    for _ in range(40):
        datagram = ipv4(*V4, 4, datagram)
    packet = decoded(datagram, 101)
    assert packet["verdict"] == codes.IP
    assert packet["encapsulated"] < 40


@pytest.mark.parametrize("protocol", [1, 58, 2, 47, 50])
def test_other_protocols_are_flows_without_ports(protocol: int) -> None:
    packet = decoded(ethernet(ip(*V4, protocol, bytes(8))))
    assert (packet["protocol"], packet["source_port"], packet["payload_octets"]) == (protocol, -1, 8)
