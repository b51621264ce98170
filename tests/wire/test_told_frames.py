"""What frames with Remote ID tell, and what of it is kept."""

from __future__ import annotations

import pytest

from harness.model.facts import ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.wire.told_frames import frame_facts
from tests.support.drone_frames import (
    FRENCH_ID,
    OPERATOR,
    PACK,
    beacon,
    droneid,
    element,
    nan_action,
    remote_id_message,
    remote_id_pack,
)

OPEN = b"\xfa\x0b\xbc\x0d\x07"


def told(frame: bytes) -> list[tuple[str | None, str | None]]:
    facts = frame_facts(frame)
    assert not isinstance(facts, Malformed)
    assert all(isinstance(fact, ProtocolFact) and fact.protocol == "remote_id" for fact in facts)
    return [(fact[1], fact[2]) for fact in facts]  # type: ignore[misc]


@pytest.mark.parametrize("frame", [beacon(element(OPEN + PACK)), nan_action(PACK)])
def test_a_pack_tells_the_serial_number_and_where_positions_are(frame: bytes) -> None:
    assert told(frame) == [
        (None, None), ("scheme", "open_drone_id"), ("operator_id", "yes"), ("serial", "1581F0000EXAMPLE0001"),
        ("position", "location"), ("position", "system"),
    ]  # fmt: skip
    assert "GBR-OP-123ABCD" not in str(told(frame))


def test_two_identities_of_an_aircraft_are_both_told() -> None:
    session = remote_id_message(0, b"\x42" + bytes(range(1, 21)))
    pack = remote_id_pack(remote_id_message(0, b"\x22FA-EXAMPLE 7"), session)
    assert told(beacon(element(OPEN + pack)))[2:] == [
        ("serial", "FA-EXAMPLE\\0327"), ("serial", bytes(range(1, 21)).hex()),
    ]  # fmt: skip


def test_a_single_message_without_identity() -> None:
    assert told(beacon(element(OPEN + OPERATOR))) == [
        (None, None), ("scheme", "open_drone_id"), ("operator_id", "yes"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "scheme", "serial"),
    [
        (droneid(2), "dji_droneid", "0M6TEXAMPLE00001"),
        (droneid(2, state=0x44), "dji_droneid", None),  # serial number not valid
        (FRENCH_ID, "french_e-identification", "EXA001"),
    ],
)
def test_other_schemes(body: bytes, scheme: str, serial: str | None) -> None:
    facts = told(beacon(element(body)))
    assert facts[:2] == [(None, None), ("scheme", scheme)]
    assert [value for key, value in facts if key == "serial"] == ([] if serial is None else [serial])
    assert ("position", scheme if serial != "EXA001" else "French_e-identification") not in facts[:2]


@pytest.mark.parametrize("frame", [b"", beacon(), beacon(element(b"\x00\x50\xf2\x01"))])
def test_other_frames_tell_nothing(frame: bytes) -> None:
    facts = frame_facts(frame)
    assert isinstance(facts, Malformed)
    assert facts.reason is Reason.NOT_THIS
