"""Any datagrams give a stream or nothing, any frames under a right seal are taken whole or not at all."""

from __future__ import annotations

import random
from collections.abc import Iterator

from harness.model.facts import HelloFact, NameFact
from harness.model.malformed import Malformed
from harness.wire.heads import Head
from harness.wire.messages import MessageKind, decode_message, message_wanted
from harness.wire.quic import KEYS_OCTETS, MAX_ATTEMPTS, ClientInitials, crypto_frames
from harness.wire.quic_packet import INITIAL, Packet, read_packet
from harness.wire.tls import MAX_HELLO_OCTETS
from tests.support import quic_vectors
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated, objection
from tests.support.quic_packets import (
    ACK,
    ACK_ECN,
    CLOSE,
    PADDING,
    PING,
    SERVER_ID,
    V2,
    Shape,
    crypto,
    initial,
    quic_hello,
)

HELLO = quic_hello()
FRAMES = (
    crypto(HELLO),
    ACK + crypto(HELLO, 0, 30) + PING + crypto(HELLO, 20) + bytes(9),
    crypto(HELLO, 30) + ACK_ECN + bytes(3) + crypto(HELLO, 0, 31) + CLOSE,
)
DATAGRAMS = (
    *(initial(frames) for frames in FRAMES),
    initial(FRAMES[0], version=V2, token=b"token", source=SERVER_ID),
    initial(crypto(HELLO, 0, 30)) + initial(PING, kind=1) + initial(crypto(HELLO, 30), number=1),
    initial(crypto(HELLO, 30), destination=SERVER_ID, key_id=quic_vectors.CONNECTION_ID),
    quic_vectors.SERVER_INITIAL[1],
    quic_vectors.RETRY[1],
)


def inputs(seeds: tuple[bytes, ...], count: int) -> Iterator[bytes]:
    """Two thirds mutated seeds, one third noise, a part of it behind a valid beginning."""
    chance = random.Random(len(seeds))
    for number in range(count):
        seed = chance.choice(seeds)
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice((0, 1, 5, 14, 40))] + chance.randbytes(chance.randint(0, 80))


def test_any_packet_gives_a_value_or_malformed() -> None:
    given = set()
    for data in inputs(DATAGRAMS, INPUTS):
        packet = read_packet(data)
        given.add(type(packet))
        if isinstance(packet, Malformed):
            assert 0 <= packet.offset <= len(data), data.hex()
        else:
            assert packet.start < packet.number < packet.end <= len(data), data.hex()
    assert given == {Packet, Malformed}


def test_any_datagrams_of_a_client_give_the_hello_or_less() -> None:
    """What does not fit the seal says nothing, so no mutation changes what a client said."""
    wholes = 0
    client = ClientInitials()
    for number, data in enumerate(inputs(DATAGRAMS, INPUTS)):
        stream = client.feed(0, DATAGRAMS[number % 7] if number % 4 == 1 else data)
        assert HELLO.startswith(stream), data.hex()
        assert client.held_octets <= MAX_ATTEMPTS * (KEYS_OCTETS + len(HELLO))
        wholes += stream == HELLO
        if number % 4 == 3:
            client = ClientInitials()
    assert wholes > INPUTS // 20


def test_any_frames_give_pieces_of_the_packet_or_malformed() -> None:
    given = set()
    for data in inputs(FRAMES, INPUTS):
        frames = crypto_frames(data)
        given.add(type(frames))
        if isinstance(frames, Malformed):
            assert 0 <= frames.offset <= len(data), data.hex()
            continue
        for place, octets in frames:
            assert octets in data
            assert place + len(octets) <= MAX_HELLO_OCTETS
    assert given == {list, Malformed}


def test_frames_under_a_right_seal_are_taken_whole_or_not_at_all() -> None:
    taken = 0
    for data in inputs(FRAMES, STEPPED_INPUTS):
        client = ClientInitials()
        stream = client.feed(0, initial(data))
        frames = crypto_frames(data.ljust(3, PADDING))
        if isinstance(frames, Malformed):
            assert (stream, client.capped) == (b"", True), data.hex()
            continue
        head = Head(0, MAX_HELLO_OCTETS)
        for place, octets in frames:
            head.feed(place, octets)
        assert stream == head.prefix, data.hex()
        taken += bool(stream)
    assert taken > STEPPED_INPUTS // 10


def test_any_stream_gives_clean_facts_or_malformed_and_octet_by_octet_the_same() -> None:
    facts = 0
    for data in inputs((HELLO, quic_hello(more=9)), STEPPED_INPUTS):
        length = 0
        while length < len(data) and message_wanted(MessageKind.QUIC, data[:length]) > length:
            length += 1
        decoded = decode_message(MessageKind.QUIC, data)
        assert decode_message(MessageKind.QUIC, data[:length]) == decoded, data.hex()
        if isinstance(decoded, Malformed):
            assert 0 <= decoded.offset <= len(data), data.hex()
            continue
        for fact in decoded:
            assert isinstance(fact, (NameFact, HelloFact))
            assert objection(tuple(fact), len(data)) is None, data.hex()
            facts += isinstance(fact, NameFact)
    assert facts > STEPPED_INPUTS // 20


def test_the_inputs_hold_initial_packets() -> None:
    packets = [read_packet(data) for data in DATAGRAMS[:-1]]
    assert all(isinstance(packet, Packet) and packet.kind == INITIAL for packet in packets)
    assert Shape().kind == INITIAL
