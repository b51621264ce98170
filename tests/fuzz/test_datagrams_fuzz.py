"""Any datagram gives each decoder a value or ``Malformed``, and no decoder takes another protocol's datagrams."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness.model.malformed import Malformed
from harness.wire import dtls, ike, ntp, opaque, openvpn, rtp, srt, stun, wireguard
from tests.support import datagram_vectors as recorded
from tests.support import stun_vectors
from tests.support.datagrams import (
    attribute,
    esp,
    plain_address,
    rtcp,
    sdes,
    xor_address,
)
from tests.support.datagrams import (
    ike as ike_message,
)
from tests.support.datagrams import (
    ntp as ntp_message,
)
from tests.support.datagrams import (
    rtp as rtp_packet,
)
from tests.support.datagrams import (
    stun as stun_message,
)
from tests.support.datagrams import (
    wireguard as wireguard_message,
)
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated
from tests.support.quic_vectors import SERVER_INITIAL
from tests.support.wire_messages import hello, records, server_name

Decoder = Callable[[bytes], Any]

SEEDS: dict[str, tuple[bytes, ...]] = {
    "dtls": (
        recorded.DTLS_HELLO,
        recorded.DTLS_HELLO_REST,
        recorded.DTLS_VERIFY,
        recorded.DTLS_SECOND,
        recorded.DTLS_SERVER,
        recorded.DTLS_DATA,
    ),
    "stun": (
        stun_vectors.REQUEST,
        stun_vectors.RESPONSE_6,
        stun_vectors.LONG_TERM,
        recorded.TURN_ALLOCATED,
        stun_message(0x0008, attribute(0x12, xor_address("198.51.100.9", 5004))),
        stun_message(0x0113, attribute(9, b"\0\0\3\0"), attribute(0x8023, plain_address("192.0.2.9", 1))),
    ),
    "ntp": (
        ntp_message(0x1B),
        ntp_message(0x24, 1, b"GPS\0"),
        ntp_message(0x24, 2, b"\xc0\0\2\1", tail=b"\x01\x04\0\x24" + bytes(32)),
    ),
    "rtcp": (
        rtcp(200, 0, bytes(24)) + sdes(7, cname=b"cam@192.0.2.5", tool=b"tool"),
        rtcp(201, 1, bytes(28)) + rtcp(203, 1, bytes(4)),
    ),
    "srt": (recorded.SRT_INDUCTION, recorded.SRT_COOKIE, recorded.SRT_CALL),
    "wireguard": (wireguard_message(1, 148), wireguard_message(2, 92), wireguard_message(4, 96)),
    "openvpn": (
        recorded.OPENVPN_PLAIN,
        recorded.OPENVPN_PLAIN_SERVER,
        recorded.OPENVPN_AUTH,
        recorded.OPENVPN_CRYPT,
        recorded.OPENVPN_CRYPT_V2,
    ),
    "ike": (
        ike_message(34, (33, bytes(40)), (43, b"Gateway 5.9"), (41, b"\0\0\x40\x17\3\x09a.example")),
        bytes(4) + ike_message(35, (46, bytes(64)), flags=0x20, peer=bytes(range(8))),
    ),
}
CERTAIN: dict[str, Decoder] = {
    "dtls": dtls.decode_dtls,
    "stun": stun.decode_stun_datagram,
    "ntp": ntp.decode_ntp,
    "rtcp": rtp.decode_rtcp,
    "srt": srt.decode_srt,
    "wireguard": wireguard.decode_wireguard,
    "openvpn": openvpn.decode_openvpn,
    "ike": ike.decode_ike,
}
"""From one datagram."""
OTHERS: dict[str, Decoder] = {
    "dtls": dtls.decode_client_hello,
    "rtcp": rtp.decode_rtp,
    "ike": ike.decode_esp,
}
STREAMS: dict[str, tuple[Callable[[bytes], int], Decoder]] = {
    "stun": (stun.wanted, stun.decode_stun),
    "openvpn": (openvpn.wanted, openvpn.decode_stream),
}
FOREIGN = (
    SERVER_INITIAL[1],
    records(hello(server_name(b"www.example.com"))),
    b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
    bytes.fromhex("1a2b 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001"),
    rtp_packet(7),
    esp(0xC0FFEE00, 7),
    bytes(48),
    bytes(148),
    b"\xff" * 64,
)
"""Of protocols that have no decoder here, or nothing certain."""


def inputs(name: str, count: int) -> Iterator[bytes]:
    """Two thirds mutated seeds, one third noise, a part of it behind a valid beginning."""
    chance = random.Random(name)
    for number in range(count):
        seed = chance.choice(SEEDS[name])
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice((0, 1, 4, 13, 30))] + chance.randbytes(chance.randint(0, 160))


def texts(found: Any) -> Iterator[str]:
    """Every text in a value."""
    for value in found:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from texts(value)


@pytest.mark.parametrize("name", SEEDS)
def test_any_datagram_gives_a_clean_value_or_malformed(name: str) -> None:
    given = set()
    for data in inputs(name, INPUTS):
        for decode in (CERTAIN[name], OTHERS.get(name, CERTAIN[name])):
            found = decode(data)
            if isinstance(found, Malformed):
                assert 0 <= found.offset <= len(data), data.hex()
            else:
                assert all(text and all("!" <= sign <= "~" for sign in text) for text in texts(found))
            given.add(type(found))
        assert opaque.looks_opaque(data) in (True, False)
    assert len(given) >= 2


@pytest.mark.parametrize("name", SEEDS)
def test_a_datagram_is_taken_by_one_decoder_only(name: str) -> None:
    for seed in SEEDS[name]:
        takers = [other for other, decode in CERTAIN.items() if not isinstance(decode(seed), Malformed)]
        assert takers == [name]


def test_datagrams_of_other_protocols_and_noise_are_taken_by_none() -> None:
    chance = random.Random(17)
    for data in (*FOREIGN, *(chance.randbytes(chance.randint(0, 200)) for _ in range(INPUTS))):
        assert all(isinstance(decode(data), Malformed) for decode in CERTAIN.values()), data.hex()


@pytest.mark.parametrize("name", STREAMS)
def test_octet_by_octet_equals_whole(name: str) -> None:
    wanted, decode = STREAMS[name]
    chance = random.Random(name)
    for data in inputs(name, STEPPED_INPUTS):
        stream = data if name == "stun" else len(data).to_bytes(2, "big") + data
        stream += chance.randbytes(3)
        length = 0
        while length < len(stream) and wanted(stream[:length]) > length:
            length += 1
        early, late = decode(stream[:length]), decode(stream)
        assert early == late or (isinstance(early, Malformed) and isinstance(late, Malformed)), stream.hex()
        if isinstance(early, Malformed) and wanted(stream[:length]):
            assert early == late


def test_any_datagrams_of_a_client_give_a_hello_or_nothing() -> None:
    chance = random.Random(6347)
    given = set()
    datagrams = list(inputs("dtls", INPUTS // 2))
    for _ in range(INPUTS // 5):
        hellos = dtls.ClientHellos()
        for _ in range(chance.randint(1, 6)):
            message = hellos.feed(0, chance.choice(datagrams))
            assert len(message) <= hellos.held_octets
        assert dtls.hello_wanted(message) >= 0
        given.add(type(dtls.decode_hello(message)))
    assert given == {dtls.DtlsHello, Malformed}


@pytest.mark.parametrize("consistent", [rtp.consistent, ike.consistent, wireguard.consistent])
def test_any_datagrams_are_consistent_or_not(consistent: Callable[[list[bytes]], bool]) -> None:
    chance = random.Random(3948)
    pool = [data for name in ("rtcp", "ike", "wireguard") for data in inputs(name, 300)]
    pool += [rtp_packet(number) for number in range(9)] + [esp(900, number) for number in range(1, 9)]
    for _ in range(INPUTS // 5):
        assert consistent(chance.choices(pool, k=chance.randint(0, 8))) in (True, False)
