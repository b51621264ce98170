"""Settings of the kernel (sysctl(8)), by their path below /proc/sys: an interface's name may hold a dot."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path("/proc/sys")


def setting(key: str) -> str | None:
    """What a setting is; None where there is none, as of an interface that is gone."""
    try:
        return (ROOT / key).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def interfaces_with_settings(version: int) -> tuple[str, ...]:
    """What settings of addresses are kept for: interfaces, ``default`` and ``all``, sorted."""
    folder = ROOT / f"net/ipv{version}/conf"
    return tuple(sorted(each.name for each in folder.iterdir())) if folder.is_dir() else ()
