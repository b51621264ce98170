"""Whether an interface of this network namespace is there, and switched on; asked of the kernel, which costs no process."""

from __future__ import annotations

import fcntl
import socket
import struct
from typing import Final

_SIOCGIFFLAGS: Final = 0x8913
"""linux/sockios.h, netdevice(7)."""
_IFF_UP: Final = 1
_NAME_OCTETS: Final = 16


def interface_index(name: str) -> int | None:
    """Number of an interface; None where it is not there. One that was made anew has another."""
    try:
        return socket.if_nametoindex(name)
    except (OSError, ValueError):
        return None


def is_up(name: str) -> bool:
    """Whether somebody switched it on; False where it is not there."""
    octets = name.encode()
    if len(octets) >= _NAME_OCTETS:
        return False
    asked = struct.pack(f"{_NAME_OCTETS}sH22x", octets, 0)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            answer = fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked)
    except OSError:
        return False
    (flags,) = struct.unpack_from("H", answer, _NAME_OCTETS)
    return bool(flags & _IFF_UP)
