"""First messages of TLS servers: what was chosen, and the certificate where it is in clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.certificates import Certificate
from harness.wire.tls_server import ServerFlight, decode_server_flight, wanted
from tests.support.certificates import (
    OPENSSL_FLIGHT,
    OPENSSL_FLIGHT_13,
    certificate,
    chain,
    chosen,
    flight,
    server_hello,
)
from tests.support.wire_messages import alpn, records, vector

LEAF = certificate(b"a.example", b"a.example", b"b.example")
STREAM = flight(LEAF, certificate(b"Example CA"))
NAMES = ("a.example", "b.example")
CCS = b"\x14\x03\x03\x00\x01\x01"


def read(data: bytes) -> ServerFlight:
    found = decode_server_flight(data)
    assert isinstance(found, ServerFlight)
    return found


def names(data: bytes) -> tuple[str, ...]:
    found = read(data).certificate
    assert isinstance(found, Certificate)
    return found.names


def test_a_flight_of_openssl() -> None:
    found = read(OPENSSL_FLIGHT)
    assert found[:3] == (0x0303, 0xC02C, "h2")
    assert names(OPENSSL_FLIGHT) == ("cloud.example", "*.iot.example", "api.example")
    assert wanted(OPENSSL_FLIGHT) < len(OPENSSL_FLIGHT)
    assert found.complete


def test_tls_13_ends_with_the_hello() -> None:
    assert read(OPENSSL_FLIGHT_13) == ServerFlight(0x0304, 0x1302, None, None, complete=True)
    assert wanted(OPENSSL_FLIGHT_13) == OPENSSL_FLIGHT_13.index(CCS)
    for suite in (0x1301, 0x00C6):
        draft = records(server_hello(chosen(0x7F1C), suite=suite))
        assert read(draft) == ServerFlight(0x7F1C, suite, None, None, complete=True)
        assert wanted(draft) == len(draft)


def test_only_the_first_certificate_is_read_and_waited_for() -> None:
    assert names(STREAM) == NAMES
    need = STREAM.index(LEAF) + len(LEAF)
    assert wanted(STREAM) == need
    assert names(STREAM[:need]) == NAMES
    assert read(STREAM[: need - 1]).certificate is None
    assert not read(STREAM[: need - 1]).complete


def test_a_resumed_session_has_no_certificate() -> None:
    stream = records(server_hello(alpn(b"h2"))) + CCS + b"\x16\x03\x03\x00\x28" + bytes(40)
    assert read(stream) == ServerFlight(0x0303, 0xC02B, "h2", None, complete=True)
    assert wanted(stream) == stream.index(CCS) + 1
    refused = records(server_hello()) + b"\x15\x03\x03\x00\x02\x02\x28"
    assert read(refused).complete


def test_a_hello_without_extensions() -> None:
    bare = b"\x02" + vector(b"\x03\x01" + bytes(32) + b"\x00\x00\x35\x00", 3)
    stream = records(bare + chain(LEAF))
    assert read(stream)[:3] == (0x0301, 0x0035, None)
    assert names(stream) == NAMES


@given(st.lists(st.integers(1, 90), max_size=25))
def test_any_fragmentation_gives_the_same(sizes: list[int]) -> None:
    message = server_hello() + b"\x17\0\0\1x" + chain(LEAF) + b"\x0e\0\0\0"
    stream = records(message, *sizes, version=0x0303)
    assert names(stream) == NAMES
    for length in range(len(stream)):
        need = wanted(stream[:length])
        if need <= length:
            break
        assert need <= len(stream)
    assert names(stream[:length]) == NAMES


@pytest.mark.parametrize(
    "data",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"\x15\x03\x03\x00\x02\x02\x28", records(b"\x01" + server_hello()[1:])],
)
def test_another_protocol(data: bytes) -> None:
    assert wanted(data) == 0
    found = decode_server_flight(data)
    assert isinstance(found, Malformed)
    assert found.reason is Reason.NOT_THIS


@pytest.mark.parametrize(
    "message",
    [
        b"\x02" + vector(b"\x03\x03" + bytes(20), 3),
        server_hello(chosen(0x0304) + b"\x00"),
        server_hello(b"\x00\x2b\x00\x01\x03"),
        server_hello(b"\x00\x10\x00\x02\x00\x05"),
    ],
)
def test_hellos_that_contradict_themselves(message: bytes) -> None:
    found = decode_server_flight(records(message + chain(LEAF)))
    assert isinstance(found, Malformed)
    assert found.reason is Reason.BAD_LENGTH


def test_certificates_that_cannot_be_read() -> None:
    assert read(flight()).certificate is None
    assert read(flight(b"")).certificate is None
    assert isinstance(read(flight(b"\x30\x05ab")).certificate, Malformed)
    short = chain(LEAF)[:7] + b"\x00\xff\xff" + LEAF
    assert isinstance(read(records(server_hello() + short)).certificate, Malformed)


def test_what_ends_inside_a_message_is_truncated_there() -> None:
    stream = STREAM[:3] + b"\x00\x64" + STREAM[5:105]
    for after in (CCS, CCS + bytes(90)):
        found = read(stream + after)
        assert (found.certificate, found.complete, wanted(stream + after)) == (None, True, 106)
    hello = records(server_hello()[:30])
    assert decode_server_flight(hello + CCS) == Malformed(Reason.TRUNCATED, 36, "tls")


def test_messages_before_the_certificate_are_few() -> None:
    crowd = server_hello() + b"\x17\0\0\0" * 9 + chain(LEAF)
    found = read(records(crowd))
    assert (found.certificate, found.complete) == (None, True)


def test_a_hello_cut_short() -> None:
    for length in range(len(records(server_hello()))):
        found = decode_server_flight(STREAM[:length])
        assert isinstance(found, Malformed)
        assert found.reason is Reason.TRUNCATED
