"""What this process may do to the network, and whom it may become."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_CAP_NET_ADMIN: Final = 12
"""linux/capability.h."""


def may_configure_network() -> bool:
    """Whether the kernel lets this process configure the network namespace that it is in (capabilities(7))."""
    return parse_may_configure(Path("/proc/self/status").read_text(encoding="ascii", errors="replace"))


def parse_may_configure(status: str) -> bool:
    r"""``/proc/self/status`` in.

    >>> parse_may_configure("CapEff:\t0000000000001000"), parse_may_configure("CapEff:\t0000000000000000")
    (True, False)
    """
    found = re.search(r"^CapEff:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return found is not None and bool(int(found[1], 16) >> _CAP_NET_ADMIN & 1)


def mapped(uid: int) -> bool:
    """Whether a user exists in this process's user namespace, so that a program may become it (user_namespaces(7))."""
    return parse_mapped(Path("/proc/self/uid_map").read_text(encoding="ascii"), uid)


def parse_mapped(text: str, uid: int) -> bool:
    """``/proc/self/uid_map`` in.

    >>> parse_mapped("0 1000 1", 0), parse_mapped("0 1000 1", 7)
    (True, False)
    """
    spans = (line.split() for line in text.splitlines())
    return any(int(first) <= uid < int(first) + int(count) for first, _, count in spans)
