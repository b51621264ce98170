"""Layers of a body -> which octets were not read to the ground, summed by reason.

Octets that look random and belong to no stream that was unpacked are opaque: the application encrypted them, or packed them in a way
that is not known. Behind the beginning of a picture, sound or video they are media.

Blind spots: encrypted stretches of fewer than 64 octets; encryption that keeps the look of text. A key, a signature or a
random id of 64 octets or more counts as opaque although it may hold nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import numpy as np

from harness.content.inflate import Opened
from harness.content.layers import Layer, Run
from harness.content.randomness import BLOCK_OCTETS, LEAST_OCTETS, random_blocks
from harness.model.content import Undecoded, WhyUndecoded

_MEDIA: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF.{4}WEBP|....ftyp[a-z]|OggS\x00|ID3[\x02-\x04]|\x00\x00\x01[\x67\x40\x42]",
    re.DOTALL,
)
_MEDIA_WITHIN: Final = 4_096
"""Octets of a layer that are looked at: behind the head of a multipart part, or at once."""
_MEDIA_TYPES: Final = ("image/", "video/", "audio/")


class Rests:
    """What was not read, while a body is searched."""

    __slots__ = ("_octets",)

    def __init__(self) -> None:
        """Begin with nothing."""
        self._octets: dict[WhyUndecoded, int] = {}

    def add(self, reason: WhyUndecoded, octets: int) -> None:
        """Count octets."""
        if octets:
            self._octets[reason] = self._octets.get(reason, 0) + octets

    def rows(self) -> tuple[Undecoded, ...]:
        """One row for each reason, in their order."""
        return tuple(Undecoded(reason, self._octets[reason]) for reason in sorted(self._octets))

    def judge(self, layer: Layer, streams: Sequence[Opened], *, declared: str | None) -> None:
        """Count what of a layer was not read.

        Args:
            layer: Any.
            streams: What was unpacked of it, in order of place.
            declared: Media type of the body.
        """
        for stream in streams:
            if stream.problem is not None:
                self.add(stream.problem, stream.end - stream.start)
        if layer.escapes_only:
            return
        media = layer.parent is None and (declared or "").lower().startswith(_MEDIA_TYPES)
        for run in layer.runs:
            if octets := _random_octets(layer, run, streams):
                reason = WhyUndecoded.MEDIA if media or _is_media(layer, run) else WhyUndecoded.OPAQUE
                self.add(reason, octets)


def _is_media(layer: Layer, run: Run) -> bool:
    end = run.inner + min(run.octets, _MEDIA_WITHIN)
    return _MEDIA.search(layer.data, run.inner, end) is not None


def _random_octets(layer: Layer, run: Run, streams: Sequence[Opened]) -> int:
    """Octets of one run that look random, those of streams left out."""
    start, octets = run.inner, run.octets
    if octets < LEAST_OCTETS or (layer.coding[-1:] == ("base64",) and not _looks_coded(layer, run)):
        return 0
    found = random_blocks(layer.data[start : start + octets])
    lengths = np.full(len(found), BLOCK_OCTETS, dtype=np.int64)
    lengths[-1] = octets - BLOCK_OCTETS * (len(found) - 1)
    for stream in streams[max(0, bisect_right(streams, start, key=_start) - 1) :]:
        if stream.start >= start + octets:
            break
        first = max(0, (stream.start - start) // BLOCK_OCTETS)
        last = -(-(stream.end - start) // BLOCK_OCTETS)
        if last > 0:
            found[first:last] = False
    return int(lengths[found].sum())


def _start(stream: Opened) -> int:
    return stream.start


def _looks_coded(layer: Layer, run: Run) -> bool:
    """Whether a base64 run was meant as one: a long word or path of letters decodes as well."""
    if layer.parent is None:
        return True
    text = layer.parent.data[run.outer : run.outer + run.octets * 4 // 3]
    return all(re.search(kind, text) for kind in (rb"[0-9]", rb"[a-z]", rb"[A-Z]"))
