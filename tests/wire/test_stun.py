"""STUN and TURN: the vectors of RFC 5769 and RFC 8489, recorded messages of coturn, and attributes made by hand."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.addresses import SocketAddress
from harness.wire.stun import (
    MAX_ATTRIBUTES,
    StunMessage,
    decode_stun,
    decode_stun_datagram,
    wanted,
)
from tests.support import datagram_vectors as recorded
from tests.support import stun_vectors as vectors
from tests.support.datagrams import attribute, plain_address, stun, xor_address

VECTORS = (
    vectors.REQUEST,
    vectors.RESPONSE_4,
    vectors.RESPONSE_6,
    vectors.LONG_TERM,
    vectors.USERHASH,
)


def read(data: bytes) -> StunMessage:
    found = decode_stun_datagram(data)
    assert isinstance(found, StunMessage), found
    return found


def test_the_request_of_rfc_5769() -> None:
    found = read(vectors.REQUEST)
    assert (found.method, found.kind, found.turn) == (1, 0, False)
    assert found.software == "STUN\\032test\\032client"
    assert (found.user, found.ice, found.fingerprint) == (True, True, True)
    assert (found.realm, found.mapped, found.from_client) == (None, None, None)


@pytest.mark.parametrize(
    ("data", "address"),
    [
        (vectors.RESPONSE_4, "192.0.2.1"),
        (vectors.RESPONSE_6, "2001:db8:1234:5678:11:2233:4455:6677"),
    ],
)
def test_the_responses_of_rfc_5769(data: bytes, address: str) -> None:
    found = read(data)
    assert (found.method, found.kind, found.from_client) == (1, 2, False)
    assert found.software == "test\\032vector"
    assert found.mapped == SocketAddress(address, 32853)
    assert (found.user, found.fingerprint) == (False, True)


@pytest.mark.parametrize("data", [vectors.LONG_TERM, vectors.USERHASH])
def test_requests_with_long_term_credentials(data: bytes) -> None:
    found = read(data)
    assert (found.realm, found.user, found.fingerprint) == ("example.org", True, None)
    assert found.from_client


def test_recorded_messages_of_a_relay() -> None:
    assert read(recorded.TURN_REQUEST).turn
    refusal = read(recorded.TURN_REFUSAL)
    assert (refusal.kind, refusal.error, refusal.realm) == (3, 401, "relay.example")
    assert refusal.software == "Coturn-4.6.1\\032'Gorst'"
    again = read(recorded.TURN_AGAIN)
    assert (again.realm, again.user, again.from_client) == ("relay.example", True, True)
    allocated = read(recorded.TURN_ALLOCATED)
    assert allocated.relayed == SocketAddress("127.0.0.1", 50074)
    assert allocated.mapped == SocketAddress("127.0.0.1", 46112)
    assert (allocated.from_client, allocated.fingerprint) == (False, True)


def test_ends_behind_a_relay() -> None:
    transaction = bytes(range(12))
    four, six = ("198.51.100.9", 5004), ("2001:db8::9", 5006)
    peers = [attribute(0x0012, xor_address(*end, transaction)) for end in (four, six)]
    found = read(stun(0x0008, *peers, transaction=transaction))
    assert found.peers == (SocketAddress(*four), SocketAddress(*six))
    bound = read(stun(0x0009, attribute(0x000C, b"\x40\x01\0\0"), attribute(0x0012, xor_address(*four))))
    assert (bound.method, bound.channel, bound.peers) == (9, 0x4001, (SocketAddress(*four),))
    sent = read(stun(0x0016, attribute(0x0012, xor_address(*six)), attribute(0x0013, b"data")))
    assert (sent.method, sent.kind, sent.from_client) == (6, 1, True)
    received = read(stun(0x0017, attribute(0x0012, xor_address(*six))))
    assert (received.method, received.kind, received.from_client) == (7, 1, False)


def test_a_client_is_sent_to_another_server() -> None:
    error = attribute(0x0009, b"\0\0\x03\0Try Alternate")
    server = attribute(0x8023, plain_address("203.0.113.5", 3479))
    found = read(stun(0x0113, error, server, attribute(0x8003, b"TURN2.Relay.example")))
    assert (found.error, found.alternate_server) == (300, SocketAddress("203.0.113.5", 3479))
    assert found.alternate_domain == "turn2.relay.example"


def test_an_old_server_gives_the_address_in_clear() -> None:
    assert read(stun(0x0101, attribute(1, plain_address("192.0.2.7", 99)))).mapped == ("192.0.2.7", 99)


def test_a_wrong_fingerprint_is_told() -> None:
    assert read(stun(1, fingerprint=True)).fingerprint is True
    assert read(vectors.REQUEST[:-1] + b"\0").fingerprint is False


def test_what_stands_behind_the_integrity_check_does_not_count() -> None:
    seal = attribute(8, bytes(20))
    realm, other = attribute(0x14, b"a.example"), attribute(0x14, b"b.example")
    assert read(stun(1, seal, realm)).realm is None
    assert read(stun(1, realm, other, seal)).realm == "a.example"


@given(
    st.one_of(
        st.ip_addresses(network="198.51.100.0/24"),
        st.ip_addresses(network="2001:db8::/32"),
    ),
    st.integers(0, 65535),
    st.binary(min_size=12, max_size=12),
)
def test_any_address_is_read_as_it_was_written(
    ip: IPv4Address | IPv6Address, port: int, transaction: bytes
) -> None:
    value = attribute(0x0016, xor_address(str(ip), port, transaction))
    found = read(stun(0x0103, value, transaction=transaction))
    assert found.relayed == SocketAddress(str(ip), port)


@pytest.mark.parametrize(
    "value", [b"", b"\0\1", b"\0\1\0\0" + bytes(3), b"\0\2\0\0" + bytes(4), b"\0\3\0\0" + bytes(4)]
)
def test_an_odd_address_is_left_out(value: bytes) -> None:
    found = read(stun(0x0103, attribute(0x0016, value), attribute(0x0012, value)))
    assert (found.relayed, found.peers) == (None, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.NOT_THIS),
        (vectors.REQUEST[:19], Reason.TRUNCATED),
        (vectors.REQUEST[:-4], Reason.TRUNCATED),
        (vectors.REQUEST + b"\0", Reason.NOT_THIS),
        (b"\x80" + vectors.REQUEST[1:], Reason.NOT_THIS),
        (b"\0\1\0\x57" + vectors.REQUEST[4:], Reason.NOT_THIS),
        (stun(1, struct.pack("!HH", 0x14, 9)), Reason.BAD_LENGTH),
        (stun(1, b"\0\x14\0\5abcd"), Reason.BAD_LENGTH),
        (stun(1, attribute(0x8028, bytes(4)), attribute(0x14, b"a")), Reason.BAD_VALUE),
        (stun(1, *[attribute(0x7000, b"")] * (MAX_ATTRIBUTES + 1)), Reason.TOO_LONG),
    ],
)
def test_what_is_no_datagram_of_stun(data: bytes, reason: Reason) -> None:
    found = decode_stun_datagram(data)
    assert isinstance(found, Malformed)
    assert found.reason is reason


@pytest.mark.parametrize("data", VECTORS)
def test_a_stream_is_known_from_its_first_octets(data: bytes) -> None:
    for length in range(len(data)):
        need = wanted(data[:length])
        assert length < need <= len(data)
    assert wanted(data) == wanted(data + b"\x16\x03") == len(data)
    assert decode_stun(data + b"\0\1") == decode_stun_datagram(data)


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\x02\0", b"GET / HTTP/1.1", b"\0\x1c\x12\x34\1\0\0\1", b"\x40\1\0\4abcd"]
)
def test_streams_of_other_protocols(data: bytes) -> None:
    assert wanted(data) == 0
