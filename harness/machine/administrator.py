"""Whether whoever calls may configure networks or read packets itself, and who could be asked to (capabilities(7))."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Final

from harness.machine.programs import find

NET_ADMIN: Final = 12
"""Number of the capability to configure networks (linux/capability.h)."""
NET_RAW: Final = 13
"""Of that to open interfaces."""
_STATUS: Final = Path("/proc/self/status")


def is_able(capability: int) -> bool:
    """Whether this process has a capability."""
    try:
        return has_capability(_STATUS.read_text(encoding="utf-8", errors="backslashreplace"), capability)
    except OSError:
        return False


def has_capability(status: str, capability: int) -> bool:
    r"""Whether ``/proc/PID/status`` tells a capability (proc(5), CapEff).

    >>> has_capability("CapEff:\t0000000000001000", NET_ADMIN), has_capability("CapEff:\t0000000000000fff", NET_ADMIN)
    (True, False)
    """
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name == "CapEff":
            try:
                return bool(int(value, 16) >> capability & 1)
            except ValueError:
                return False
    return False


def asks_root() -> str | None:
    """A program that has root do something for others; None: there is none."""
    return next((name for name in ("sudo", "doas") if find(name)), None)


def user_name() -> str:
    """Who is to be given a right: whoever called sudo, else whoever calls."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "USER"
