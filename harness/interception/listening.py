"""What a process's network has: ports that are listened at, interfaces. Read from /proc, so that nobody is connected with for it (proc_net(5))."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_LISTEN: Final = "0A"
"""``TCP_LISTEN`` of the kernel's include/net/tcp_states.h."""


def is_listening(pid: int, port: int) -> bool:
    """Whether anybody in a process's network namespace listens at a TCP port, be it of IPv4 or IPv6."""
    return any(
        fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port
        for name in ("tcp", "tcp6")
        for fields in map(str.split, _lines(pid, name)[1:])
        if len(fields) > 3
    )


def has_device(pid: int, device: str) -> bool:
    """Whether a process's network namespace has an interface of a name."""
    return any(line.partition(":")[0].strip() == device for line in _lines(pid, "dev"))


def _lines(pid: int, name: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/net/{name}").read_text("ascii", "replace").splitlines()
    except OSError:  # IPv6 is off, or the process is gone
        return []
