"""A client's Initial packets: its hello comes out whole however it was cut, ordered, packed and sent again."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire import quic
from harness.wire.quic import ClientInitials, crypto_frames, hello_wanted
from harness.wire.quic_packet import Keys, Packet, open_packet
from harness.wire.tls import MAX_HELLO_OCTETS
from tests.support import quic_vectors
from tests.support.quic_packets import (
    ACK,
    ACK_ECN,
    CLOSE,
    PADDING,
    PING,
    SALTS,
    SERVER_ID,
    V1,
    V2,
    crypto,
    datagram,
    initial,
    quic_hello,
    varint,
)

HELLO = quic_hello()
LONG = quic_hello(more=1700)
OTHER_ID = b"another id"


def stream_of(*datagrams: bytes) -> bytes:
    client = ClientInitials()
    for octets in datagrams:
        client.feed(0, octets)
    return client.prefix


@pytest.mark.parametrize("version", [V1, V2])
def test_hello_of_the_vectors(version: int) -> None:
    stream = stream_of(quic_vectors.CLIENT_INITIAL[version])
    assert stream == quic_vectors.HELLO_FRAME[4:]
    assert hello_wanted(stream) == len(stream)


@pytest.mark.parametrize("version", SALTS)
def test_hello_of_every_version(version: int) -> None:
    assert stream_of(datagram(version=version)) == HELLO


def test_what_a_stream_needs() -> None:
    assert [hello_wanted(HELLO[:n]) for n in (0, 1, 3, 4, 40)] == [4, 4, 4, len(HELLO), len(HELLO)]
    assert hello_wanted(b"\x02") == 0
    assert hello_wanted(b"\x01\xff\xff\xff") == 4


@given(st.lists(st.integers(1, len(LONG) - 1), unique=True, max_size=8), st.randoms(), st.data())
def test_any_cut_any_order_any_packing_gives_the_hello(cuts: list[int], rnd: random.Random, data) -> None:
    """Pieces overlap, come twice, stand in any order over packets, and packets over datagrams."""
    borders = [0, *sorted(cuts), len(LONG)]
    pieces = [crypto(LONG, max(0, a - rnd.randrange(9)), b) for a, b in pairwise(borders)]
    pieces += [rnd.choice(pieces) for _ in range(2)]
    rnd.shuffle(pieces)
    others = [PADDING * 3, PING, ACK, ACK_ECN]
    frames = [piece + rnd.choice(others) for piece in pieces]
    packets: list[bytes] = []
    while frames:
        count = data.draw(st.integers(1, len(frames)))
        packets.append(initial(b"".join(frames[:count]), number=len(packets)))
        frames = frames[count:]
    datagrams = []
    while packets:
        count = data.draw(st.integers(1, min(len(packets), 4)))
        datagrams.append(b"".join(packets[:count]))
        packets = packets[count:]
    client = ClientInitials()
    for octets in datagrams:
        client.feed(0, octets)
    assert client.prefix == LONG
    assert not client.capped
    assert client.held_octets >= len(LONG)


@pytest.mark.parametrize("frame", [PING, ACK, ACK_ECN, CLOSE, PADDING * 9])
def test_other_frames_of_an_initial_packet_are_passed(frame: bytes) -> None:
    both = frame + crypto(HELLO, 0, 9) + frame + crypto(HELLO, 9) + frame
    assert crypto_frames(both) == [(0, HELLO[:9]), (9, HELLO[9:])]
    for cut in range(1, len(frame)):
        broken = crypto_frames(frame[:cut])
        assert frame[0] == 0 or broken == Malformed(Reason.BAD_LENGTH, 0, "quic")


@pytest.mark.parametrize("kind", [0x04, 0x05, 0x07, 0x08, 0x10, 0x18, 0x1D, 0x1E, 0x30, 0x40, 0xFF])
def test_frames_that_no_initial_packet_may_hold(kind: int) -> None:
    assert crypto_frames(PING + bytes([kind]) + bytes(20)) == Malformed(Reason.BAD_VALUE, 1, "quic")


def test_frames_that_run_past_the_packet_or_the_stream() -> None:
    frame = crypto(HELLO)
    for cut in range(1, len(frame)):
        assert crypto_frames(frame[:cut]) == Malformed(Reason.BAD_LENGTH, 0, "quic")
    far = b"\x06" + varint(MAX_HELLO_OCTETS) + varint(1) + b"x"
    assert crypto_frames(far) == Malformed(Reason.TOO_LONG, 0, "quic")
    assert crypto_frames(b"\x02\x00\x00" + varint(2**62 - 1)) == Malformed(Reason.BAD_LENGTH, 0, "quic")
    assert crypto_frames(PING * quic.MAX_FRAMES + PING) == Malformed(Reason.TOO_LONG, quic.MAX_FRAMES, "quic")
    assert crypto_frames(b"") == []


def test_other_packets_of_the_datagram_are_passed() -> None:
    early, handshake = initial(PING, kind=1), initial(PING, kind=2)
    first, second = initial(crypto(HELLO, 0, 20)), initial(crypto(HELLO, 20), number=1)
    assert stream_of(first + early + second + handshake) == HELLO
    for order in permutations([first, early, second]):
        assert stream_of(b"".join(order)) == HELLO
    assert stream_of(first + initial(crypto(HELLO, 20), destination=OTHER_ID, key_id=SERVER_ID)) == HELLO[:20]
    astray = initial(crypto(HELLO, 20), destination=OTHER_ID, key_id=initial_id(first))
    assert stream_of(first + astray) == HELLO[:20]
    assert stream_of(first, astray) == HELLO
    assert stream_of(first + b"\x40short header" + second) == HELLO[:20]
    assert stream_of(first + bytes(50) + second) == HELLO[:20]


def test_after_a_retry_keys_come_from_the_server_s_id() -> None:
    lost = initial(crypto(LONG, 0, 900))
    again = [
        initial(crypto(LONG, 0, 900), destination=SERVER_ID, token=b"token", number=1),
        initial(crypto(LONG, 900), destination=SERVER_ID, token=b"token", number=2),
    ]
    for order in permutations([lost, *again]):
        client = ClientInitials()
        wholes = [hello_wanted(client.feed(0, octets)) <= len(client.prefix) for octets in order]
        assert any(wholes)


def test_after_the_server_s_first_packet_keys_stay_those_of_the_first_id() -> None:
    first = initial(crypto(LONG, 0, 900))
    second = initial(crypto(LONG, 900), destination=SERVER_ID, key_id=initial_id(first), number=1)
    assert stream_of(first, second) == LONG
    assert stream_of(second, first) == LONG[:900]  # who sends to the server's id has seen the first


def test_both_a_retry_and_then_the_server_s_own_id() -> None:
    retried = initial(crypto(LONG, 0, 900), destination=SERVER_ID)
    moved = initial(crypto(LONG, 900), destination=OTHER_ID, key_id=SERVER_ID)
    assert stream_of(initial(crypto(LONG, 0, 900)), retried, moved) == LONG


def test_the_version_may_change_within_a_connection() -> None:
    first = initial(crypto(LONG, 0, 900))
    second = initial(crypto(LONG, 900), version=V2, destination=SERVER_ID, key_id=initial_id(first))
    assert stream_of(first, second) == LONG
    assert stream_of(first, initial(crypto(LONG, 900), version=V2)) == LONG


def test_a_connection_begun_anew_is_not_mixed_with_the_one_before() -> None:
    old = initial(crypto(quic_hello("old.example", 1700), 0, 900))
    new = datagram("new.example", destination=OTHER_ID, version=V2)
    assert stream_of(old, new) == quic_hello("new.example")


def test_what_cannot_be_opened_tells_nothing() -> None:
    sealed = datagram()
    assert stream_of(sealed[:-1], sealed[:600], b"", b"\xc0", bytes(1200)) == b""
    assert stream_of(datagram(key_id=OTHER_ID)) == b""
    assert stream_of(datagram(sender=b"server")) == b""
    assert stream_of(datagram(key_id=OTHER_ID), sealed) == HELLO


def test_a_packet_broken_under_the_seal_is_told() -> None:
    client = ClientInitials()
    assert client.feed(0, initial(crypto(HELLO) + b"\x08stream")) == b""
    assert client.capped


def test_work_on_one_client_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[Packet] = []

    def noted(octets: bytes, packet: Packet, keys: Keys) -> bytes | Malformed:
        tries.append(packet)
        return open_packet(octets, packet, keys)

    monkeypatch.setattr(quic, "open_packet", noted)
    client = ClientInitials()
    for number in range(quic.MAX_ATTEMPTS + 2):
        client.feed(0, initial(crypto(HELLO, 0, 9), destination=bytes([number]) * 8))
    assert len(client._attempts) == quic.MAX_ATTEMPTS
    tries.clear()
    small = initial(PING, destination=b"unknown", key_id=b"unheard")
    client.feed(0, small * 50)
    assert len(tries) == quic.MAX_PACKETS * (quic.MAX_ATTEMPTS + 1)
    assert not client.capped
    client.feed(0, small * 50)
    client.feed(0, small * 50)
    assert client.capped
    assert len(tries) < quic.MAX_OPENINGS + quic.MAX_ATTEMPTS
    assert client.held_octets == (9 + quic.KEYS_OCTETS) * quic.MAX_ATTEMPTS


def test_datagrams_of_one_client_are_bounded() -> None:
    client = ClientInitials()
    for _ in range(quic.MAX_DATAGRAMS):
        assert not client.capped
        client.feed(0, b"")
    assert client.capped


def initial_id(_first: bytes) -> bytes:
    """The connection id of a packet made without naming one."""
    return quic_vectors.CONNECTION_ID
