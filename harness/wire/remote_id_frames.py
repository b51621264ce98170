"""An 802.11 management frame -> the Remote ID that it broadcasts.

Open Drone ID stands in a vendor element of beacons (FA:0B:BC, type 0x0D, a counter, a message pack) or in the service info
of a NAN service discovery frame (50:6F:9A, type 0x13, service ``org.opendroneid.remoteid``), as opendroneid-core-c (wifi.c) writes
both; DJI's and the French one in vendor elements. IEEE 802.11-2020 §9.3.3 and §9.4.2, Wi-Fi Aware §9.5.

What is read stands behind at least four fixed octets within lengths that fit: chance passes with less than 2^-50.

Blind spots: encrypted frames; NAN descriptors with filters before the service info; the Bluetooth way of the same messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.model.malformed import Malformed, Reason
from harness.wire.drone_id import DJI, FRENCH, DroneId, read_element
from harness.wire.remote_id import LAYER, RemoteId, read_pack

_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most frames, so made once."""
MAX_ELEMENTS: Final = 256
"""Looked at in one frame."""

_BEACON: Final = 0x80
_PROBE_RESPONSE: Final = 0x50
_ACTION: Final = 0xD0
_PROTECTED: Final = 0x40
_ORDER: Final = 0x80
_HEADER: Final = 24
_HT_CONTROL: Final = 4
_FIXED_FIELDS: Final = 12
"""Timestamp, interval, capabilities (§9.3.3.2)."""
_VENDOR_ELEMENT: Final = 0xDD
_OPEN_DRONE_ID: Final = bytes.fromhex("fa0bbc0d")
_MARKS: Final = (_OPEN_DRONE_ID, DJI, FRENCH)
"""What vendor elements of Remote ID begin with: most others are passed before anything is built."""
_NAN_DISCOVERY: Final = bytes.fromhex("0409506f9a13")
"""Public action, vendor specific, Wi-Fi Alliance, NAN."""
_SERVICE_DESCRIPTOR: Final = 3
_SERVICE: Final = bytes.fromhex("8869199d9209")
"""First octets of SHA-256 of the service's name."""
_INFO_PRESENT: Final = 0x10
_BEFORE_INFO: Final = 0x4C
"""Flags of fields that would stand before the service info."""
_INFO_LENGTH_AT: Final = 9


def decode_frame(frame: bytes) -> RemoteId | DroneId | Malformed:
    """Read one frame from its frame control field; a checksum at its end does no harm.

    Returns:
        The first that the frame holds; ``Malformed`` with reason NOT_THIS where it holds none.
    """
    kind = frame[0] if frame else 0
    if len(frame) < _HEADER or kind not in (_BEACON, _PROBE_RESPONSE, _ACTION) or frame[1] & _PROTECTED:
        return _NOT_THIS
    start = _HEADER + (_HT_CONTROL if frame[1] & _ORDER else 0)
    if kind == _ACTION:
        return _of_action(frame, start)
    for at, after in _items(frame, start + _FIXED_FIELDS, length_octets=1):
        if frame[at] == _VENDOR_ELEMENT and frame.startswith(_MARKS, at + 2):
            found = _of_element(frame[:after], at + 2)
            if not isinstance(found, Malformed) or found.reason is not Reason.NOT_THIS:
                return found
    return Malformed(Reason.NOT_THIS, len(frame), LAYER)


def _of_element(frame: bytes, at: int) -> RemoteId | DroneId | Malformed:
    """A vendor element behind its length, which ends with the octets; a counter stands before the pack."""
    if frame.startswith(_OPEN_DRONE_ID, at):
        return read_pack(frame, at + len(_OPEN_DRONE_ID) + 1)
    return read_element(frame, at)


def _of_action(frame: bytes, start: int) -> RemoteId | Malformed:
    """A NAN service discovery frame; a counter stands before the pack here too."""
    if not frame.startswith(_NAN_DISCOVERY, start):
        return _NOT_THIS
    for at, after in _items(frame, start + len(_NAN_DISCOVERY), length_octets=2):
        if frame[at] != _SERVICE_DESCRIPTOR or not frame.startswith(_SERVICE, at + 3):
            continue
        info_at = at + 3 + _INFO_LENGTH_AT + 1
        if info_at > after:
            return Malformed(Reason.TRUNCATED, after, LAYER)
        control, octets = frame[info_at - 2 : info_at]
        if control & _INFO_PRESENT and not control & _BEFORE_INFO:
            return read_pack(frame[: min(info_at + octets, after)], info_at + 1)
    return Malformed(Reason.NOT_THIS, start, LAYER)


def _items(frame: bytes, at: int, *, length_octets: int) -> Iterator[tuple[int, int]]:
    """Start and end of elements or attributes: an octet, a length, a value; those that are whole."""
    for _ in range(MAX_ELEMENTS):
        value_at = at + 1 + length_octets
        if value_at > len(frame):
            return
        after = value_at + int.from_bytes(frame[at + 1 : value_at], "little")
        if after > len(frame):
            return
        yield at, after
        at = after
