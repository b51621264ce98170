"""Whether whoever calls may configure networks, and who could be asked to (capabilities(7), CAP_NET_ADMIN)."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Final

from harness.machine.programs import find

_NET_ADMIN: Final = 12
"""Number of the capability (linux/capability.h)."""
_STATUS: Final = Path("/proc/self/status")


def may_configure() -> bool:
    """Whether this process may."""
    try:
        return has_net_admin(_STATUS.read_text(encoding="utf-8", errors="backslashreplace"))
    except OSError:
        return False


def has_net_admin(status: str) -> bool:
    r"""Whether ``/proc/PID/status`` tells the capability (proc(5), CapEff).

    >>> has_net_admin("CapEff:\t0000000000001000"), has_net_admin("CapEff:\t0000000000000fff")
    (True, False)
    """
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name == "CapEff":
            try:
                return bool(int(value, 16) >> _NET_ADMIN & 1)
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
