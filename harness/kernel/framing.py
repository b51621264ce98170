"""Records of a capture file, found in a buffer: pcap and pcapng.

Formats: draft-ietf-opsawg-pcap (file header, 16-octet record header; 24 octets in the
files of Kuznetsov's libpcap) and draft-ietf-opsawg-pcapng (enhanced, simple and obsolete
packet blocks). Only packets are handled here; other pcapng blocks are rare, and the
caller parses them.

Blind spots: a record that claims more than the format allows ends the reading; what
lies behind it is not guessed at. Of a packet's options its drop count and comments are
noted, and the application that some programs write as a comment; flags, hashes, queue and
verdict are passed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import word16, word32
from harness.kernel.apps import BY_PROCESSES, BY_USERS, NO_USER, user_of_comment
from harness.kernel.codes import BLOCK, DAMAGE, FULL, MORE
from harness.kernel.jit import entry, layer
from harness.kernel.process_comments import note_process_comment
from harness.kernel.records import INTERFACE, NO_TIME, NONE, PACKET

MAX_CAPTURED: Final = 262_144
"""Largest packet that wiretap accepts for the link types read here."""
MAX_BLOCK: Final = 16 * 1024 * 1024
"""Largest pcapng block that wiretap accepts."""
_SECONDS_LIMIT: Final = 9_223_372_036
"""Seconds that fit in int64 nanoseconds."""
_NS: Final = 1_000_000_000

ENHANCED_PACKET: Final = 6
SIMPLE_PACKET: Final = 3
OBSOLETE_PACKET: Final = 2

NOTED_COMMENTS: Final = 16
"""Places of comments kept for the caller, of each call."""
NOTED_DROPS: Final = 0
"""Index in ``noted``: packets lost, as packets tell."""
NOTED_COUNTERS: Final = 1
"""Packets that tell of losses, none included."""
NOTED_FOUND: Final = 2
"""Comments of packets."""
NOTED_PLACES: Final = 3
"""From here on, offset and length of each of the first comments."""
NOTED_LENGTH: Final = NOTED_PLACES + 2 * NOTED_COMMENTS
_OPT_COMMENT: Final = 1
_EPB_DROPCOUNT: Final = 4
_UNKNOWN_DROPS: Final = 0xFFFF


@layer
def start_packet(packet, number, time_ns, offset, captured, wire, dlt):
    """Set what the file says about a packet."""
    packet["number"] = number
    packet["time_ns"] = time_ns
    packet["offset"] = offset
    packet["captured"] = captured
    packet["wire"] = min(wire, 2_147_483_647)
    packet["dlt"] = dlt
    packet["app_id"] = NONE
    packet["app_at"] = 0
    packet["app_octets"] = 0
    packet["usb"] = 0


@entry(np.uint8, int, int, int, int, int, int, int, PACKET)
def frame_pcap(buf, p, end, big, nanoseconds, head, dlt, number, packets):
    """Find packet records from ``p`` on.

    Args:
        buf: Buffer; octets from ``p`` to ``end`` are the file's.
        big: Whether the file is big-endian.
        nanoseconds: Whether fractions are ns, not us.
        head: Octets of a record's header; those behind the first 16 name an interface and are not used.
        dlt: Link type of the file.
        number: Number of the last packet before ``p``.
        packets: PACKET array to fill from index 0.

    Returns:
        Packets found, position of the next record, and MORE, FULL or DAMAGE.
    """
    found = 0
    while found < packets.shape[0]:
        if p + head > end:
            return found, p, MORE
        captured = word32(buf, p + 8, end, big)
        if captured > MAX_CAPTURED:
            return found, p, DAMAGE
        if p + head + captured > end:
            return found, p, MORE
        fraction = word32(buf, p + 4, end, big)
        if not nanoseconds:
            fraction *= 1000
        time_ns = word32(buf, p, end, big) * _NS + fraction
        wire = word32(buf, p + 12, end, big)
        start_packet(packets[found], number + found + 1, time_ns, p + head, captured, wire, dlt)
        found += 1
        p += head + captured
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
def packet_block(buf, p, length, end, big, index, interfaces, known, number, packet):
    """Read what Enhanced and obsolete Packet Blocks have in common, from octet 12 on; False where it is not possible."""
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
def note_comment(p, octets, noted):
    """Note where a comment lies, and count it."""
    place = noted[NOTED_FOUND]
    if place < NOTED_COMMENTS:
        noted[NOTED_PLACES + 2 * place] = p
        noted[NOTED_PLACES + 2 * place + 1] = octets
    noted[NOTED_FOUND] += 1


@layer
def tells_app(buf, p, end, commented, packet):
    """Note the application that a comment tells; False where it is another comment."""
    if commented == BY_USERS:
        user = user_of_comment(buf, p, end)
        if user != NO_USER:
            packet["app_id"] = user
        return user != NO_USER
    return commented == BY_PROCESSES and note_process_comment(buf, p, end, packet)


@layer
def note_options(buf, p, end, big, packet, commented, noted):
    """Note a packet's drop count, comments and application (draft-ietf-opsawg-pcapng §3.5, §4.3); a list that overruns ends."""
    while p + 4 <= end:
        code = word16(buf, p, end, big)
        octets = word16(buf, p + 2, end, big)
        p += 4
        if code == 0 or p + octets > end:
            return
        if code == _OPT_COMMENT:
            if not tells_app(buf, p, p + octets, commented, packet):
                note_comment(p, octets, noted)
        elif code == _EPB_DROPCOUNT and octets == 8:
            low = word32(buf, p + 4 if big else p, end, big)
            high = word32(buf, p if big else p + 4, end, big)
            # No capture loses 2^32 packets between two; one that says so does not make the sum wrap.
            noted[NOTED_DROPS] += low if high == 0 else 0xFFFFFFFF
            noted[NOTED_COUNTERS] += 1
        p += (octets + 3) & ~3


@layer
def enhanced_packet(buf, p, length, end, big, interfaces, known, commented, number, packet, noted):
    """Read an Enhanced Packet Block (§4.3); False where its lengths or interface are not possible."""
    index = word32(buf, p + 8, end, big)
    if not packet_block(buf, p, length, end, big, index, interfaces, known, number, packet):
        return False
    options = p + 28 + ((np.int64(packet["captured"]) + 3) & ~3)
    if options + 4 <= p + length - 4:
        note_options(buf, options, p + length - 4, big, packet, commented, noted)
    return True


@layer
def obsolete_packet(buf, p, length, end, big, interfaces, known, commented, number, packet, noted):
    """Read an obsolete Packet Block (appendix A): interface and drop count in 16 bits each, options as ever."""
    index = np.int64(word16(buf, p + 8, end, big))
    if not packet_block(buf, p, length, end, big, index, interfaces, known, number, packet):
        return False
    drops = word16(buf, p + 10, end, big)
    if drops != _UNKNOWN_DROPS:
        noted[NOTED_DROPS] += drops
        noted[NOTED_COUNTERS] += 1
    options = p + 28 + ((np.int64(packet["captured"]) + 3) & ~3)
    note_options(buf, options, p + length - 4, big, packet, commented, noted)
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


@entry(np.uint8, int, int, int, INTERFACE, int, int, int, PACKET, np.int64)
def frame_pcapng(buf, p, end, big, interfaces, known, commented, number, packets, noted):
    """Find packet blocks from ``p`` on; stop at every block that is not a packet.

    Args:
        interfaces: INTERFACE array of the section; the first ``known`` are declared.
        commented: What comments of the section may tell of applications: 0, BY_USERS or BY_PROCESSES.
        noted: int64 array of NOTED_LENGTH, zeros at first: what packets tell of losses and comments.
        The others as in ``frame_pcap``.

    Returns:
        Packets found, position of the next block, and MORE, FULL, BLOCK or DAMAGE.
    """
    found = 0
    while found < packets.shape[0]:
        if p + 12 > end:
            return found, p, MORE
        kind = word32(buf, p, end, big)
        if kind != ENHANCED_PACKET and kind != SIMPLE_PACKET and kind != OBSOLETE_PACKET:
            return found, p, BLOCK
        length = word32(buf, p + 4, end, big)
        if length < 12 or length > MAX_BLOCK:
            return found, p, DAMAGE
        padded = (length + 3) & ~3
        if p + padded > end:
            return found, p, MORE
        if word32(buf, p + padded - 4, end, big) != length:
            return found, p, DAMAGE
        packet, mine = packets[found], number + found + 1
        if kind == ENHANCED_PACKET:
            good = enhanced_packet(
                buf, p, padded, end, big, interfaces, known, commented, mine, packet, noted
            )
        elif kind == SIMPLE_PACKET:
            good = simple_packet(buf, p, padded, end, big, interfaces, known, mine, packet)
        else:
            good = obsolete_packet(
                buf, p, padded, end, big, interfaces, known, commented, mine, packet, noted
            )
        if not good:
            return found, p, DAMAGE
        found += 1
        p += padded
    return found, p, FULL
