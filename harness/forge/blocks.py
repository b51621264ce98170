# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Blocks of a pcapng file with their options (draft-ietf-opsawg-pcapng §3.5, §4), little-endian.

scapy's own writer knows no options; a capture that does not say what it is would be no evidence
of anything, and a made-up one that does not say so would be a forgery.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTION, INTERFACE, STATISTICS, ENHANCED, SECRETS = 0x0A0D0D0A, 1, 5, 6, 10
TLS_KEY_LOG = 0x544C534B
COMMENT, USERAPPL = 1, 4
IF_NAME, IF_FILTER, IF_TSRESOL = 2, 11, 9
ISB_START, ISB_END, ISB_RECEIVED, ISB_DROPPED = 2, 3, 4, 5
ENHANCED_HEAD, ENHANCED_TAIL = 28, 4
"""Octets before and after the packet and its padding."""

Option = tuple[int, bytes]


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _options(options: Sequence[Option]) -> bytes:
    parts = [struct.pack("<HH", code, len(value)) + _padded(value) for code, value in options]
    return b"".join(parts) + bytes(4) if parts else b""


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def section(comment: str | None, application: str) -> bytes:
    """Section header block (§4.1); its length is left open."""
    options = [(COMMENT, comment.encode())] if comment is not None else []
    options.append((USERAPPL, application.encode()))
    return _block(SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + _options(options))


def interface(link_type: int, snaplen: int, name: str, capture_filter: str | None) -> bytes:
    """Interface description block (§4.2) with times in nanoseconds."""
    options = [(IF_NAME, name.encode()), (IF_TSRESOL, b"\x09")]
    if capture_filter is not None:
        options.append((IF_FILTER, b"\0" + capture_filter.encode()))
    return _block(INTERFACE, struct.pack("<HHI", link_type, 0, snaplen) + _options(options))


def secrets(keys: str) -> bytes:
    """Decryption secrets block (§4.7) with a TLS key log; stands before the packets that it opens."""
    data = keys.encode()
    return _block(SECRETS, struct.pack("<II", TLS_KEY_LOG, len(data)) + _padded(data))


def enhanced(time_ns: int, frame: bytes, snaplen: int) -> bytes:
    """Enhanced packet block (§4.3) of interface 0."""
    kept = frame[:snaplen]
    head = struct.pack("<IIIII", 0, time_ns >> 32, time_ns & 0xFFFFFFFF, len(kept), len(frame))
    return _block(ENHANCED, head + _padded(kept))


def statistics(begin_ns: int, end_ns: int, received: int | None, dropped: int | None) -> bytes:
    """Interface statistics block (§4.6); None leaves a counter out."""
    options = [
        (code, struct.pack("<II", at >> 32, at & 0xFFFFFFFF))
        for code, at in ((ISB_START, begin_ns), (ISB_END, end_ns))
    ]
    counters = ((ISB_RECEIVED, received), (ISB_DROPPED, dropped))
    options += [(code, struct.pack("<Q", count)) for code, count in counters if count is not None]
    return _block(STATISTICS, struct.pack("<III", 0, end_ns >> 32, end_ns & 0xFFFFFFFF) + _options(options))
