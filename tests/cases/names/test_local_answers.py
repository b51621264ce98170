"""Captures of answers: multicast DNS and LLMNR by form and port, and services of HTTPS records."""

from __future__ import annotations

import polars as pl
import pytest

from tests.support import frames
from tests.support.conversations import MS, PHONE, RESOLVER, every, opening
from tests.support.reading import names_of, read


def file_of(*packets: bytes) -> bytes:
    return frames.pcap(every(MS, list(packets)))


def local(port: int, answer: bytes, to: int = 0) -> bytes:
    datagram = frames.udp(port, to or port, answer)
    return frames.ethernet(frames.ip("192.168.1.9", "224.0.0.251", 17, datagram))


MULTICAST = bytes.fromhex(
    "0000 8400 0000 0001 0000 0000 027476056c6f63616c00 0001 8001 00000078 0004 c0a80109"
)


@pytest.mark.parametrize(("port", "source"), [(5353, "mdns"), (5355, "llmnr")])
def test_answers_of_the_local_link(port: int, source: str) -> None:
    (row,) = read(file_of(local(port, MULTICAST.replace(b"\x80\1", b"\0\1")))).names
    assert (row.fact.name, row.fact.address, row.fact.source) == ("tv.local", "192.168.1.9", source)


def test_the_cache_flush_bit_and_unicast_answers_of_multicast_dns() -> None:
    assert (
        names_of(read(file_of(local(5353, MULTICAST), local(5353, MULTICAST, 40_000))))
        == [("tv.local", "mdns")] * 2
    )
    assert names_of(read(file_of(local(5355, MULTICAST)))) == []


@pytest.mark.parametrize("head", [
    "0000 0000 0000 0001 0000 0000",  # a query with what is known already (RFC 6762 §7.1)
    "0000 8400 0000 0000 0000 0000",  # no record
    "0000 8403 0000 0001 0000 0000",  # a response code (§18.11)
    "0000 a400 0000 0001 0000 0000",  # an opcode (§18.3)
    "0000 84",
])  # fmt: skip
def test_what_is_no_answer_of_the_local_link(head: str) -> None:
    result = read(file_of(local(5353, bytes.fromhex(head) + MULTICAST[12:] * (len(head) > 9))))
    assert (list(result.names), result.malformed, result.heads_cut) == ([], 0, 0)


def test_a_response_from_another_port_is_nobody_s() -> None:
    assert list(read(file_of(local(5354, MULTICAST), local(40_000, MULTICAST, 5353))).names) == []


def test_services_have_their_packet_and_sender() -> None:
    answer = bytes.fromhex(
        "1a2b 8180 0001 0001 0000 0000 0161 076578616d706c65 00 0041 0001"
        "c00c 0041 0001 0000003c 000f 0001 00 0004 0004 c0000201 0005 0000"
    )
    packet = frames.ethernet(frames.ip(RESOLVER, PHONE, 17, frames.udp(53, 50000, answer)))
    result = read(file_of(*opening(), packet))
    assert names_of(result) == [("a.example", "dns_hint")]
    (row,) = pl.concat(result.services.frames()).iter_rows(named=True)
    assert (row["owner"], row["target"], row["priority"], row["ech"], row["packet"]) == (
        *("a.example", "a.example", 1, True, 4),
    )
    assert row["mark"] == next(iter(result.names)).mark
