"""Facts of single datagrams: by hand for each sample; of positions only that they were there."""

from __future__ import annotations

import pytest

from harness.model.facts import Facts, ProtocolFact
from harness.model.malformed import Malformed
from harness.wire.told_datagrams import DATAGRAMS
from tests.support import datagram_vectors as recorded
from tests.support import drone_frames as drones
from tests.support import protocol_samples as samples
from tests.support.datagrams import attribute, wireguard, xor_address
from tests.support.datagrams import stun as stun_message

SINGLE = [sample for sample in samples.DATAGRAMS if len(sample.data) == 1 and sample.protocol != "dtls"]


def told(data: bytes) -> Facts:
    (facts,) = [found for decode in DATAGRAMS if not isinstance(found := decode(data), Malformed)]
    return facts


def pairs(data: bytes) -> list[tuple[str | None, str | None]]:
    return [(fact.key, fact.value) for fact in told(data) if isinstance(fact, ProtocolFact)]


@pytest.mark.parametrize("sample", SINGLE, ids=lambda sample: sample.name)
def test_each_protocol_tells_its_fields(sample: samples.Sample) -> None:
    facts = told(sample.data[0])
    assert facts[0] == ProtocolFact(sample.protocol)
    assert set(sample.details.items()) <= set(pairs(sample.data[0]))


def test_a_relay_s_peers_are_what_it_is_asked_for() -> None:
    asked = stun_message(0x0008, attribute(0x12, xor_address("198.51.100.9", 5004)))
    assert ("target", "198.51.100.9:5004") in pairs(asked)


def test_dji_s_framing_tells_the_commands_inside() -> None:
    facts = told(drones.DJI_COMMAND)
    assert facts[:2] == (ProtocolFact("dji_wifi"), ProtocolFact("duml", "devices", "app:0>DM36x_air:1"))


def test_several_frames_in_one_datagram_are_all_told() -> None:
    data = b"".join(drones.mavlink(name) for name in ("AUTOPILOT_VERSION", "GPS_RAW_INT", "HOME_POSITION"))
    assert [pair for pair in pairs(data) if pair[0] in ("serial", "position")] == [
        ("serial", "0102030405060708090a0b0c0d0e0f101112"),
        ("position", "GPS_RAW_INT"),
        ("position", "HOME_POSITION"),
    ]


@pytest.mark.parametrize("data", [drones.GGA, drones.mavlink("GLOBAL_POSITION_INT 2")])
def test_where_a_position_is_never_stands_in_a_fact(data: bytes) -> None:
    assert "position" in dict(pairs(data))
    assert not any(digits in str(told(data)) for digits in ("4807", "48.1", "481173", "1131", "115166"))


@pytest.mark.parametrize(
    "data",
    [wireguard(4, 96), recorded.DTLS_HELLO, bytes(48), b""],
    ids=["wireguard", "dtls", "zeros", "empty"],
)
def test_what_one_datagram_does_not_tell_is_told_by_none(data: bytes) -> None:
    assert all(isinstance(decode(data), Malformed) for decode in DATAGRAMS)
