"""DTLS: recorded datagrams of OpenSSL, and hellos cut, shuffled and repeated."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.dtls import (
    MAX_DATAGRAMS,
    ClientHellos,
    DtlsDatagram,
    DtlsHello,
    decode_client_hello,
    decode_dtls,
    decode_hello,
    hello_wanted,
)
from harness.wire.tls import read_hello_message
from tests.support import datagram_vectors as recorded
from tests.support.datagrams import dtls_hello, dtls_record, fragment
from tests.support.wire_messages import alpn, hello, server_name

NAME = "relay.camera.example"


def gathered(*datagrams: bytes) -> DtlsHello | Malformed:
    hellos = ClientHellos()
    for datagram in datagrams:
        message = hellos.feed(0, datagram)
    return decode_hello(message)


def datagram_of(octets: bytes) -> DtlsDatagram:
    found = decode_dtls(octets)
    assert isinstance(found, DtlsDatagram), found
    return found


def test_a_recorded_handshake_is_recognised_from_either_side() -> None:
    handshake = [
        (recorded.DTLS_HELLO, (22,), (1,), True),
        (recorded.DTLS_VERIFY, (22,), (3,), False),
        (recorded.DTLS_SECOND_REST, (22,), (1,), True),
        (recorded.DTLS_SERVER, (22, 22), (2, 11), False),
        (recorded.DTLS_DATA, (23,), (), None),
        (recorded.DTLS_ALERT, (21,), (), None),
    ]
    for octets, kinds, handshakes, from_client in handshake:
        found = datagram_of(octets)
        assert (found.kinds, found.handshakes, found.from_client) == (kinds, handshakes, from_client)
    assert datagram_of(recorded.DTLS_HELLO).version == 0xFEFF
    assert datagram_of(recorded.DTLS_SERVER).version == 0xFEFD
    assert datagram_of(recorded.DTLS_VERIFY).cookie_octets == 20
    assert datagram_of(recorded.DTLS_SERVER).cookie_octets is None


@pytest.mark.parametrize(
    ("first", "rest", "cookie"),
    [
        (recorded.DTLS_HELLO, recorded.DTLS_HELLO_REST, 0),
        (recorded.DTLS_SECOND, recorded.DTLS_SECOND_REST, 20),
    ],
)
def test_a_recorded_hello_of_two_datagrams_is_read_in_any_order(
    first: bytes, rest: bytes, cookie: int
) -> None:
    for order in ((first, rest), (rest, first), (first, first, b"", rest)):
        found = gathered(*order)
        assert isinstance(found, DtlsHello)
        assert (found.hello.sni, found.hello.complete, found.cookie_octets) == (NAME, True, cookie)
    half = decode_client_hello(first)
    assert isinstance(half, DtlsHello)
    assert (half.hello.sni, half.hello.complete) == (NAME, False)
    assert isinstance(decode_client_hello(rest), Malformed)


def test_the_rest_of_a_second_hello_does_not_complete_the_first() -> None:
    found = gathered(recorded.DTLS_HELLO, recorded.DTLS_SECOND_REST)
    assert isinstance(found, Malformed)
    hellos = ClientHellos()
    hellos.feed(0, recorded.DTLS_HELLO)
    hellos.feed(0, recorded.DTLS_SECOND)
    message = hellos.feed(0, recorded.DTLS_SECOND_REST)
    assert hello_wanted(message) == len(message)
    assert hellos.held_octets > len(message)
    assert not hellos.capped


BODY = hello(server_name(NAME.encode()), alpn(b"webrtc"), session_id=bytes(8), version=0xFEFD)


@given(st.binary(max_size=255), st.lists(st.integers(1, 60), max_size=6), st.randoms())
def test_any_split_gives_the_hello_that_tls_reads(
    cookie: bytes, sizes: list[int], rnd: random.Random
) -> None:
    datagrams = dtls_hello(BODY, *sizes, cookie=cookie)
    rnd.shuffle(datagrams)
    found = gathered(*datagrams)
    assert isinstance(found, DtlsHello)
    assert found.hello == read_hello_message(BODY)
    assert found.cookie_octets == len(cookie)
    joined = b"".join(datagrams)
    assert decode_client_hello(joined) == found
    assert datagram_of(joined).handshakes == (1,)


@given(st.integers(0, 400), st.binary(max_size=40))
def test_octets_behind_a_whole_hello_change_nothing(cut: int, more: bytes) -> None:
    (datagram,) = dtls_hello(BODY)
    hellos = ClientHellos()
    message = hellos.feed(0, datagram)
    assert hello_wanted(message) == len(message)
    assert decode_hello(message + more) == decode_hello(message)
    early = decode_hello(message[:cut])
    if isinstance(early, DtlsHello):
        assert early.hello.sni == NAME
    elif cut < len(message):
        assert early.reason is Reason.TRUNCATED


def test_several_fragments_may_stand_in_one_record() -> None:
    body = BODY[4:38] + BODY[38:47] + b"\0" + BODY[47:]
    one, two = fragment(1, body, 0, 50), fragment(1, body, 50)
    found = gathered(dtls_record(22, one + two))
    assert isinstance(found, DtlsHello)
    assert found.hello == read_hello_message(BODY)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x16",
        b"\x16\x03\x01\x00\xea\x01" + bytes(100),  # TLS
        recorded.DTLS_HELLO[:-1],
        recorded.DTLS_HELLO + b"\x16",
        recorded.DTLS_HELLO + b"\0",
        recorded.DTLS_DATA[:11] + b"\xff\xff" + bytes(100),
        dtls_record(22, b"\x01\0\0\x05" + bytes(7) + b"\x06" + bytes(6)),  # a fragment beyond its message
        dtls_record(22, b""),
        dtls_record(19, b"a"),
        dtls_record(27, b"a"),
    ],
)
def test_what_is_no_datagram_of_dtls(octets: bytes) -> None:
    assert isinstance(decode_dtls(octets), Malformed)


def test_an_encrypted_record_of_dtls_1_3_is_taken_behind_another_only() -> None:
    sealed = bytes([0x2E]) + bytes(40)  # RFC 9147 §4: 001, no connection id, long number, length, epoch 2
    assert isinstance(decode_dtls(sealed), Malformed)
    assert datagram_of(dtls_record(22, fragment(2, bytes(60))) + sealed).from_client is False


def test_fragments_that_disagree_about_the_length_are_not_of_one_message() -> None:
    first, second = dtls_hello(BODY, 30)
    other = bytearray(second)
    other[14:17] = (5000).to_bytes(3, "big")
    hellos = ClientHellos()
    message = hellos.feed(0, first)
    assert hellos.feed(0, bytes(other)) == message
    assert len(hellos.feed(0, second)) == hello_wanted(message)


def test_work_for_one_client_is_bounded() -> None:
    hellos = ClientHellos()
    for number in range(MAX_DATAGRAMS + 5):
        hellos.feed(0, dtls_record(22, fragment(1, bytes(3000), 0, 10, sequence=number)))
    assert hellos.capped
    assert hellos.held_octets < 100
    long = ClientHellos()
    long.feed(0, dtls_record(22, fragment(1, bytes(70_000), 0, 10)))
    assert (long.capped, long.prefix) == (True, b"")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"\x02\0\0\x10" + bytes(16), Reason.NOT_THIS),
        (b"\x01\0\0\x10" + bytes(16), Reason.BAD_LENGTH),
        (b"\x01\0\0\x24" + bytes(34) + b"\0\x05", Reason.BAD_LENGTH),  # a cookie beyond the message
        (b"\x01\0\0\x24" + bytes(34), Reason.TRUNCATED),
        (b"", Reason.TRUNCATED),
    ],
)
def test_hellos_that_are_none(message: bytes, reason: Reason) -> None:
    found = decode_hello(message)
    assert isinstance(found, Malformed)
    assert found.reason is reason
