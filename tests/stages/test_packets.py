"""Packet records in words and nulls."""

from __future__ import annotations

import io

import polars as pl

from harness.sources.packet_reader import read_packets
from harness.stages.packets import gather_packets
from tests.support.frames import SYN, ethernet, interface, ip, pcap, section, simple, tcp, udp


class Raw(io.BytesIO):
    """A file in memory."""


def packets_of(octets: bytes) -> pl.DataFrame:
    return gather_packets(read_packets(Raw(octets), "made.pcap"))


def test_a_tcp_packet_in_full() -> None:
    segment = tcp(40000, 443, b"abc", seq=7, ack=9, flags=SYN, timestamps=(1, 2))
    frame = ethernet(ip("192.0.2.1", "198.51.100.2", 6, segment))
    (row,) = packets_of(pcap([(5_000, frame)])).rows(named=True)
    assert row == {
        "packet": 1, "time_ns": 5_000, "captured_octets": len(frame), "wire_octets": len(frame), "link_type": 1,
        "verdict": "ip", "source_mac": 0x020000000001, "source_ip": "192.0.2.1", "source_port": 40000,
        "destination_ip": "198.51.100.2", "destination_port": 443, "transport": "tcp", "ttl": 64, "ip_octets": 55,
        "payload_octets": 3, "encapsulated_in": 0, "tcp_flags": 2, "tcp_seq": 7, "tcp_ack": 9, "tcp_tsval": 1,
        "tcp_tsecr": 2,
    }  # fmt: skip


def test_what_is_not_there_is_null() -> None:
    arp = bytes(12) + b"\x08\x06" + bytes(28)
    (row,) = packets_of(section() + interface() + simple(arp)).rows(named=True)
    assert row["verdict"] == "no_ip"
    kept = {"packet", "captured_octets", "wire_octets", "link_type", "verdict", "source_mac"}
    assert {name for name, value in row.items() if value is not None} == kept


def test_datagrams_have_no_tcp_columns_and_unread_packets_say_why() -> None:
    frames = [(0, ethernet(ip("2001:db8::1", "2001:db8::2", 17, udp(53, 4000, b"x")))), (1_000, bytes(13))]
    rows = packets_of(pcap(frames)).rows(named=True)
    assert (rows[0]["source_ip"], rows[0]["transport"], rows[0]["tcp_flags"]) == ("2001:db8::1", "udp", None)
    assert (rows[1]["packet"], rows[1]["verdict"]) == (2, "cut before the IP header's end")


def test_no_packets_is_an_empty_table() -> None:
    assert packets_of(pcap([])).height == 0


def test_a_link_type_beyond_sixteen_bits_is_kept() -> None:
    assert packets_of(pcap([(0, b"abc")], dlt=0x03FFFFFF))["link_type"].to_list() == [0x03FFFFFF]
