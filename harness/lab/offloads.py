"""Offloads of an interface, off: what a capture shows are then the packets that a cable would carry.

A virtual interface hands on packets of up to 64 KiB without checksums, as a network card would finish them. They are
switched off by the ioctl that ethtool(8) uses (SIOCETHTOOL, linux/ethtool.h), so that this program is not needed.
"""

from __future__ import annotations

import array
import fcntl
import socket
import struct
from typing import Final

_SIOCETHTOOL: Final = 0x8946
_RECEIVE_CHECKSUM: Final = 0x15
_SEND_CHECKSUM: Final = 0x17
_SCATTER: Final = 0x19
_TCP_SEGMENTS: Final = 0x1F
_SEND_SEGMENTS: Final = 0x24
_RECEIVE_JOINED: Final = 0x2C
_ALL: Final = (
    _RECEIVE_JOINED,
    _SEND_SEGMENTS,
    _TCP_SEGMENTS,
    _SCATTER,
    _SEND_CHECKSUM,
    _RECEIVE_CHECKSUM,
)
"""Those that build on another before it."""


def switch_off(interface: str) -> None:
    """Switch off checksums, segmentation and joining of packets at an interface of this network namespace.

    Raises:
        OSError: There is no such interface, or this process may not configure it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for command in _ALL:
            value = array.array("I", (command, 0))
            place, _ = value.buffer_info()
            fcntl.ioctl(asked, _SIOCETHTOOL, struct.pack("16sP", interface.encode(), place).ljust(40, b"\0"))
