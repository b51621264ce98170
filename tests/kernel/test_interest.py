"""What a TLS server says first: of interest only where a certificate may come in clear, and no longer than until it came."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest

from tests.support import frames
from tests.support.certificates import (
    OPENSSL_FLIGHT,
    OPENSSL_FLIGHT_13,
    certificate,
    chain,
    flight,
    server_hello,
)
from tests.support.conversations import MS, client_hello, down, every, opening, up
from tests.support.reading import joined, names_of, read
from tests.support.wire_messages import records

HELLO = client_hello("cloud.example")
NAMES = [("cloud.example", "sni")]
STREAM = flight(certificate(b"a.example", b"*.a.example"))
FOUND = [*NAMES, ("a.example", "certificate"), ("*.a.example", "certificate")]


def pieces(data: bytes, *cuts: int) -> list[bytes]:
    return [down(data[a:b], seq=5001 + a) for a, b in pairwise([0, *cuts, len(data)])]


def result_of(*packets: bytes):
    return read(frames.pcap(every(MS, [*opening(), up(HELLO), *packets])))


def test_a_flight_in_one_segment_has_its_packet_and_sender() -> None:
    result = result_of(*pieces(OPENSSL_FLIGHT))
    rows = list(result.names)[1:]
    assert [row.fact.name for row in rows] == ["cloud.example", "*.iot.example", "api.example"]
    assert {(row.packet, row.side, row.fact.certificate) for row in rows} == {(5, 1, "several")}
    assert (result.heads_cut, result.malformed) == (0, 0)
    (flow,) = joined(result.flows)
    assert flow["head_from"].tolist() == flow["head_to"].tolist()


@pytest.mark.parametrize("cut", [1, 4, 5, 6, 7, 8, 9, 10, 11, 43, 44, 60, 100, len(STREAM) - 20])
def test_a_flight_cut_into_two_segments(cut: int) -> None:
    result = result_of(*pieces(STREAM, cut))
    assert (names_of(result), result.heads_cut, result.malformed) == (FOUND, 0, 0)


def test_segments_after_the_first_in_any_order_and_repeated() -> None:
    first, *rest = pieces(STREAM, 100, 150, 200)
    for order in permutations(rest):
        result = result_of(first, first, order[0], *order)
        assert (names_of(result), result.heads_cut) == (FOUND, 0)


def test_from_tls_13_on_nothing_is_held() -> None:
    for stream in (OPENSSL_FLIGHT_13, records(server_hello(suite=0x1301)) + bytes(500)):
        result = result_of(*pieces(stream, 60), down(bytes(900), seq=5001 + len(stream)))
        assert (names_of(result), result.heads_cut, result.malformed) == (NAMES, 0, 0)


def test_a_resumed_session_is_no_lost_name() -> None:
    stream = records(server_hello()) + b"\x14\x03\x03\x00\x01\x01" + bytes(60)
    result = result_of(*pieces(stream))
    assert (names_of(result), result.heads_cut) == (NAMES, 0)


def test_a_flight_never_completed_is_counted() -> None:
    result = result_of(*pieces(STREAM, 120)[:1])
    assert (names_of(result), result.heads_cut) == (NAMES, 1)


def test_a_certificate_longer_than_is_held_is_counted() -> None:
    leaf = certificate(b"a.example", *(b"%0250d.example" % number for number in range(160)))
    stream = records(server_hello() + chain(leaf), *[16_000] * 3)
    cuts = range(1000, len(stream), 1000)
    result = result_of(*pieces(stream, *cuts))
    assert len(stream) > 40_000
    assert (names_of(result), result.heads_cut) == (NAMES, 1)


def test_a_broken_certificate_is_counted() -> None:
    result = result_of(*pieces(flight(b"\x30\x09abc")))
    assert (names_of(result), result.malformed) == (NAMES, 1)


def test_what_the_server_sends_later_is_not_looked_at() -> None:
    later = [down(bytes((23, 3, 3, 0, 90)) + bytes(90), seq=5001 + len(STREAM) + 95 * n) for n in range(5)]
    result = result_of(*pieces(STREAM, 100), *later)
    assert (names_of(result), result.heads_cut) == (FOUND, 0)
