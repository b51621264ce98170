"""Frames and secrets in, blocks of a pcapng file out (draft-ietf-opsawg-pcapng §4), for a program that reads them from a pipe.

Little-endian, times in nanoseconds. Interfaces are described when their link type is first met.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

_SECTION, _INTERFACE, _SECRETS, _ENHANCED = 0x0A0D0D0A, 1, 10, 6
_TLS_KEY_LOG: Final = 0x544C534B
_NANOSECONDS: Final = struct.pack("<HHB3xHH", 9, 1, 9, 0, 0)
"""if_tsresol 9, opt_endofopt."""
_UNBOUNDED: Final = 0
"""Of snaplen."""
_HEAD: Final = struct.Struct("<IIIIIII")
_PADS: Final = (b"", b"\0\0\0", b"\0\0", b"\0")


class PcapngBlocks:
    """Blocks of one section, in the order that they are to be written."""

    def __init__(self) -> None:
        self._interfaces: dict[int, int] = {}

    def opening(self, secrets: Iterable[bytes]) -> bytes:
        """Section header, and one block with the lines of a TLS key log."""
        section = _block(_SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
        log = b"".join(line + b"\n" for line in secrets)
        return section + (_block(_SECRETS, struct.pack("<II", _TLS_KEY_LOG, len(log)) + log) if log else b"")

    def packet(self, time_ns: int, link_type: int, frame: bytes, wire_octets: int) -> bytes:
        """One packet, behind the description of its interface where it is the first of its link type.

        Args:
            time_ns: Since the epoch, not negative.
            wire_octets: Length that the frame had; more than its own where it was cut.
        """
        number = self._interfaces.get(link_type)
        before = b""
        if number is None:
            number = self._interfaces[link_type] = len(self._interfaces)
            before = _block(_INTERFACE, struct.pack("<HHI", link_type, 0, _UNBOUNDED) + _NANOSECONDS)
        captured = len(frame)
        pad = _PADS[captured & 3]
        total = 32 + captured + len(pad)
        head = _HEAD.pack(
            _ENHANCED,
            total,
            number,
            time_ns >> 32,
            time_ns & 0xFFFFFFFF,
            captured,
            max(wire_octets, captured),
        )
        return b"".join((before, head, frame, pad, total.to_bytes(4, "little")))


def _block(kind: int, body: bytes) -> bytes:
    body += _PADS[len(body) & 3]
    total = (12 + len(body)).to_bytes(4, "little")
    return kind.to_bytes(4, "little") + total + body + total
