"""First octets of toy drones' Wi-Fi modules -> family of the module and what is asked of it.

WiFi-UAV modules (FahrulID/reversing-wifi-uav): control of 20 octets between 0x66 and 0x99, the XOR of the third to the eighth as the last
but one; ``ef 00 04 00`` starts the video. Older modules have 8 octets, the XOR of the second to the sixth. Lewei modules begin
their connections with ``lewei_cmd`` (blog.horner.tj, "Hacking Chinese drones for fun and no profit").

One control datagram of random octets passes with 2^-24, the start of video with 2^-32: candidates. ``consistent`` asks for three
(2^-72). ``lewei_cmd`` passes with 2^-80.

Blind spots: everything else that such modules say; video (JPEG or H.264 without a mark of its own).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "toy-wifi"
LEAST_DATAGRAMS: Final = 3

_MARK: Final = 0x66
_END: Final = 0x99
_CHECKED: Final = {8: slice(1, 6), 20: slice(2, 8)}
"""Octets of a control datagram -> which of them its checksum is of."""
_VIDEO: Final = bytes.fromhex("ef000400")
_LEWEI: Final = b"lewei_cmd\x00"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""


class ToyMessage(NamedTuple):
    """One datagram of a controller to its drone."""

    kind: str
    """``control`` or ``video start``."""


def decode_datagram(data: bytes) -> ToyMessage | Malformed:
    """Read one whole UDP payload: a candidate."""
    if data == _VIDEO:
        return ToyMessage("video start")
    octets = len(data)
    if octets not in _CHECKED or data[0] != _MARK or data[-1] != _END:
        return _NOT_THIS
    check = data[-2]
    for octet in data[_CHECKED[octets]]:
        check ^= octet
    return Malformed(Reason.BAD_VALUE, octets - 2, LAYER) if check else ToyMessage("control")


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams of one direction are all of this family, and enough to be certain."""
    return len(datagrams) >= LEAST_DATAGRAMS and not any(
        isinstance(decode_datagram(datagram), Malformed) for datagram in datagrams
    )


def wanted(data: bytes) -> int:
    """Say how many octets from the start of a stream show a Lewei module; as ``duml.wanted``."""
    if data.startswith(_LEWEI):
        return len(_LEWEI)
    return len(_LEWEI) if _LEWEI.startswith(data) else 0
