"""Frames of link types that few captures have, for runs over hostile inputs."""

from __future__ import annotations

import random

from tests.support import drone_frames, frames

ECM = bytes.fromhex(
    "0902370002010080fa 0904000001020600 00 0524060001 0904010000 0a000000 0904010102 0a000000 07058102000200 0705020200 0200"
)
"""A configuration with the descriptors that ECM needs."""


def rare_frames(
    rng: random.Random, datagram: bytes, ethertype: bytes, ppp: bytes, wifi: bytes
) -> list[tuple[int, bytes]]:
    """A datagram behind headers that few captures have."""
    frame = frames.ethernet(datagram)
    dot11 = wifi + bytes(rng.choice([22, 24, 26])) + b"\xaa\xaa\x03\0\0\0" + ethertype + datagram
    element = drone_frames.element(
        rng.choice([b"\xfa\x0b\xbc\x0d\x07", b"\x6a\x5c\x35\x01"]) + drone_frames.PACK
    )
    told_to_all = rng.choice([drone_frames.beacon(element), drone_frames.nan_action(drone_frames.PACK)])
    labels = rng.choice([b"", b"\0\1\0\x40"]) + b"\0\2\x01\x40"
    usb = (
        bytes(8)
        + rng.choice([b"S\x03", b"C\x03", b"C\x01"])
        + bytes(5)
        + b"\0"
        + bytes(16)
        + rng.choice([b"\x60", b"\xff"])
        + bytes(3)
        + b"\x09"
        + bytes(27)
    )
    told = bytes(8) + b"C\x02\x80" + bytes(3) + b"-" + bytes(17)
    device = told + b"\x12" + bytes(31) + b"\x12\x01" + bytes(15) + rng.choice([b"\x01", b"\x02"])
    chosen = bytes(8) + b"S\x02" + bytes(30) + b"\0\x09\x01" + bytes(21)
    rndis = b"\x01\0\0\0\x60\0\0\0\x24\0\0\0\x2c" + bytes(31)
    ncm = b"NCMH\x0c\0\0\0\0\0\x0c\0NCM0\x10\0\0\0\x1c\0\x40\0" + rng.choice([bytes(4), b"\x1c\0\x40\0"])
    return [
        (1, bytes(12) + b"\x88\x47" + labels + rng.choice([datagram, bytes(4) + frame, frame])),
        (104, b"\x0f\0" + ethertype + datagram),
        (rng.choice([9, 50]), rng.choice([b"\xff\x03", b""]) + ppp + datagram),
        (204, b"\1" + ppp + datagram),
        (239, b"\x02\0\0\x05" + rng.choice([b"\x06\0\x0a\0a\0\0\0", b""]) + b"\xff\0\x09\0" + datagram),
        (105, rng.choice([dot11, told_to_all])),
        (119, bytes(4) + b"\x90\0\0\0" + bytes(136) + dot11),
        (192, b"\0\0\x18\0\x69\0\0\0\2\0\x0c\0" + bytes(12) + dot11),
        (127, b"\0\0\x11\0\3\0\0\0" + bytes(8) + rng.choice([b"\0", b"\x20", b"\x40"]) + dot11),
        (220, usb + ncm + frame),
        (189, usb[:48] + ncm + frame),
        (220, usb + rndis + frame),
        (220, rng.choice([device, told + b"\x37" + bytes(31) + ECM, chosen])),
        (220, bytes(8) + b"S\x03" + rng.choice([b"\x02", b"\x03"]) + usb[11:] + frame),
    ]
