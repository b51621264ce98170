"""``/dev/net/tun``: whether a program may make interfaces of its own (kernel documentation, networking/tuntap)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from harness.machine.namespaces import Trial

DEVICE: Final = Path("/dev/net/tun")


def try_tun(device: Path = DEVICE) -> Trial:
    """Open the device, which makes no interface yet, and close it again."""
    try:
        # Not waiting: should something else lie there, it must not hold us up.
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK))
    except OSError as fault:
        return Trial(works=False, why=f"{device}: {fault.strerror}")
    return Trial(works=True)
