"""Frames with Remote ID: some written out, and all of a real capture read a second time by other means."""

from __future__ import annotations

import struct
from collections import Counter
from pathlib import Path

import pytest

from harness.model.malformed import Malformed
from harness.wire.drone_id import DroneId
from harness.wire.remote_id import RemoteId, read_pack
from harness.wire.remote_id_frames import decode_frame
from tests.support.drone_frames import FRENCH_ID, LOCATION, PACK, beacon, droneid, element, nan_action
from tests.support.truth import SHARED

OPEN = b"\xfa\x0b\xbc\x0d\x07"
SAMPLE = SHARED / "captures/opendroneid/odid_wifi_sample.pcap"


def remote_id(frame: bytes) -> RemoteId:
    decoded = decode_frame(frame)
    assert isinstance(decoded, RemoteId)
    return decoded


@pytest.mark.parametrize(
    "frame", [beacon(element(OPEN + PACK)), nan_action(PACK), beacon(element(OPEN + PACK), flags=0x80)]
)
def test_both_ways_tell_the_same(frame: bytes) -> None:
    decoded, pack = remote_id(frame), read_pack(PACK)
    assert isinstance(pack, RemoteId)
    assert decoded[:4] == pack[:4]
    for place in decoded.positions:
        assert frame[place.offset] >> 4 in (1, 4)
    assert remote_id(frame + b"\x01\x02\x03\x04")[:4] == decoded[:4]


def test_other_elements_are_passed_over() -> None:
    frame = beacon(element(b"\x00\x50\xf2\x01"), element(OPEN + LOCATION), element(OPEN + PACK))
    assert remote_id(frame).kinds == ("location",)


def test_elements_of_other_schemes() -> None:
    for body, scheme in ((droneid(1), "DJI DroneID"), (FRENCH_ID, "French e-identification")):
        decoded = decode_frame(beacon(element(body)))
        assert isinstance(decoded, DroneId)
        assert decoded.scheme == scheme


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        beacon(),
        beacon(element(OPEN + PACK), flags=0x40),  # protected
        beacon(element(OPEN + PACK))[:-1],
        b"\x88" + beacon(element(OPEN + PACK))[1:],  # data
        nan_action(PACK, control=0x00),
        nan_action(PACK, control=0x14),
        nan_action(PACK).replace(b"\x50\x6f\x9a\x13", b"\x50\x6f\x9a\x14"),
        nan_action(PACK).replace(bytes.fromhex("8869199d9209"), bytes(6)),
    ],
)
def test_frames_without(frame: bytes) -> None:
    assert isinstance(decode_frame(frame), Malformed)


def test_an_element_whose_pack_is_broken_is_malformed() -> None:
    assert isinstance(decode_frame(beacon(element(OPEN + PACK[:-1]))), Malformed)
    assert isinstance(decode_frame(nan_action(PACK[:-1])), Malformed)


def sample_frames(path: Path) -> list[bytes]:
    """Frames of a pcap file behind their radiotap headers."""
    octets = path.read_bytes()
    order = "<" if octets[0] in (0xD4, 0x4D) else ">"
    at, frames = 24, []
    while at < len(octets):
        size = struct.unpack_from(order + "I", octets, at + 8)[0]
        frame = octets[at + 16 : at + 16 + size]
        frames.append(frame[int.from_bytes(frame[2:4], "little") :])
        at += 16 + size
    return frames


def read_by_search(frame: bytes) -> tuple[str, object] | None:
    """A second reading that walks nothing: find the mark, take the one message behind it by its documented offsets."""
    marked = frame.find(b"\xf0\x19\x01")
    if marked < 0:
        return None
    message = frame[marked + 3 : marked + 28]
    if message[0] == 0x10:
        return "location", struct.unpack("<ii", message[5:13])
    if message[0] == 0x40:
        return "system", struct.unpack("<ii", message[2:10])
    return {0x50: "operator ID", 0x30: "self-ID"}[message[0]], message[2:22].rstrip(b"\x00").decode()


@pytest.mark.skipif(not SAMPLE.is_file(), reason="capability: shared")
def test_real_beacons_and_action_frames() -> None:
    """63 frames of a drone; tshark 4.0 has no dissector for them. 21 are NAN beacons, which only name the service."""
    kinds: Counter[str] = Counter()
    for frame in sample_frames(SAMPLE):
        decoded, expected = decode_frame(frame), read_by_search(frame)
        if expected is None:
            assert isinstance(decoded, Malformed)
            kinds["none"] += 1
            continue
        assert isinstance(decoded, RemoteId)
        places = [(place.latitude_e7, place.longitude_e7) for place in decoded.positions]
        text = decoded.operator_id or decoded.description
        assert (decoded.kinds[0], places[0] if places else text) == expected
        kinds[decoded.kinds[0]] += 1
    assert kinds == {"none": 21, "location": 31, "operator ID": 3, "self-ID": 4, "system": 4}
