"""Whom a program that this process starts may become."""

from __future__ import annotations

from pathlib import Path


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
