"""Any bytes give a value or Malformed, and a message met octet by octet gives the same as whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from harness.model.facts import Fact, HelloFact, NameFact, ProtocolFact, RequestFact, ServiceFact
from harness.model.malformed import Malformed
from harness.wire.dns import DnsAnswers, decode_answers, is_response
from harness.wire.ech import read_configs
from harness.wire.heads import Head
from harness.wire.hello_shapes import HelloShapes
from harness.wire.http import HttpRequest, decode_host
from harness.wire.messages import MessageKind, decode_message, message_wanted, stream_kind
from harness.wire.tls import ClientHello, decode_client_hello
from harness.wire.tls_server import ServerFlight, decode_server_flight
from tests.support.certificates import OPENSSL_FLIGHT, certificate, chain, flight, server_hello
from tests.support.ech import config, config_list
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated
from tests.support.wire_messages import alpn, extension, hello, records, server_name, vector

HELLO = hello(
    server_name(b"www.example.com"), extension(23, b""), alpn(b"h2", b"http/1.1"), session_id=bytes(4)
)
ANSWER = bytes.fromhex(
    "1a2b 8180 0001 0003 0000 0001 03777777 076578616d706c65 03636f6d 00 0001 0001"
    "c00c 0005 0001 0000012c 0007 0465646765 c010"  # www.example.com CNAME edge.example.com
    "c02d 0001 0001 0000003c 0004 c0000201 c02d 001c 0001 0000003c 0010 20010db8000000000000000000000001"
    "00 0029 04d0 00000000 0000"
)
CHANGE = b"\x14\x03\x03\x00\x01\x01"
"""A record of ChangeCipherSpec."""
LEAF = certificate(b"a.example", b"b.example", b"*.c.example")
CONFIGS = config_list(b"\xba\xdd\0\1x", config(7, b"public.example", most=64), config(8, b"b.example"))
ADDRESS = "0004 0004 c0000201"
SERVICES = bytes.fromhex(
    "1a2b 8180 0001 0003 0000 0000 03777777 076578616d706c65 03636f6d 00 0041 0001"
    "c00c 0041 0001 0000012c 0005 0000 0165 00"  # AliasMode to e
    f"0165 00 0041 0001 0000003c 0022 0001 0161 00 0000 0002 0004 0001 0003 026833 {ADDRESS} 0005 0004 aabbccdd"
    f"c00c 0040 0001 0000003c 000b 0001 00 {ADDRESS}"
)
KEYS = bytes.fromhex(
    "1a2b 8180 0001 0001 0000 0000 03777777 076578616d706c65 03636f6d 00 0041 0001 c00c 0041 0001 0000012c"
) + vector(b"\0\1\0\0\5" + vector(CONFIGS, 2), 2)
POINTERS = bytes.fromhex(
    "0000 8400 0000 0002 0000 0001 0137 0132 0130 03313932 07696e2d61646472 0461727061 00 000c 8001 00000078"
    "0006 04686f7374 00 c00c 000c 0001 00000078 000a 027476 056c6f63616c 00"
    "c00c 0001 8001 00000078 0004 c0a80109"
)
SEEDS = {
    MessageKind.DNS: (ANSWER, ANSWER[:61], SERVICES, POINTERS, KEYS),
    MessageKind.MDNS: (ANSWER, POINTERS),
    MessageKind.LLMNR: (ANSWER, POINTERS),
    MessageKind.TLS: (
        *(records(HELLO), records(HELLO, 1, 30, 5), records(hello(no_extensions=True))),
        CHANGE + records(HELLO),
    ),
    MessageKind.HTTP: (
        b"GET / HTTP/1.1\r\nA: b\r\nHost:\r\n www.example.com:80\r\nC: d\r\n\r\nHost: no\r\n",
        b"CONNECT a.example:443 HTTP/1.1\r\nUser-Agent: x\r\n\r\n",
        b"POST http://u@a.example/ HTTP/1.0\nHost: [2001:db8::1]:8080\n\n",
    ),
    MessageKind.TLS_SERVER: (
        flight(LEAF),
        records(server_hello() + chain(LEAF, LEAF), 1, 30, 5),
        OPENSSL_FLIGHT,
    ),
    MessageKind.DNS_TCP: (len(ANSWER).to_bytes(2, "big") + ANSWER + b"\x00\x03abc",),
}
DECODERS: dict[int, tuple[Callable[[bytes], object], type]] = {
    MessageKind.DNS: (decode_answers, DnsAnswers),
    MessageKind.TLS: (decode_client_hello, ClientHello),
    MessageKind.HTTP: (decode_host, HttpRequest),
    MessageKind.TLS_SERVER: (decode_server_flight, ServerFlight),
}

STREAMS = [MessageKind.TLS, MessageKind.TLS_SERVER, MessageKind.HTTP, MessageKind.DNS_TCP]


def inputs(kind: int, count: int) -> Iterator[bytes]:
    """One third noise, a part of it behind a valid beginning; the rest mutated messages."""
    chance = random.Random(kind)
    seeds = SEEDS[kind]
    for number in range(count):
        seed = chance.choice(seeds)
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice((0, 0, 3, 12, 40))] + chance.randbytes(chance.randint(0, 80))


@pytest.mark.parametrize("kind", DECODERS)
def test_decoder_gives_a_value_or_malformed(kind: int) -> None:
    decode, value = DECODERS[kind]
    given = set()
    for data in inputs(kind, INPUTS):
        decoded = decode(data)
        assert isinstance(decoded, (value, Malformed)), data.hex()
        if isinstance(decoded, Malformed):
            assert 0 <= decoded.offset <= len(data), data.hex()
        given.add(type(decoded))
    assert given == {value, Malformed}


def _texts(fact: Fact) -> list[str]:
    """What of a fact may be shown."""
    if isinstance(fact, NameFact):
        return [fact.name]
    if isinstance(fact, ServiceFact):
        return [fact.owner, fact.target, *fact.alpn, *fact.ech_public_names]
    if isinstance(fact, ProtocolFact):
        return [fact.protocol] if fact.key is None else [fact.protocol, fact.key, fact.value or ""]
    if isinstance(fact, RequestFact):
        return [field for field in fact if isinstance(field, str) and field]
    assert isinstance(fact, HelloFact)
    return [*([] if fact.sni is None else [fact.sni]), *(text for text in fact.alpn if text), *fact.versions]


def test_configs_of_encrypted_hellos_give_a_value_or_malformed() -> None:
    chance = random.Random(5)
    seeds = (CONFIGS, config_list(config(1, b"a.example")))
    given = set()
    for number in range(INPUTS):
        data = (
            mutated(chance.choice(seeds), chance) if number % 3 else chance.randbytes(chance.randint(0, 80))
        )
        found = read_configs(data)
        given.add(type(found))
        assert isinstance(found, (tuple, Malformed)), data.hex()
        if isinstance(found, Malformed):
            assert 0 <= found.offset <= len(data), data.hex()
    assert given == {tuple, Malformed}


@pytest.mark.parametrize("kind", SEEDS)
def test_message_gives_clean_facts_or_malformed(kind: int) -> None:
    facts = 0
    for data in inputs(kind, INPUTS):
        assert message_wanted(kind, data) >= 0
        assert stream_kind(data) in (None, MessageKind.TLS, MessageKind.TLS_SERVER, MessageKind.HTTP)
        assert is_response(data) in (True, False)
        decoded = decode_message(kind, data)
        if isinstance(decoded, Malformed):
            continue
        for fact in decoded:
            texts = _texts(fact)
            assert all(texts)
            assert all(0x21 <= ord(character) <= 0x7E for text in texts for character in text), data.hex()
            facts += 1
    assert facts > INPUTS // 20


def test_hellos_of_known_shape_have_the_facts_that_reading_gives() -> None:
    chance, hits = random.Random(7), 0
    ech = extension(65037, b"\0\0\1\0\1\x2a" + vector(b"key", 2) + vector(b"sealed", 2))
    message = hello(
        extension(51, bytes(40)), server_name(b"www.example.com"), ech, alpn(b"h2"), session_id=bytes(32)
    )
    seeds = (records(HELLO), records(message))
    for number in range(INPUTS):
        if number % 20 == 0:  # mutants are learned too
            shapes = HelloShapes()
        data = mutated(chance.choice(seeds), chance) if number % 20 > 1 else seeds[number % 20]
        read, known = decode_message(MessageKind.TLS, data), shapes.known(data)
        assert known is None or known == read, data.hex()
        hits += known is not None
        if known is None and not isinstance(read, Malformed):
            shapes.learn(data, read)
    assert hits > INPUTS // 50


@pytest.mark.parametrize("kind", STREAMS)
def test_octet_by_octet_equals_whole(kind: int) -> None:
    for data in inputs(kind, STEPPED_INPUTS):
        length = 0
        while length < len(data) and message_wanted(kind, data[:length]) > length:
            length += 1
        assert decode_message(kind, data[:length]) == decode_message(kind, data), data.hex()


@pytest.mark.parametrize("kind", STREAMS)
def test_waiting_for_what_is_wanted_never_waits_too_long(kind: int) -> None:
    """Jumping to the length wanted ends where stepping does, unless there is a fault to be met earlier."""
    valid = 0
    for data in inputs(kind, STEPPED_INPUTS):
        stepped = next((n for n in range(len(data) + 1) if message_wanted(kind, data[:n]) <= n), None)
        if stepped is None or isinstance(decode_message(kind, data[:stepped]), Malformed):
            continue
        valid += 1
        jumped = 0
        while jumped < (need := message_wanted(kind, data[:jumped])) <= len(data):
            jumped = need
        assert jumped == stepped, data.hex()
    assert valid > 50


@pytest.mark.parametrize("kind", STREAMS)
def test_any_order_of_segments_equals_whole(kind: int) -> None:
    chance = random.Random(99)
    for data in inputs(kind, STEPPED_INPUTS):
        start = chance.randrange(2**32)
        cuts = sorted({0, len(data), *(chance.randrange(len(data) + 1) for _ in range(4))})
        segments = [(cut, data[cut:after]) for cut, after in pairwise(cuts)]
        chance.shuffle(segments)
        head = Head(start, 65536)
        prefix = b""
        for offset, segment in segments:
            prefix = head.feed((start + offset) % 2**32, segment)
            if 0 < message_wanted(kind, prefix) <= len(prefix):
                break
        assert decode_message(kind, prefix) == decode_message(kind, data), data.hex()
