# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Octets, and where in them which value stands: what is written, joined and packed keeps its places.

A mark's chain reads from the outside in: what a reader undoes first, and last the form of the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Mark(NamedTuple):
    """One value in some octets."""

    value: str
    """Its id in the situation."""
    chain: tuple[str, ...]
    start: int
    end: int
    half: str | None = None
    """latitude or longitude: a position is there only once both are."""


class Marked(NamedTuple):
    """Octets with their values."""

    octets: bytes
    marks: tuple[Mark, ...] = ()


def joined(parts: Iterable[Marked]) -> Marked:
    """One behind the other."""
    octets, marks = b"", list[Mark]()
    for part in parts:
        marks += [
            mark._replace(start=mark.start + len(octets), end=mark.end + len(octets)) for mark in part.marks
        ]
        octets += part.octets
    return Marked(octets, tuple(marks))


def coded(marked: Marked, word: str | None, code: Callable[[bytes], bytes]) -> Marked:
    """All of it under a coding: what stands in it stands in the whole. ``word`` None: a reader need not know of it."""
    octets = code(marked.octets)
    marks = [
        mark._replace(chain=(*((word,) if word else ()), *mark.chain), start=0, end=len(octets))
        for mark in marked.marks
    ]
    return Marked(octets, tuple(marks))


def paired(marked: Marked) -> Marked:
    """Halves of positions put together, each with the next other half of the same value in the same form."""
    whole, waiting = list[Mark](), dict[tuple[str, tuple[str, ...]], Mark]()
    for mark in marked.marks:
        first = waiting.pop((mark.value, mark.chain), None)
        if mark.half is None:
            whole.append(mark)
        elif first is not None and first.half != mark.half:
            whole.append(Mark(mark.value, mark.chain, first.start, mark.end))
        else:
            waiting[mark.value, mark.chain] = mark
    return Marked(marked.octets, tuple(whole))


def placed(marks: Iterable[Mark], place: Callable[[int], int]) -> tuple[Mark, ...]:
    """The same values where their octets were moved; ``place`` tells where one octet went."""
    return tuple(mark._replace(start=place(mark.start), end=place(mark.end - 1) + 1) for mark in marks)
