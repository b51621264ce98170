"""Captures -> order, keys and vantage points.

Without a scenario file, a file is a vantage point, named for its file. Files of one
dumpcap ring (``NAME_00001_20261123175400.pcapng``) are one vantage point, if they do not
overlap in time; overlapping ones are kept apart, because a packet seen twice would count
twice. Logs of Zeek that lie in one folder are those of one run: one vantage point, named for the folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import PurePath

from harness.tables.captures import REORDERED_NS

_PACKED = frozenset({".gz", ".zst", ".xz", ".lz4", ".bz2"})
_RING = re.compile(r"_(\d{5})_\d{14}$")
KEY_DIGITS = 12
_RUN = "zeek"
"""Name of a run whose folder has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is known of a capture that decides where it belongs."""

    path: str
    sha256: str
    first_ns: int | None
    last_ns: int | None
    inside_sha256: str | None = None
    """Digest of the octets inside a compressed file; None for any other."""
    partial: bool = False
    """Reading was stopped: the digests are those of what was read."""
    is_log: bool = False
    """One of the logs of a run, which are about the same packets."""

    @property
    def content(self) -> str:
        """Digest of the capture itself, however it is packed."""
        return self._marked(self.inside_sha256 or self.sha256)

    @property
    def key(self) -> str:
        """Key of the capture."""
        return self._marked(self.sha256[:KEY_DIGITS])

    def _marked(self, digest: str) -> str:
        """A digest, marked where it is one of a part and no file's."""
        return f"part-{digest}" if self.partial else digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A capture's key and vantage point."""

    index: int
    """Place in the sequence given."""
    capture: str
    vantage: str


def place_captures(taken: Sequence[Taken]) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Order captures by first packet, name their vantage points, leave out repeated ones.

    Returns:
        One Placed for each capture that counts, those of a vantage point together in order
        of time, vantage points by their first packet; and notes for the reader.
    """
    order = sorted(range(len(taken)), key=lambda i: _rank(taken[i]))
    first_of: dict[str, int] = {}
    notes = []
    for i in order:
        if taken[i].content in first_of:
            other = taken[first_of[taken[i].content]].path
            notes.append(f"{taken[i].path} holds the same octets as {other} and is counted once.")
        else:
            first_of[taken[i].content] = i
    groups = _groups([i for i in order if i in first_of.values()], taken)
    overlapping = _overlapping([taken[group[0]].path for group in groups])
    if overlapping:
        notes.append(
            f"Captures of one name overlap in time and are kept apart as vantage points: {', '.join(overlapping)}."
        )
    named = _names([_shown_base(taken[group[0]]) for group in groups])
    placed = [
        Placed(index=i, capture=taken[i].key, vantage=name)
        for name, group in zip(named, groups, strict=True)
        for i in group
    ]
    return tuple(placed), tuple(notes)


def by_vantage(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Captures of each vantage point, which stand together already."""
    return [list(group) for _, group in groupby(placed, key=lambda place: place.vantage)]


def _rank(capture: Taken) -> tuple[int, str, bool, str]:
    """Order by first packet; of equal octets a ring's file comes first, so that a copy never breaks the ring."""
    start = -(2**63) if capture.first_ns is None else capture.first_ns
    return start, capture.content, _ring(capture.path) is None, capture.path


def _unpacked(path: str) -> PurePath:
    """Path without the suffix that a compressing program put behind."""
    pure = PurePath(path)
    return pure.with_suffix("") if pure.suffix in _PACKED and pure.stem else pure


def _ring(path: str) -> PurePath | None:
    """Path of a ring's file without the ring number; None for any other file."""
    pure = _unpacked(path)
    stem = _RING.sub("", pure.stem)
    return pure.with_name(stem + pure.suffix) if stem and stem != pure.stem else None


def _base(path: str) -> PurePath:
    """Path without file suffix and ring number."""
    pure = _ring(path) or _unpacked(path)
    return pure.with_name(pure.stem)


def _groups(order: Sequence[int], taken: Sequence[Taken]) -> list[list[int]]:
    """Files of one ring that follow each other; an overlap begins a new group, as does any other file."""
    groups: list[list[int]] = []
    for i in order:
        for group in groups:
            if _continues(taken[group[-1]], taken[i]):
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


def _continues(earlier: Taken, later: Taken) -> bool:
    """Whether a file is another log of the same run, or a later one of the same ring, but for a little disorder at the border."""
    if earlier.is_log and later.is_log:
        return PurePath(earlier.path).parent == PurePath(later.path).parent
    ring = _ring(earlier.path)
    if ring is None or ring != _ring(later.path):
        return False
    if earlier.first_ns is None or earlier.last_ns is None or later.first_ns is None or later.last_ns is None:
        return True
    if _number(later.path) <= _number(earlier.path):
        return False
    in_order = earlier.first_ns <= later.first_ns and earlier.last_ns <= later.last_ns
    return in_order and later.first_ns >= earlier.last_ns - REORDERED_NS


def _number(path: str) -> int:
    """Number of a ring's file; 0 for any other."""
    found = _RING.search(_unpacked(path).stem)
    return int(found.group(1)) if found else 0


def _overlapping(paths: Sequence[str]) -> list[str]:
    """Those first paths of groups whose ring has more than one group."""
    rings = [_ring(path) for path in paths]
    return [
        path for path, ring in zip(paths, rings, strict=True) if ring is not None and rings.count(ring) > 1
    ]


def _shown_base(capture: Taken) -> str:
    """Path that a vantage point is named for, by its first file."""
    if capture.is_log:
        folder = PurePath(capture.path).parent
        return str(folder) if folder.name else _RUN
    return "stdin" if capture.path == "-" else str(_base(capture.path))


def _names(bases: Sequence[str]) -> list[str]:
    """Shortest tails of the paths that differ; a number where whole paths are the same."""
    names: list[str] = []
    for base in bases:
        parts = PurePath(base).parts
        tails = [parts[-length:] for length in range(1, len(parts) + 1)]
        own = [tail for tail in tails if sum(_ends_with(other, tail) for other in bases) == 1]
        names.append(str(PurePath(*own[0])) if own else _numbered(base, bases, names))
    return names


def _numbered(base: str, bases: Sequence[str], taken: Sequence[str]) -> str:
    """The base with the first number that no other vantage point has."""
    if bases.count(base) == 1:
        return base
    return next(name for n in count(1) if (name := f"{base}#{n}") not in bases and name not in taken)


def _ends_with(path: str, tail: tuple[str, ...]) -> bool:
    return PurePath(path).parts[-len(tail) :] == tail
