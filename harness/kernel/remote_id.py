"""802.11 management frames that may hold Remote ID, found by the octets that its elements begin with.

Only these frames are handed to ``harness.wire.remote_id_frames``, which reads what they say; ordinary beacons, thousands a
minute where many networks are near, end here. IEEE 802.11-2020 §9.3.3 and §9.4.2, Wi-Fi Aware §9.5.

Blind spots: those of the decoder.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import mac48, u16, u32
from harness.kernel.jit import layer

MAX_ELEMENTS: Final = 256
"""Looked at in one frame, as by the decoder."""


@layer
def begins_remote_id(mark):
    """First four octets of a vendor element: Open Drone ID, DJI DroneID, French e-identification."""
    return mark == 0xFA0BBC0D or mark == 0x26371258 or mark == 0x6A5C3501


@layer
def may_hold_remote_id(buf, p, end, control):
    """Whether a management frame is to be decoded: a vendor element of Remote ID, or any NAN service discovery.

    ``control`` is as in ``harness.kernel.wireless.dot11``.
    """
    kind = control >> 8
    if control & 0x0040:  # protected
        return False
    at = p + (28 if control & 0x0080 else 24)  # order bit: HT control follows
    if kind == 0xD0:  # action
        return u32(buf, at, end) == 0x0409506F and u16(buf, at + 4, end) == 0x9A13
    if kind != 0x80 and kind != 0x50:  # beacon, probe response
        return False
    at += 12  # timestamp, interval, capabilities
    for _ in range(MAX_ELEMENTS):
        head = u16(buf, at, end)  # element, length
        after = at + 2 + (head & 0xFF)
        if head < 0 or after > end:
            return False
        if head >> 8 == 0xDD and begins_remote_id(u32(buf, at + 2, after)):
            return True
        at = after
    return False


@layer
def note_remote_id(buf, p, end, packet):
    """Point at the whole frame, which has no payload of IP, and note its transmitter (address 2)."""
    packet["payload"] = p
    packet["payload_captured"] = end - p
    packet["source_mac"] = mac48(buf, p + 10, end)
