"""What this process may do to the network, and what it would be called with to do so."""

from __future__ import annotations

import os
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


def session_address() -> str | None:
    """This machine's address that the user's own session comes in by (ssh(1), SSH_CONNECTION); None: no such session.

    Blind spots: ``sudo`` drops the variable unless told to keep it, so the parents of this process are asked as well, which only root
    may where they are another user's.
    """
    for variables in (os.environ.get("SSH_CONNECTION"), *_of_parents()):
        if variables and len(words := variables.split()) == 4:
            return words[2].partition("%")[0]
    return None


def _of_parents() -> list[str]:
    """SSH_CONNECTION of each process above this one."""
    found, pid = [], os.getppid()
    while pid > 1:
        here = Path(f"/proc/{pid}")
        try:
            status = (here / "stat").read_text(encoding="utf-8", errors="replace")
            variables = (here / "environ").read_bytes().split(b"\0")
        except OSError:
            variables, status = [], _parent_only(here)
        found += [
            one.partition(b"=")[2].decode("ascii", "replace")
            for one in variables
            if one.startswith(b"SSH_CONNECTION=")
        ]
        pid = int(status.rpartition(")")[2].split()[1]) if ")" in status else 0
    return found


def _parent_only(here: Path) -> str:
    try:
        return (here / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
