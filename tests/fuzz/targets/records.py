"""Frames to PACKET records, and what must hold of every record."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import IP, VERDICT_WORDS
from harness.kernel.decode import MAX_LAYERS, decode_outer, decode_packets
from harness.kernel.records import NONE, PACKET
from harness.kernel.usb_endpoints import note_endpoints, nothing_known


def decoded(
    frames: list[tuple[int, bytes]], *, wire_more: int = 0
) -> tuple[NDArray[np.uint8], NDArray[np.void]]:
    """Buffer and records of frames with their link types; octets stand before and behind each, to be kept away from."""
    packets = np.zeros(len(frames), dtype=PACKET)
    buf = bytearray(b"\x45" * 16)
    for index, (dlt, frame) in enumerate(frames):
        packets[index]["number"], packets[index]["dlt"], packets[index]["app_id"] = index + 1, dlt, NONE
        packets[index]["time_ns"], packets[index]["offset"] = index * 1_000_000, len(buf)
        packets[index]["captured"], packets[index]["wire"] = len(frame), len(frame) + wire_more
        buf += frame + b"\x45" * 16
    octets = np.frombuffer(buf, dtype=np.uint8)
    note_endpoints(octets, packets, len(packets), nothing_known())
    decode_packets(octets, packets, len(packets))
    return octets, packets


def check(packets: NDArray[np.void]) -> None:
    """Laws of decoded records."""
    for packet in packets:
        assert int(packet["verdict"]) in VERDICT_WORDS
        assert (packet["verdict"] == IP) == (packet["family"] != 0)
        assert packet["family"] in (0, 4, 6)
        assert 0 <= packet["encapsulated"] <= MAX_LAYERS
        assert min(packet["ip_octets"], packet["payload_octets"], packet["payload_captured"]) >= 0
        start, end = int(packet["offset"]), int(packet["offset"]) + int(packet["captured"])
        if packet["payload_captured"]:
            assert packet["payload_captured"] <= packet["payload_octets"]
            assert start <= packet["payload"] <= packet["payload"] + packet["payload_captured"] <= end
        assert packet["app_id"] >= NONE
        if packet["app_at"]:
            assert packet["app_id"] >= 0
            assert start + packet["app_at"] + packet["app_octets"] <= end
        if packet["fragment"]:
            assert packet["fragment_id"] >= 0
            assert 0 <= packet["fragment_at"] <= 0xFFF8
        for name, most in (
            ("source_port", 65_535),
            ("destination_port", 65_535),
            ("ttl", 255),
            ("flags", 255),
        ):
            assert -1 <= packet[name] <= most, name
        for name in ("seq", "ack", "tsval", "tsecr"):
            assert -1 <= packet[name] <= 0xFFFFFFFF, name


def check_outer(buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
    """The same records opened less deeply: as many tunnels as asked for, and no more."""
    for depth in (0, 1):
        outer = packets.copy()
        decode_outer(buf, outer, len(outer), depth)
        check(outer)
        within = outer["verdict"] == IP
        assert (outer["encapsulated"][within] <= depth).all()


def walk(frames: list[tuple[int, bytes]]) -> None:
    """Decode frames and hold them to the laws; a packet cut short on its way may say no more than the whole."""
    buf, packets = decoded(frames)
    check(packets)
    check_outer(buf, packets)
    check(decoded(frames, wire_more=1_000)[1])
