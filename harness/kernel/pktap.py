"""Apple's PKTAP: a header that names interface and process, then a frame of the link type that it names.

Format: ``struct pktap_header`` of xnu (bsd/net/pktap.h), version 1, little-endian; offsets:

      0  length of this header       4  what follows; 1: a packet    8  its link type
     12  interface, 24 octets       36  flags                       40  protocol family
     44  octets before IP           48  and behind it               52  process id
     56  its name, 17 octets        76  service class               80  interface type, unit
     84  effective process id       88  its name, 17 octets        108  flow, time, UUIDs

The effective process is the one on whose behalf another sent, as an application's DNS query that the system sends. It counts
where it is told. LINKTYPE_PKTAP is 258; Apple's systems write USER2 (149), where anything else may stand too.

Blind spots: version 2 of the header is not read, nor the blocks that Apple's tcpdump writes into pcapng instead. Who sent is
known of sockets only, and is what the system noted when the packet passed.
"""

from __future__ import annotations

from typing import Final

from harness.kernel.accessors import u8, u32le
from harness.kernel.apps import PROCESS
from harness.kernel.codes import CUT, L_DONE, UNKNOWN_LINK
from harness.kernel.jit import layer
from harness.kernel.link import first_layer, stop

_LEAST: Final = 108
_MOST: Final = 1_024
"""Longer than any header of Apple's, the last of which has 156 octets."""
_A_PACKET: Final = 1
_NAME_OCTETS: Final = 17
_VERSION_2: Final = 0x0008_0000


@layer
def pktap(buf, p, end, packet):
    """PKTAP (xnu bsd/net/pktap.h): length, record type, link type, interface, flags, ..., process and its name."""
    if p + _LEAST > end:
        return stop(packet, CUT)
    length = u32le(buf, p, end)
    code = first_layer(u32le(buf, p + 8, end))
    other = u32le(buf, p + 4, end) != _A_PACKET or u32le(buf, p + 36, end) & _VERSION_2 != 0
    if other or code == L_DONE or length < _LEAST or length > _MOST:
        return stop(packet, UNKNOWN_LINK)
    note_process(buf, p + 52, end, packet)
    note_process(buf, p + 84, end, packet)
    return code, p + length


@layer
def note_process(buf, p, end, packet):
    """Note a process id and where its name lies behind it; -1 is none, as is one without a name."""
    process = u32le(buf, p, end)
    if process < PROCESS and u8(buf, p + 4, end) != 0:
        packet["app_id"] = PROCESS + process
        packet["app_at"] = p + 4 - packet["offset"]
        packet["app_octets"] = _NAME_OCTETS
