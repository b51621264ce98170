"""Captures of made-up QUIC connections: the name, its packet and what is counted where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.kernel.stored_rows import marks_of
from harness.pipeline import analyze
from harness.sources import name_collector
from harness.wire import quic
from tests.support import frames, quic_vectors
from tests.support.conversations import MS, PHONE, SERVER, every
from tests.support.quic_packets import ACK, SERVER_ID, V1, V2, crypto, datagram, initial, quic_hello
from tests.support.reading import names_of, outcome, read

LONG = quic_hello(more=1700)
FIRST, SECOND = (
    initial(crypto(LONG, 0, 1000), padded=1200),
    initial(crypto(LONG, 1000), padded=1200, number=1),
)
SNI = [("cloud.example", "quic_sni")]


def up(payload: bytes, *, port: int = 40000, to: int = 443) -> bytes:
    return frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(port, to, payload)))


def down(payload: bytes, *, port: int = 40000, to: int = 443) -> bytes:
    return frames.ethernet(frames.ip(SERVER, PHONE, 17, frames.udp(to, port, payload)))


def file_of(*packets: bytes, snaplen: int = 262144) -> bytes:
    return frames.pcap(every(MS, list(packets)), snaplen=snaplen)


@pytest.mark.parametrize("version", [V1, V2])
@pytest.mark.parametrize("to", [443, 8853, 50000])
def test_a_hello_in_one_datagram_on_any_port(version: int, to: int) -> None:
    answer = down(quic_vectors.SERVER_INITIAL[version], to=to)
    result = read(file_of(up(datagram(version=version), to=to), answer, up(datagram(version=version), to=to)))
    (row,) = result.names
    assert (row.fact.name, row.fact.source, row.fact.address, row.packet) == (*SNI[0], None, 1)
    assert (row.mark, result.heads_cut, result.malformed) == (marks_of(result.flows)[0], 0, 0)


def test_the_packet_that_made_it_whole_is_the_fact_s() -> None:
    for packets, whole in (
        ([FIRST, SECOND, SECOND], 2),
        ([SECOND, FIRST], 2),
        ([FIRST, FIRST, b"else", SECOND], 4),
    ):
        result = read(file_of(*map(up, packets)))
        assert (names_of(result), [row.packet for row in result.names]) == (SNI, [whole])
        assert (result.heads_cut, result.malformed) == (0, 0)


def test_reading_by_few_octets_gives_the_same() -> None:
    octets = file_of(up(FIRST), down(b"x"), up(SECOND), up(SECOND), *[up(datagram(), port=40001)] * 3)
    assert outcome(read(octets, sizes=(1, 700, 3))) == outcome(read(octets))


def test_packets_after_the_hello_and_acknowledgements_before_it_give_nothing() -> None:
    moved = initial(ACK, destination=SERVER_ID, key_id=quic_vectors.CONNECTION_ID, number=2)
    assert names_of(read(file_of(up(FIRST), up(moved), up(SECOND), up(moved)))) == SNI
    lone = read(file_of(up(moved)))
    assert (names_of(lone), lone.heads_cut) == ([], 1)


def test_a_hello_without_a_name_gives_none_and_lacks_none() -> None:
    result = read(file_of(up(initial(crypto(quic_hello("")[:47] + b"\0\0"), padded=1200))))
    assert names_of(result) == []


def test_a_hello_never_completed_is_counted_and_gives_what_stands_before_the_end() -> None:
    result = read(file_of(up(FIRST)))
    assert (names_of(result), result.heads_cut) == (SNI, 1)
    result = read(file_of(up(SECOND)))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_a_datagram_cut_by_the_snap_length_is_counted() -> None:
    result = read(file_of(up(datagram()), snaplen=300))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_a_draft_that_is_not_read_is_counted() -> None:
    other = datagram()
    result = read(file_of(up(other[:1] + b"\xff\0\0\x1a" + other[5:])))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_a_broken_hello_is_counted() -> None:
    broken = LONG[:47] + b"\xff\xff" + LONG[49:]  # extensions longer than the hello
    result = read(file_of(up(initial(crypto(broken, 0, 1000))), up(initial(crypto(broken, 1000)))))
    assert (names_of(result), result.malformed) == ([], 1)


def test_a_client_that_never_comes_to_an_end_is_given_up_and_counted_once() -> None:
    result = read(file_of(*[up(SECOND)] * (quic.MAX_DATAGRAMS + 10), up(FIRST)))
    assert (names_of(result), result.heads_cut) == ([], 1)


def test_the_oldest_clients_are_given_up_and_counted_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(name_collector, "MAX_HEADS", 2)
    halves = [up(SECOND, port=port) for port in range(40000, 40004)]
    rest = [up(FIRST, port=port) for port in range(40000, 40004)]
    result = read(file_of(*halves, *rest))
    assert (names_of(result), result.heads_cut) == (SNI * 2, 2)


def test_the_endpoint_has_the_name_and_an_unanswered_hello_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_of(up(datagram()), down(quic_vectors.SERVER_INITIAL[V1])))
    analysis = analyze([str(path)])
    row = analysis.endpoints.row(0, named=True)
    assert (row["server_ip"], row["server_port"], row["name"], row["name_source"]) == (SERVER, 443, *SNI[0])
    assert row["contact"] == "handshake"
    name = analysis.names.row(0, named=True)
    assert (name["client_ip"], name["server_ip"], name["server_port"]) == (PHONE, SERVER, 443)
