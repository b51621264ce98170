"""A program that makes a TUN interface and keeps it, as the proxy does: ``python -m tests.support.tun_program NAME``."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000


def main(name: str) -> None:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    time.sleep(1000)


if __name__ == "__main__":
    main(sys.argv[1])
