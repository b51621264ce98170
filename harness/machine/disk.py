"""Room for captures: how much is free in a folder, for how long that lasts, and how fast it takes what is written.

Blind spots: quotas and files that others write meanwhile are not told. The speed is that of a short write: cards and disks
with a cache of their own are slower once that is full, so it is an upper bound.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError

IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
_BLOCK: Final = bytes(1 << 20)
MOST_WRITTEN: Final = 64 << 20
_LIMIT_S: Final = 0.5
_SHARE: Final = 10
"""At most one tenth of what is free is written for a measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a folder has room for."""

    folder: Path
    """The folder, or the nearest one above that is there."""
    free_octets: int
    """For who asks: what is kept back for root is not counted."""
    total_octets: int
    free_files: int | None
    """None: the file system does not count them."""
    writable: bool
    read_only: bool
    """The file system is mounted so that nobody can write."""
    kind: str | None
    """Type of file system, ``ext4``; None: could not be told."""

    @property
    def in_memory(self) -> bool:
        """Whether what is written is lost when power is."""
        return self.kind in IN_MEMORY

    def lasts_s(self, bits_per_second: int) -> int:
        """How long it lasts at a rate."""
        return self.free_octets * 8 // bits_per_second


def read_room(folder: Path) -> Room:
    """Ask of a folder, or where it is to be made.

    Raises:
        MachineError: It cannot be looked into.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise MachineError(f"{folder}: this is no folder")
        there = _nearest(folder)
        about = os.statvfs(there)
    except OSError as fault:
        raise MachineError(f"{folder}: {fault.strerror}") from fault
    read_only = bool(about.f_flag & os.ST_RDONLY)
    return Room(
        folder=there,
        free_octets=about.f_bavail * about.f_frsize,
        total_octets=about.f_blocks * about.f_frsize,
        free_files=about.f_favail if about.f_files else None,
        writable=os.access(there, os.W_OK | os.X_OK) and not read_only,
        read_only=read_only,
        kind=of_mounts(_mounts(), there.stat().st_dev),
    )


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that is one."""
    at = folder.absolute()
    return next((one for one in (at, *at.parents) if one.is_dir()), Path("/"))


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="backslashreplace")
    except OSError:
        return ""


def of_mounts(text: str, device: int) -> str | None:
    """Type of the file system on a device, from ``/proc/self/mountinfo`` (proc(5)); None where it is not listed.

    >>> of_mounts("36 35 98:0 / /mnt rw,noatime master:1 - ext4 /dev/root rw", os.makedev(98, 0))
    'ext4'
    """
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) > 2 and fields[2] == wanted and kinds[0]:
            return kinds[0]
    return None


def write_speed(folder: Path, most_octets: int = MOST_WRITTEN, limit_s: float = _LIMIT_S) -> int:
    """Write for a moment into a file without a name, have it reach the disk, and tell octets per second.

    The file has no name and is gone when this returns, however it ends. Zeros are written: where a file system
    packs them, it is faster than with captures.

    Raises:
        MachineError: It cannot be written, or so little is free that nothing should be.
    """
    try:
        free = os.statvfs(folder)
        most = min(most_octets, free.f_bavail * free.f_frsize // _SHARE)
        if most < len(_BLOCK):
            raise MachineError(f"{folder}: too little is free to measure how fast it is")
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            began = time.monotonic()
            written = 0
            while written + len(_BLOCK) <= most and (not written or time.monotonic() - began < limit_s):
                written += file.write(_BLOCK)
            os.fdatasync(file.fileno())
            return int(written / max(time.monotonic() - began, 1e-6))
    except OSError as fault:
        raise MachineError(f"{folder}: {fault.strerror}") from fault
