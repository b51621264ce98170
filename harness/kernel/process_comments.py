"""Comments in which pymobiledevice3 tells the process of a packet, and the frames that it makes up.

Its captures of iOS are pcapng files whose packets have one comment each (pymobiledevice3/services/pcapd.py)::

    PID: 321, ProcName: mDNSResponder, EPID: 2227, EProcName: MobileSafari, SVC: 0

-1, as 4294967295, is none. Where an interface has no link header, as for cellular data, it puts the same made-up
Ethernet header before each datagram, which says IPv4 of IPv6 too. That header is passed.

Blind spots: a name that holds one of the words between fields makes the comment one of anybody's.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.accessors import ABSENT, mac48, u8, u16
from harness.kernel.apps import PROCESS, decimal
from harness.kernel.jit import layer

_PID: Final = np.frombuffer(b"PID: ", dtype=np.uint8)
_NAME: Final = np.frombuffer(b", ProcName: ", dtype=np.uint8)
_EPID: Final = np.frombuffer(b", EPID: ", dtype=np.uint8)
_ENAME: Final = np.frombuffer(b", EProcName: ", dtype=np.uint8)
_SVC: Final = np.frombuffer(b", SVC: ", dtype=np.uint8)
_MADE_UP: Final = 0xBEEF_BEEF_BEEF
_ETHERNET: Final = 1
_RAW: Final = 101
_LONGEST: Final = 64
"""Octets of a name; Apple's have 16, an octet that is no UTF-8 makes three."""


@layer
def note_process_comment(buf, p, end, packet):
    """Note the process of a comment; False where it is another comment."""
    start, p = field(buf, p, end, _PID, _NAME)
    process = decimal(buf, start, p)
    name, p = field(buf, p, end, _NAME, _EPID)
    sender_end = p
    start, p = field(buf, p, end, _EPID, _ENAME)
    effective = decimal(buf, start, p)
    behalf, p = field(buf, p, end, _ENAME, _SVC)
    if process == ABSENT or effective == ABSENT or behalf == ABSENT:
        return False
    note_named(process, name, sender_end, packet)
    note_named(effective, behalf, p, packet)
    pass_made_up_header(buf, packet)
    return True


@layer
def field(buf, p, end, word, following):
    """Where the field behind ``word``, which lies at ``p``, starts and ends: before ``following``. ABSENT: not so."""
    start = p + word.size
    if p < 0 or not lies_at(buf, p, end, word):
        return np.int64(ABSENT), np.int64(ABSENT)
    for at in range(start, min(start + _LONGEST + 1, end)):
        if lies_at(buf, at, end, following):
            return np.int64(start), np.int64(at)
    return np.int64(ABSENT), np.int64(ABSENT)


@layer
def lies_at(buf, p, end, word):
    """Whether these octets lie at ``p``."""
    for index in range(word.size):
        if u8(buf, p + index, end) != word[index]:
            return False
    return True


@layer
def note_named(process, name, end, packet):
    """Note a process and where its name lies; -1 is none, as is one without a name."""
    if process < PROCESS and name < end:
        packet["app_id"] = PROCESS + process
        packet["app_at"] = name - packet["offset"]
        packet["app_octets"] = end - name


@layer
def pass_made_up_header(buf, packet):
    """Take a frame behind the Ethernet header that pymobiledevice3 makes up for what it is: IP without link header."""
    p, end = packet["offset"], packet["offset"] + packet["captured"]
    made_up = (
        mac48(buf, p, end) == _MADE_UP
        and mac48(buf, p + 6, end) == _MADE_UP
        and u16(buf, p + 12, end) == 0x0800
    )
    if made_up and packet["dlt"] == _ETHERNET:
        packet["offset"] += 14
        packet["captured"] -= 14
        packet["wire"] = max(packet["wire"] - 14, 0)
        packet["app_at"] = max(packet["app_at"] - 14, 0)
        packet["dlt"] = _RAW
