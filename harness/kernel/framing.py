"""Records of a capture file, found in a buffer: pcap and pcapng.

Formats: draft-ietf-opsawg-pcap (file header, 16-octet record header) and
draft-ietf-opsawg-pcapng (section, interface, enhanced and simple packet blocks).
Only packets are handled here; other pcapng blocks are rare, and the caller parses them.

Blind spots: a record that claims more than the format allows ends the reading; what
lies behind it is not guessed at.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import word32
from harness.kernel.codes import BLOCK, DAMAGE, FULL, MORE
from harness.kernel.jit import entry, layer
from harness.kernel.records import NO_TIME

MAX_CAPTURED: Final = 262_144
"""Largest packet that wiretap accepts for the link types read here."""
MAX_BLOCK: Final = 16 * 1024 * 1024
"""Largest pcapng block that wiretap accepts."""
_SECONDS_LIMIT: Final = 9_223_372_036
"""Seconds that fit in int64 nanoseconds."""
_NS: Final = 1_000_000_000

ENHANCED_PACKET: Final = 6
SIMPLE_PACKET: Final = 3


@layer
def start_packet(packet, number, time_ns, offset, captured, wire, dlt):
    """Set what the file says about a packet."""
    packet["number"] = number
    packet["time_ns"] = time_ns
    packet["offset"] = offset
    packet["captured"] = captured
    packet["wire"] = min(wire, 2_147_483_647)
    packet["dlt"] = dlt


@entry
def frame_pcap(buf, p, end, big, nanoseconds, dlt, number, packets):
    """Find packet records from ``p`` on.

    Args:
        buf: Buffer; octets from ``p`` to ``end`` are the file's.
        big: Whether the file is big-endian.
        nanoseconds: Whether fractions are ns, not us.
        dlt: Link type of the file.
        number: Number of the last packet before ``p``.
        packets: PACKET array to fill from index 0.

    Returns:
        Packets found, position of the next record, and MORE, FULL or DAMAGE.
    """
    found = 0
    while found < packets.shape[0]:
        if p + 16 > end:
            return found, p, MORE
        captured = word32(buf, p + 8, end, big)
        if captured > MAX_CAPTURED:
            return found, p, DAMAGE
        if p + 16 + captured > end:
            return found, p, MORE
        fraction = word32(buf, p + 4, end, big)
        if not nanoseconds:
            fraction *= 1000
        time_ns = word32(buf, p, end, big) * _NS + fraction
        wire = word32(buf, p + 12, end, big)
        start_packet(packets[found], number + found + 1, time_ns, p + 16, captured, wire, dlt)
        found += 1
        p += 16 + captured
    return found, p, FULL


@layer
def ticks_to_ns(ticks, interface):
    """Time of a 64-bit tick count (pcapng if_tsresol, if_tsoffset); NO_TIME where it cannot be held."""
    power = interface["tick_power"]
    if interface["tick_binary"] == 1:
        if power > 62:
            return np.int64(NO_TIME)
        seconds = ticks >> power
        part = ticks - (seconds << power)
        spare = max(power - 33, 0)  # keep part * 10**9 below 2**63
        fraction = ((part >> spare) * _NS) >> (power - spare)
    else:
        if power > 18:
            return np.int64(NO_TIME)
        per_second = np.int64(10) ** power
        seconds = ticks // per_second
        part = ticks - seconds * per_second
        fraction = part * (_NS // per_second) if power <= 9 else part // (per_second // _NS)
    seconds += interface["offset_s"]
    if ticks < 0 or seconds >= _SECONDS_LIMIT or seconds <= -_SECONDS_LIMIT:
        return np.int64(NO_TIME)
    return np.int64(seconds * _NS + fraction)


@layer
def enhanced_packet(buf, p, length, end, big, interfaces, known, number, packet):
    """Read an Enhanced Packet Block; False where its lengths or interface are not possible."""
    index = word32(buf, p + 8, end, big)
    captured = word32(buf, p + 20, end, big)
    if length < 32 or index >= known or captured > MAX_CAPTURED or captured > length - 32:
        return False
    high = word32(buf, p + 12, end, big)
    ticks = (high << 32) | word32(buf, p + 16, end, big) if high < 0x80000000 else np.int64(-1)
    interface = interfaces[index]
    wire = word32(buf, p + 24, end, big)
    time_ns = ticks_to_ns(ticks, interface)
    start_packet(packet, number, time_ns, p + 28, captured, wire, interface["link_type"])
    return True


@layer
def simple_packet(buf, p, length, end, big, interfaces, known, number, packet):
    """Read a Simple Packet Block: interface 0, no time, captured length from the snap length."""
    if length < 16 or known < 1:
        return False
    wire = word32(buf, p + 8, end, big)
    captured = min(wire, length - 16)
    snaplen = interfaces[0]["snaplen"]
    if snaplen > 0:
        captured = min(captured, snaplen)
    if captured > MAX_CAPTURED:
        return False
    start_packet(packet, number, NO_TIME, p + 12, captured, wire, interfaces[0]["link_type"])
    return True


@entry
def frame_pcapng(buf, p, end, big, interfaces, known, number, packets):
    """Find packet blocks from ``p`` on; stop at every block that is not a packet.

    Args:
        interfaces: INTERFACE array of the section; the first ``known`` are declared.
        The others as in ``frame_pcap``.

    Returns:
        Packets found, position of the next block, and MORE, FULL, BLOCK or DAMAGE.
    """
    found = 0
    while found < packets.shape[0]:
        if p + 12 > end:
            return found, p, MORE
        kind = word32(buf, p, end, big)
        if kind != ENHANCED_PACKET and kind != SIMPLE_PACKET:
            return found, p, BLOCK
        length = word32(buf, p + 4, end, big)
        if length < 12 or length > MAX_BLOCK:
            return found, p, DAMAGE
        padded = (length + 3) & ~3
        if p + padded > end:
            return found, p, MORE
        if word32(buf, p + padded - 4, end, big) != length:
            return found, p, DAMAGE
        if kind == ENHANCED_PACKET:
            good = enhanced_packet(
                buf, p, padded, end, big, interfaces, known, number + found + 1, packets[found]
            )
        else:
            good = simple_packet(
                buf, p, padded, end, big, interfaces, known, number + found + 1, packets[found]
            )
        if not good:
            return found, p, DAMAGE
        found += 1
        p += padded
    return found, p, FULL
