"""Commands that mend things, for Debian and Ubuntu first, and the rate that machines are held against."""

from __future__ import annotations

import shlex
from typing import Final

from harness.model.readiness import Mend

RATE_BITS: Final = 200_000_000
"""A second, of what a machine is held against: several devices that send video."""
RATE_WORDS: Final = "200 Mb/s"


def install(*packages: str) -> Mend:
    """Bring packages of Debian or Ubuntu."""
    return Mend(f"apt-get install {' '.join(packages)}", as_root=True)


def command(*words: str, as_root: bool = False) -> Mend:
    """A command whose words may hold anything.

    >>> command("ip", "link", "show", "a b").command
    "ip link show 'a b'"
    """
    return Mend(shlex.join(words), as_root=as_root)
