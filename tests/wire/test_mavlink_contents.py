"""What payloads made by pymavlink tell; offsets are tried in ``test_mavlink_messages``."""

from __future__ import annotations

from harness.wire.mavlink import MavlinkFrame, read_frame
from harness.wire.mavlink_contents import Contents, contents_of
from harness.wire.mavlink_messages import form_of
from harness.wire.positions import Position
from tests.support.drone_frames import mavlink

MUNICH = (481173000, 115166667)
SYDNEY = (-338568000, 1512093000)


def contents(name: str) -> Contents:
    frame = read_frame(mavlink(name))
    assert isinstance(frame, MavlinkFrame)
    return frame.contents


def test_positions() -> None:
    for name, message, offset in (
        ("GLOBAL_POSITION_INT 1", "GLOBAL_POSITION_INT", 10),
        ("GLOBAL_POSITION_INT 2", "GLOBAL_POSITION_INT", 14),
        ("GPS_RAW_INT", "GPS_RAW_INT", 18),
    ):
        assert contents(name) == Contents(Position("aircraft", message, offset, *MUNICH))
    assert contents("HOME_POSITION") == Contents(Position("home", "HOME_POSITION", 10, *SYDNEY))


def test_identities() -> None:
    assert contents("OPEN_DRONE_ID_BASIC_ID") == Contents(identity="1581F0000EXAMPLE0001")
    assert contents("AUTOPILOT_VERSION") == Contents(identity=bytes(range(1, 19)).hex())
    assert contents("HEARTBEAT 2") == Contents()


def test_message_pack() -> None:
    pack = contents("OPEN_DRONE_ID_MESSAGE_PACK").remote_id
    assert pack is not None
    assert pack.positions == (Position("aircraft", "location", 34, *MUNICH),)


def test_operator_and_malformed_pack() -> None:
    operator, pack, autopilot = form_of(12905), form_of(12915), form_of(148)
    assert operator is not None
    assert pack is not None
    assert autopilot is not None
    assert contents_of(operator, bytes(23) + b"GBR-OP-1", 0).operator_id == "GBR-OP-1"
    assert contents_of(operator, bytes(22), 0).operator_id is None
    assert contents_of(pack, bytes(22) + b"\x19\x0a", 0).remote_id is None
    assert contents_of(autopilot, b"\x01", 0) == Contents()
    old = contents_of(autopilot, bytes(8) + b"\x2a" + bytes(7) + bytes([255, 3, 14, 1]), 0)
    assert old == Contents(identity="2a00000000000000", software="1.14.3")
