"""TLS in whole captures: hellos that come twice or cannot be read, and what servers chose."""

from __future__ import annotations

from itertools import pairwise

from harness.sources.capture_reader import CaptureRead
from tests.support import frames
from tests.support.certificates import OPENSSL_FLIGHT, flight
from tests.support.conversations import MS, PHONE, SERVER, client_hello, down, every, opening, up
from tests.support.quic_packets import crypto, initial, quic_hello
from tests.support.reading import names_of, read
from tests.support.wire_messages import extension, hello, records, server_name

HELLO = client_hello("cloud.example")
SNI = [("cloud.example", "sni")]
CHANGE = b"\x14\x03\x03\x00\x01\x01"
"""A record of ChangeCipherSpec."""


def file_of(*packets: bytes, snaplen: int = 262144) -> bytes:
    return frames.pcap(every(MS, list(packets)), snaplen=snaplen)


def pieces(data: bytes, *cuts: int, seq: int = 1001, to: int = 443) -> list[bytes]:
    """Segments of the phone's stream, cut at these places."""
    borders = [0, *cuts, len(data)]
    return [up(data[a:b], seq=seq + a, to=to) for a, b in pairwise(borders)]


def details(result: CaptureRead, protocol: str) -> list[tuple[str | None, str | None]]:
    """Keys and values of protocol facts."""
    frames_of = result.protocols.frames(["protocol", "key", "value"])
    return [row[1:] for frame in frames_of for row in frame.iter_rows() if row[0] == protocol]


def test_a_second_hello_behind_a_change_of_cipher_spec_is_read() -> None:
    first, second = HELLO, CHANGE + client_hello("other.example")
    packets = [*opening(), up(first), up(second, seq=1001 + len(first))]
    result = read(file_of(*packets))
    assert names_of(result) == [*SNI, ("other.example", "sni")]
    assert [(row.fact.sni, row.fact.ja4 is None) for row in result.hellos] == [
        ("cloud.example", False),
        ("other.example", True),
    ]
    for cut in (20, 40, len(second) - 1):
        behind = pieces(second, cut, seq=1001 + len(first))
        assert names_of(read(file_of(*opening(), up(first), *behind))) == names_of(result)


def test_what_is_encrypted_behind_a_change_of_cipher_spec_is_no_hello() -> None:
    sealed = CHANGE + b"\x16\x03\x03\x00\x28\x01" + bytes(range(39))
    result = read(file_of(*opening(), up(HELLO), up(sealed, seq=1001 + len(HELLO))))
    assert (names_of(result), result.malformed, result.heads_cut) == (SNI, 0, 0)
    assert details(result, "tls") == []


def test_a_hello_that_cannot_be_read_is_told_of_its_flow() -> None:
    place = HELLO.index(b"cloud.example") - 2
    broken = bytearray(HELLO)
    broken[place] = 0xFF  # the name is longer than its list
    result = read(file_of(*opening(), up(bytes(broken))))
    assert (names_of(result), result.malformed) == ([], 1)
    assert details(result, "tls") == [("malformed", "bad_length")]
    cut = read(file_of(*opening(), *pieces(HELLO, 40)[:1]))
    assert (details(cut, "tls"), cut.heads_cut) == ([("malformed", "truncated")], 1)
    assert details(read(file_of(*opening(), up(HELLO))), "tls") == []


def test_a_cut_hello_whose_name_was_seen_is_not_malformed() -> None:
    message = hello(server_name(b"cloud.example"), extension(21, bytes(200)))
    assert details(read(file_of(*opening(), up(records(message)[:150]))), "tls") == []


def test_a_quic_client_whose_hello_is_never_whole_is_told_of_its_flow() -> None:
    stream = quic_hello("cloud.example")
    datagrams = [initial(crypto(stream, 0, 50)), initial(crypto(stream, 50), number=1)]
    whole, cut = ([quic_frame(one) for one in sent] for sent in (datagrams, datagrams[:1]))
    assert names_of(read(file_of(*whole))) == [("cloud.example", "quic_sni")]
    assert details(read(file_of(*whole)), "quic") == []
    assert details(read(file_of(*cut)), "quic") == [("malformed", "truncated")]


def quic_frame(payload: bytes) -> bytes:
    return frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(50000, 443, payload)))


def test_what_a_server_chose_is_told_of_its_flow() -> None:
    result = read(file_of(*opening(), up(HELLO), down(OPENSSL_FLIGHT, seq=5001)))
    keys = [key for key, _ in details(result, "tls")]
    assert keys == [
        "version", "cipher_suite", "alpn", "certificate_subject", "certificate_issuer", "certificate_not_after",
    ]  # fmt: skip
    assert ("cloud.example", "certificate") in names_of(result)
    odd = read(file_of(*opening(), up(HELLO), down(flight(b"\x30\x05ab"), seq=5001)))
    assert ("malformed_certificate", "bad_length") in details(odd, "tls")
    assert odd.malformed == 1


def test_a_cut_hello_is_kept_as_far_as_it_goes_without_a_fingerprint() -> None:
    message = hello(server_name(b"cloud.example"), extension(21, bytes(200)))
    result = read(file_of(*opening(), up(records(message)[:150])))
    (row,) = result.hellos
    assert (row.fact.sni, row.fact.ja4, row.fact.complete) == ("cloud.example", None, False)
    assert (names_of(result), result.heads_cut) == (SNI, 1)
