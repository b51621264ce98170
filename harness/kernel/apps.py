"""What a capture says of the application that a packet is from: PCAPdroid's users, and joining those of a flow.

An application's number is an Android user id, or PROCESS + a process id; so one field holds either, and no two kinds meet.

PCAPdroid says it in two ways (app/src/main/jni/core/pcap_dump.h and .c). In pcap files its option "dump extensions" puts an
Ethernet header of zeros before each IP packet, and 32 octets behind: magic, user id, 20 octets of name, frame check
sequence. In pcapng files each packet has a comment ``u-10123``, and a block of its own tells the name before the first
packet of a user (``harness.sources.pcapdroid_blocks``). Apple's processes: ``harness.kernel.pktap`` and ``process_comments``.

Blind spots: a pcapng file that lost these blocks on its way keeps the ids as comments, and is read as one that names nobody.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import ABSENT, u8, u16, u32
from harness.kernel.jit import layer
from harness.kernel.records import NONE

PROCESS: Final = 1 << 30
"""Numbers from here on are of processes, below of users; no Android has so many users, and no Apple so many processes."""
NO_USER: Final = -2
"""A comment that is none of PCAPdroid's."""
BY_USERS: Final = 1
"""Comments of a section of PCAPdroid: user ids."""
BY_PROCESSES: Final = 2
"""Comments of a section of pymobiledevice3: processes."""
TRAILER: Final = 32
NAME_OCTETS: Final = 20
_MAGIC: Final = 0x01072021
_ETHERNET: Final = 1
_PREFIX: Final = 0x752D  # "u-"
_MINUS: Final = 0x2D


@layer
def note_app(buf, packet):
    """Note user id and place of the name, where this frame has the trailer behind its datagram.

    The MAC of its made-up header is taken back. In a frame that was cut, the trailer stands behind the cut.
    """
    if packet["source_mac"] != 0 or packet["dlt"] != _ETHERNET:
        return
    end = packet["offset"] + packet["captured"]
    at = end - TRAILER
    inside = packet["captured"] == packet["wire"] and packet["ip_octets"] + 14 + TRAILER > packet["captured"]
    if at < packet["offset"] + 14 or inside or u32(buf, at, end) != _MAGIC:
        return
    packet["source_mac"] = NONE
    user = u32(buf, at + 4, end)
    if user < PROCESS:  # beyond: PCAPdroid did not know (-1)
        packet["app_id"] = user
        packet["app_at"] = at + 8 - packet["offset"]
        packet["app_octets"] = NAME_OCTETS


@layer
def user_of_comment(buf, p, end):
    """The user id of a comment as PCAPdroid writes it; NONE where it did not know (-1), NO_USER of any other comment."""
    unknown = u8(buf, p + 2, end) == _MINUS
    user = decimal(buf, p + 3 if unknown else p + 2, end)
    if u16(buf, p, end) != _PREFIX or user == ABSENT:
        return np.int64(NO_USER)
    return np.int64(NONE) if unknown or user >= PROCESS else user


@layer
def decimal(buf, p, end):
    """A number of one to ten decimal digits; ABSENT where there is anything else."""
    if p < 0 or end - p < 1 or end - p > 10:
        return np.int64(ABSENT)
    number = np.int64(0)
    for at in range(p, end):
        digit = u8(buf, at, end) - 0x30
        if digit < 0 or digit > 9:
            return np.int64(ABSENT)
        number = number * 10 + digit
    return number


@layer
def join_app(flow, app_id, mixed):
    """Keep the first application that a flow's packets name, and whether there is another."""
    if app_id == NONE:
        return
    if flow["app_id"] == NONE:
        flow["app_id"] = app_id
        flow["app_mixed"] = mixed
    elif flow["app_id"] != app_id or mixed:
        flow["app_mixed"] = 1
