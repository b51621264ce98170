"""Any octets give a value or Malformed to what reads drones' protocols, and a stream met octet by octet the same as whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness.model.malformed import Malformed
from harness.wire import (
    arsdk,
    dji_udp,
    drone_id,
    duml,
    mavlink,
    nmea,
    ntrip,
    remote_id,
    remote_id_frames,
    rtcm,
    tello,
    toy_wifi,
)
from tests.support import drone_frames as made
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated

MAVLINK = tuple(made.mavlink(name) for name in made.MAVLINK)
WHOLE: dict[str, tuple[Callable[[bytes], Any], tuple[bytes, ...]]] = {
    "duml": (duml.decode_frame, (made.DUML_APP, made.DUML_PC, made.duml(b"payload"))),
    "duml-find": (duml.find_frames, (made.DUML_APP + made.DUML_PC, made.duml(bytes(40)) * 3)),
    "dji-udp": (dji_udp.decode_datagram, (made.DJI_COMMAND, made.DJI_HANDSHAKE)),
    "mavlink": (mavlink.read_frame, MAVLINK),
    "mavlink-datagram": (mavlink.decode_frames, (b"".join(MAVLINK), MAVLINK[0] * 3)),
    "tello": (tello.decode_datagram, (made.TELLO_LAND, made.TELLO_STATE, b"rc 0 0 -5 10", b"conn_req:ab")),
    "arsdk": (
        arsdk.decode_datagram,
        (made.ARSDK_EVENT * 2, made.arsdk(127, b"\x01\x04\x04\x00" + bytes(24))),
    ),
    "arsdk-handshake": (arsdk.decode_handshake, (made.ARSDK_ASKS, made.ARSDK_ANSWERS)),
    "nmea": (nmea.decode_sentence, (made.GGA, made.GLL)),
    "nmea-datagram": (nmea.decode_sentences, (made.GGA + made.GLL,)),
    "nmea-find": (nmea.find_sentences, (b"x" + made.GGA + b"y" + made.GLL,)),
    "rtcm": (rtcm.decode_frame, (made.RTCM_1005,)),
    "rtcm-datagram": (rtcm.decode_frames, (made.RTCM_1005 * 2,)),
    "ntrip": (ntrip.decode_request, (made.NTRIP_1, made.NTRIP_2, made.NTRIP_SOURCE)),
    "remote-id": (remote_id.read_pack, (made.PACK, made.LOCATION)),
    "remote-id-frames": (
        remote_id_frames.decode_frame,
        (
            made.beacon(made.element(b"\xfa\x0b\xbc\x0d\x01" + made.PACK)),
            made.nan_action(made.PACK),
            made.beacon(made.element(made.droneid(2))),
        ),
    ),
    "drone-id": (drone_id.read_element, (made.droneid(1), made.droneid(2), made.FRENCH_ID)),
    "toy-wifi": (toy_wifi.decode_datagram, (bytes.fromhex("6680808080010199"), b"\xef\x00\x04\x00")),
}
STREAMS: dict[str, tuple[Callable[[bytes], int], Callable[[bytes], Any], tuple[bytes, ...]]] = {
    "duml": (duml.wanted, duml.decode_frame, (made.DUML_APP, made.DUML_PC)),
    "mavlink": (mavlink.wanted, mavlink.read_frame, (*MAVLINK, MAVLINK[-2] + MAVLINK[-1])),
    "arsdk": (arsdk.wanted, arsdk.decode_handshake, (made.ARSDK_ASKS, made.ARSDK_ANSWERS)),
    "nmea": (nmea.wanted, nmea.decode_sentence, (made.GGA, made.GLL)),
    "rtcm": (rtcm.wanted, rtcm.decode_frame, (made.RTCM_1005,)),
    "ntrip": (ntrip.wanted, ntrip.decode_request, (made.NTRIP_1, made.NTRIP_2, made.NTRIP_SOURCE)),
}
OFFERED: tuple[Callable[[bytes], int], ...] = (
    *(wanted for wanted, _, _ in STREAMS.values()),
    toy_wifi.wanted,
)


def inputs(seeds: tuple[bytes, ...], count: int) -> Iterator[bytes]:
    """Two thirds mutated seeds, one third noise, a part of it behind a valid beginning."""
    chance = random.Random(len(seeds[0]))
    for number in range(count):
        seed = chance.choice(seeds)
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice((0, 1, 3, 8, 40))] + chance.randbytes(chance.randint(0, 80))


@pytest.mark.parametrize("name", WHOLE)
def test_any_octets_give_a_value_or_malformed(name: str) -> None:
    decode, seeds = WHOLE[name]
    values = 0
    for data in inputs(seeds, INPUTS):
        decoded = decode(data)
        assert isinstance(decoded, (tuple, Malformed)), data.hex()
        if isinstance(decoded, Malformed):
            assert 0 <= decoded.offset <= len(data), data.hex()
        else:
            values += 1
            assert "\n" not in repr(decoded), data.hex()
    assert values > 0


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_met_octet_by_octet_gives_the_same(name: str) -> None:
    """What is wanted is a lower bound until it is there; once it is there, more octets change nothing."""
    wanted, decode, seeds = STREAMS[name]
    decided = 0
    for data in inputs(seeds, STEPPED_INPUTS):
        answers = [wanted(data[:size]) for size in range(len(data) + 1)]
        at = next((size for size, answer in enumerate(answers) if answer <= size), None)
        if at is None:
            continue
        decided += 1
        assert answers[at:] == [answers[at]] * len(answers[at:]), data.hex()
        if answers[at]:
            assert not isinstance(decode(data[:at]), Malformed), data.hex()
            assert decode(data[:at]) == decode(data) == decode(data[: answers[at]]), data.hex()
    assert decided


def test_nothing_here_claims_what_others_own() -> None:
    """First octets of TLS, HTTP, DNS over TCP, SSH, MQTT, RTMP and RTSP."""
    others = (
        bytes.fromhex("16030100c8010000c40303") + bytes(200),
        b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a.example\r\n\r\n",
        bytes.fromhex("001d1a2b01000001000000000000") + bytes(17),
        b"SSH-2.0-x\r\n",
        bytes.fromhex("101000044d5154540402003c0004") + b"abcd",
        b"\x03" + bytes(1536),
        b"OPTIONS rtsp://a.example/ RTSP/1.0\r\nCSeq: 1\r\n\r\n",
    )
    for data in others:
        assert [wanted(data) for wanted in OFFERED] == [0] * len(OFFERED)


def test_no_two_streams_claim_the_same_octets() -> None:
    for name, (_, _, seeds) in STREAMS.items():
        for seed in seeds:
            claims = [other for other, (wanted, _, _) in STREAMS.items() if 0 < wanted(seed) <= len(seed)]
            assert claims in ([name], [])
