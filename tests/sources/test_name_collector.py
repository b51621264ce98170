"""Names out of payloads: split, reordered, repeated, never completed, and too many to hold."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import K_CONTINUED, K_DATAGRAM, K_HTTP, K_MIDSTREAM, K_STREAM, K_TLS, K_UNKNOWN
from harness.kernel.records import EVENT
from harness.kernel.stored_rows import marks_of
from harness.sources import name_collector
from harness.sources.name_collector import NameCollector
from tests.support import frames
from tests.support.conversations import (
    MS,
    PHONE,
    RESOLVER,
    client_hello,
    dns_answer,
    dns_frame,
    down,
    every,
    opening,
    request,
    up,
)
from tests.support.datagrams import dtls_hello
from tests.support.frames import SYN
from tests.support.reading import names_of, read
from tests.support.wire_messages import hello, server_name

HELLO = client_hello("cloud.example")
SNI = [("cloud.example", "sni")]


def file_of(*packets: bytes, snaplen: int = 262144) -> bytes:
    return frames.pcap(every(MS, list(packets)), snaplen=snaplen)


def pieces(data: bytes, *cuts: int, seq: int = 1001, to: int = 443) -> list[bytes]:
    """Segments of the phone's stream, cut at these places."""
    borders = [0, *cuts, len(data)]
    return [up(data[a:b], seq=seq + a, to=to) for a, b in pairwise(borders)]


def test_a_hello_in_one_segment_has_its_packet_and_sender() -> None:
    result = read(file_of(*opening(), up(HELLO)))
    (row,) = result.names
    assert (row.fact.name, row.fact.source, row.packet) == ("cloud.example", "sni", 4)
    assert row.time_ns == every(MS, [b""] * 4)[3][0]
    assert (row.mark, row.side, result.heads_cut) == (marks_of(result.flows)[0], 0, 0)


@pytest.mark.parametrize("cut", range(1, len(HELLO)))
def test_a_hello_cut_anywhere_into_two_segments(cut: int) -> None:
    result = read(file_of(*opening(), *pieces(HELLO, cut), up(b"more", seq=1001 + len(HELLO))))
    assert (names_of(result), result.heads_cut, result.malformed) == (SNI, 0, 0)
    assert next(iter(result.names)).packet == 5


def test_a_hello_is_kept_with_its_packet_and_fingerprint() -> None:
    result = read(file_of(*opening(), *pieces(HELLO, 40)))
    (row,) = result.hellos
    assert (row.packet, row.side, row.mark) == (5, 0, marks_of(result.flows)[0])
    assert (row.fact.transport, row.fact.sni, row.fact.versions) == ("tls", "cloud.example", ("1.2",))
    assert row.fact.ja4 is not None
    assert row.fact.ja4.startswith("t12d020100_")
    assert row.fact.complete


def test_segments_after_the_first_in_any_order_and_repeated() -> None:
    first, *rest = pieces(HELLO, 20, 40, 60)
    for order in permutations(rest):
        result = read(file_of(*opening(), first, first, order[0], *order))
        assert (names_of(result), result.heads_cut) == (SNI, 0)


def test_a_hello_whose_second_half_came_first_is_found() -> None:
    first, second = pieces(HELLO, 40)
    for packets in ([second, first], [second, first, second], [second, second, first, first]):
        result = read(file_of(*opening(), *packets))
        assert (names_of(result), result.heads_cut) == (SNI, 0)


def test_a_hello_whose_start_is_lost_is_counted() -> None:
    result = read(file_of(*opening(), pieces(HELLO, 40)[1]))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_several_requests_in_one_segment_are_all_read() -> None:
    both = request("a.example") + request("b.example")
    assert names_of(read(file_of(*opening(), up(both)))) == [
        ("a.example", "http_host"),
        ("b.example", "http_host"),
    ]
    cut = read(file_of(*opening(), up(both[:-3])))
    assert (names_of(cut), cut.heads_cut) == ([("a.example", "http_host")], 1)


def test_a_hello_over_several_records_and_segments() -> None:
    for sizes, cut in product([(1,), (3, 4), (30,)], [4, 7, 12, 50]):
        data = client_hello("cloud.example", *sizes)
        result = read(file_of(*opening(), *pieces(data, cut)))
        assert (names_of(result), result.heads_cut) == (SNI, 0), (sizes, cut)


def test_a_hello_that_is_sent_again_is_seen_again() -> None:
    assert names_of(read(file_of(*opening(), up(HELLO), up(HELLO)))) == SNI * 2


def test_a_hello_never_completed_is_counted() -> None:
    cut = read(file_of(*opening(), *pieces(HELLO, 40)[:1]))
    assert (names_of(cut), cut.heads_cut) == ([], 1)


def test_a_hello_cut_by_the_snap_length_is_counted() -> None:
    result = read(file_of(*opening(), up(HELLO), up(b"more", seq=1001 + len(HELLO)), snaplen=100))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_sequence_numbers_wrap() -> None:
    first = 2**32 - 10
    cut, wrapped = up(HELLO[:30], seq=first), up(HELLO[30:], seq=20)
    assert names_of(read(file_of(*opening(isn=first - 1), cut, wrapped))) == SNI


def test_payload_on_a_syn_counts_from_the_number_behind_it() -> None:
    fast = up(HELLO[:40], seq=1000, ack=0, flags=SYN)
    rest = up(HELLO[40:], seq=1041)
    result = read(file_of(fast, opening()[1], rest))
    assert (names_of(result), result.heads_cut) == (SNI, 0)
    assert names_of(read(file_of(up(HELLO, seq=1000, ack=0, flags=SYN)))) == SNI


def test_two_requests_of_one_connection_to_different_hosts() -> None:
    one, two = request("one.example"), request("two.example", "POST")
    result = read(file_of(*opening(to=80), up(one, to=80), up(two, seq=1001 + len(one), to=80)))
    assert names_of(result) == [("one.example", "http_host"), ("two.example", "http_host")]
    assert [row.packet for row in result.names] == [4, 5]


@pytest.mark.parametrize("cut", [1, 3, 4, 10, 40, len(request("one.example")) - 1])
def test_a_request_head_cut_into_two_segments(cut: int) -> None:
    result = read(file_of(*opening(to=80), *pieces(request("one.example"), cut, to=80)))
    assert (names_of(result), result.heads_cut) == ([("one.example", "http_host")], 0)


def test_a_short_first_segment_of_something_else_is_no_lost_name() -> None:
    result = read(file_of(*opening(to=9000), *pieces(b"PUBLISH" + bytes(60), 3, to=9000)))
    assert (names_of(result), result.heads_cut) == ([], 0)


def test_dns_over_udp() -> None:
    result = read(file_of(dns_frame("cloud.example", "198.51.100.7", "198.51.100.8")))
    facts = [row.fact for row in result.names]
    assert [fact.address for fact in facts] == ["198.51.100.7", "198.51.100.8"]
    assert {(fact.name, fact.source, fact.ttl_s, fact.asked) for fact in facts} == {
        ("cloud.example", "dns", 60, True)
    }


def test_dns_queries_and_other_ports_say_nothing() -> None:
    answer = dns_answer("cloud.example", "198.51.100.7")
    query = answer[:2] + b"\1\0" + answer[4:]
    aside = [frames.udp(50000, 53, query), frames.udp(53, 50000, query), frames.udp(5300, 50000, answer)]
    packets = [frames.ethernet(frames.ip(RESOLVER, PHONE, 17, datagram)) for datagram in aside]
    result = read(file_of(*packets))
    assert (list(result.names), result.malformed, result.heads_cut) == ([], 0, 0)


def test_a_dns_answer_cut_by_the_snap_length_gives_what_stands_before_the_cut() -> None:
    whole = dns_frame("cloud.example", "198.51.100.7", "198.51.100.8")
    one = read(file_of(whole, snaplen=len(whole) - 5))
    assert ([row.fact.address for row in one.names], one.tally.cut) == (["198.51.100.7"], 1)
    none = read(file_of(whole, snaplen=len(whole) - 20))
    assert (list(none.names), none.heads_cut) == ([], 1)


@pytest.mark.parametrize("cut", [0, 2, 3, 14, 40])
def test_dns_over_tcp(cut: int) -> None:
    answer = dns_answer("cloud.example", "198.51.100.7")
    stream = len(answer).to_bytes(2, "big") + answer
    parts = [stream[:cut], stream[cut:]] if cut else [stream]
    sent = [down(part, seq=5001 + offset, to=53) for part, offset in zip(parts, (0, cut), strict=False)]
    result = read(file_of(*opening(to=53), *sent))
    assert (names_of(result), result.heads_cut) == ([("cloud.example", "dns")], 0)
    assert next(iter(result.names)).side == 1


def test_an_answer_that_breaks_the_format_is_counted() -> None:
    broken = dns_answer("cloud.example", "198.51.100.7").replace(b"\x05cloud", b"\x85cloud")
    packet = frames.ethernet(frames.ip(RESOLVER, PHONE, 17, frames.udp(53, 50000, broken)))
    result = read(file_of(packet))
    assert (list(result.names), result.malformed) == ([], 1)


@given(st.lists(st.integers(1, len(HELLO) - 1), unique=True, max_size=6).map(sorted), st.randoms())
def test_any_cutting_and_repeating_of_later_segments_gives_the_name(cuts: list[int], rnd) -> None:
    first, *rest = pieces(HELLO, *cuts)
    again = rest + [rnd.choice(rest) for _ in range(3 if rest else 0)]
    rnd.shuffle(again)
    result = read(file_of(*opening(), first, *again))
    assert names_of(result)[:1] == SNI
    assert result.heads_cut == 0


def events(*rows: tuple[int, int, bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Buffer and events of (kind, flow, payload), all from sequence number 0."""
    buf = np.frombuffer(b"".join(payload for *_, payload in rows) or b"\0", dtype=np.uint8)
    made = np.zeros(len(rows), dtype=EVENT)
    offset = 0
    for event, (kind, flow, payload) in zip(made, rows, strict=True):
        event["kind"], event["offset"], event["octets"] = kind, offset, len(payload)
        event["row"] = event["flow"] = flow
        offset += len(payload)
    return buf, made


def test_the_oldest_heads_are_given_up_and_counted_when_too_many_are_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(name_collector, "MAX_HEADS", 3)
    closed: list[tuple[int, int]] = []
    collector = NameCollector(lambda flow, side: closed.append((flow, side)))
    collector.take(*events(*((K_TLS, flow, HELLO[:50]) for flow in range(5))))
    assert (collector.heads_cut, closed) == (2, [(0, 0), (1, 0)])
    collector.take(*events((K_CONTINUED, 0, HELLO), (K_CONTINUED, 4, HELLO)))
    assert [row.mark for row in collector.told.names] == [4]
    collector.finish()
    assert collector.heads_cut == 4


def test_octets_held_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_collector, "MAX_HELD_OCTETS", 120)
    collector = NameCollector(lambda flow, side: None)
    collector.take(*events(*((K_TLS, flow, HELLO[:50]) for flow in range(5))))
    assert (collector._octets, collector.heads_cut) == (100, 3)
    collector.finish()
    assert (collector._octets, collector.heads_cut) == (0, 5)


def test_a_new_message_on_an_open_head_takes_its_place() -> None:
    closed: list[tuple[int, int]] = []
    collector = NameCollector(lambda flow, side: closed.append((flow, side)))
    collector.take(*events((K_TLS, 0, HELLO[:50]), (K_TLS, 0, HELLO[:60])))
    assert (collector.heads_cut, closed) == (1, [])
    collector.take(*events((K_CONTINUED, 0, HELLO)))
    assert ([row.fact.name for row in collector.told.names], closed) == (["cloud.example"], [(0, 0)])


def test_a_head_that_turns_out_to_be_nothing_is_dropped_uncounted() -> None:
    closed: list[tuple[int, int]] = []
    collector = NameCollector(lambda flow, side: closed.append((flow, side)))
    collector.take(*events((K_UNKNOWN, 0, b"GE"), (K_CONTINUED, 0, b"GEARBOX=1")))
    collector.finish()
    assert (collector.heads_cut, closed, list(collector.told.names)) == (0, [(0, 0)], [])


@pytest.mark.parametrize("kind", [K_STREAM, K_MIDSTREAM, K_DATAGRAM])
def test_what_is_looked_at_is_bounded_too_and_is_told_when_given_up(
    kind: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_collector, "MAX_HELD_OCTETS", 120)
    closed: list[tuple[int, int]] = []
    collector = NameCollector(lambda flow, side: closed.append((flow, side)))
    begun = dtls_begun() if kind == K_DATAGRAM else b"\x05\x01"
    collector.take(*events(*((kind, flow, begun) for flow in range(3))))
    held = 3 * len(begun)
    assert (collector._octets, closed) == ((held, []) if held <= 120 else (len(begun), [(0, 0), (1, 0)]))
    collector.finish()
    assert (collector._octets, collector.heads_cut, len(closed)) == (0, 0, 3)
    assert {row.fact.protocol for row in collector.told.protocols} == (
        {"dtls"} if kind == K_DATAGRAM else set()
    )


def dtls_begun() -> bytes:
    """A first fragment of a hello that says nothing yet."""
    return dtls_hello(hello(server_name(b"a.example")), 40)[0]


def test_what_is_noted_of_closed_heads_and_lookups_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_collector, "MAX_NOTED", 3)
    collector = NameCollector(lambda flow, side: None)
    lookup = b"GET /100000/d?host=a.example HTTP/1.1\r\nHost: 203.107.1.1\r\n\r\n"
    for kind, octets in ((K_HTTP, lookup[:20]), (K_CONTINUED, lookup)):
        collector.take(*events(*((kind, flow, octets) for flow in range(9))))
    assert len(collector._lookups) == len(collector._ends) == 3
    assert list(collector._lookups) == [(6, 1), (7, 1), (8, 1)]
