"""What a capture says of the application that sent a packet: the trailer that PCAPdroid writes.

Its option "dump extensions" puts an Ethernet header of zeros before each IP packet, and 32 octets behind:
magic, user id, 20 octets of name, frame check sequence (app/src/main/jni/core/pcap_dump.h of PCAPdroid).

Blind spots: PCAPdroid's pcapng form (comments and a block of its own) and Apple's PKTAP are not read.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import u32
from harness.kernel.jit import layer
from harness.kernel.records import NONE

TRAILER: Final = 32
NAME_OCTETS: Final = 20
_MAGIC: Final = 0x01072021
_ETHERNET: Final = 1


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
    if user < 0x7FFFFFFF:  # beyond: PCAPdroid did not know (-1)
        packet["app_id"] = user
        packet["app_at"] = at + 8 - packet["offset"]


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
