"""Which 802.11 frames are handed on as Remote ID: never fewer than the decoder reads, and no ordinary ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import NO_IP
from harness.kernel.decode import decode_packets
from harness.kernel.records import NONE, PACKET
from harness.kernel.remote_id import MAX_ELEMENTS
from harness.model.malformed import Malformed, Reason
from harness.sources.packet_reader import read_packets
from harness.wire import remote_id_frames
from tests.support import tshark
from tests.support.drone_frames import FRENCH_ID, PACK, beacon, droneid, element, nan_action
from tests.support.truth import SHARED

SAMPLE = SHARED / "captures/opendroneid/odid_wifi_sample.pcap"
OTHER = SHARED / "captures/zeek/testing/btest/Traces/radiotap.pcap"
OPEN = element(b"\xfa\x0b\xbc\x0d\x07" + PACK)
FRAMES = (
    beacon(OPEN), beacon(OPEN, flags=0x80), nan_action(PACK), beacon(element(droneid(2))), beacon(element(FRENCH_ID)),
    b"\x50" + beacon(element(b"\x00\x50\xf2\x01"), OPEN)[1:], beacon(*[element(b"")] * 254, OPEN),
)  # fmt: skip
ORDINARY = (
    beacon(), beacon(element(b"\x00\x50\xf2\x01")), beacon(OPEN, flags=0x40), b"\x40" + beacon(OPEN)[1:], beacon(OPEN)[:20],
    b"\x81" + beacon(OPEN)[1:], beacon(*[element(b"")] * MAX_ELEMENTS, OPEN), nan_action(PACK).replace(b"\x9a\x13", b"\x9a\x14"),
    nan_action(PACK)[:29], beacon(OPEN)[:40] + b"\xdd\x04\xfa\x0b\xbc",
)  # fmt: skip
BEFORE = {
    105: b"",
    127: b"\0\0\x08\0\0\0\0\0",
    119: bytes(4) + b"\x90\0\0\0" + bytes(136),
    192: b"\0\0\x08\0\x69\0\0\0",
}
"""Headers before a frame, by link type."""


def decoded(frame: bytes, dlt: int = 105) -> np.void:
    packets = np.zeros(1, dtype=PACKET)
    packets["captured"] = packets["wire"] = len(frame)
    packets["dlt"], packets["offset"] = dlt, 3
    decode_packets(np.frombuffer(bytes(3) + frame + b"\xff" * 9, dtype=np.uint8), packets, 1)
    return packets[0]


def noted(frame: bytes) -> bool:
    return bool(decoded(frame)["payload_captured"])


def read(frame: bytes) -> bool:
    """Whether the decoder finds something, be it broken."""
    found = remote_id_frames.decode_frame(frame)
    return not isinstance(found, Malformed) or found.reason is not Reason.NOT_THIS


@pytest.mark.parametrize("dlt", BEFORE)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_is_pointed_at_with_its_transmitter(frame: bytes, dlt: int) -> None:
    frame = frame[:10] + bytes.fromhex("020000000007") + frame[16:]
    packet = decoded(BEFORE[dlt] + frame, dlt)
    assert packet["verdict"] == NO_IP
    assert (packet["payload"] - 3, packet["payload_captured"]) == (len(BEFORE[dlt]), len(frame))
    assert (packet["source_mac"], packet["family"], packet["payload_octets"]) == (0x020000000007, 0, 0)
    assert read(frame)


@pytest.mark.parametrize("frame", ORDINARY)
def test_ordinary_frames_end_here(frame: bytes) -> None:
    packet = decoded(frame)
    assert (packet["payload"], packet["payload_captured"], packet["source_mac"]) == (0, 0, NONE)
    assert not read(frame)


def test_frames_received_with_errors_are_not_looked_at() -> None:
    assert not decoded(b"\0\0\x09\0\2\0\0\0\x40" + FRAMES[0], 127)["payload_captured"]


@given(
    st.sampled_from(FRAMES + ORDINARY),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=4),
    st.integers(0, 300),
)
def test_what_the_decoder_reads_is_handed_on(
    frame: bytes, changes: list[tuple[int, int]], octets: int
) -> None:
    changed = bytearray(frame)
    for at, octet in changes:
        changed[at % len(changed)] = octet
    cut = bytes(changed[: max(octets, 1)])
    assert noted(cut) or not read(cut)


@pytest.mark.skipif(not SHARED.is_dir(), reason="capability: shared")
@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
def test_of_real_frames_those_are_noted_in_which_tshark_sees_the_element() -> None:
    fields = ["wlan.ta", "wlan.tag.oui", "wlan.fc.type_subtype"]
    for path in (SAMPLE, OTHER):
        wanted = [
            number
            for number, frame in enumerate(tshark.fields(path, fields), start=1)
            if any(int(oui, 0) == 0xFA0BBC for oui in frame["wlan.tag.oui"])
            or frame["wlan.fc.type_subtype"] == ["0x000d"]
        ]
        with path.open("rb") as raw:
            rows = read_packets(raw, path.name)
        found = rows[(rows["verdict"] == NO_IP) & (rows["payload_captured"] > 0)]
        assert found["number"].tolist() == wanted
        assert len(wanted) == (42 if path == SAMPLE else 0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="capability: shared")
def test_no_other_real_capture_has_any() -> None:
    paths = [path for path in sorted((SHARED / "captures").rglob("*")) if path.is_file() and path != SAMPLE]
    for path in paths:
        with path.open("rb") as raw:
            rows = read_packets(raw, path.name)
        assert not ((rows["family"] == 0) & (rows["payload_captured"] > 0)).any(), path.name
    assert len(paths) > 20
