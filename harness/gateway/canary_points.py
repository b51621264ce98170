"""Canaries that were sent, and captures that have them, in; a point for each out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.gateway.canary import SentCanary
from harness.gateway.points import Holds, Point


def canary_points(sent: Sequence[SentCanary], found: Mapping[str, Path | None] | None) -> list[Point]:
    """One point for each.

    Args:
        sent: In order.
        found: Token -> the capture that has it, None where none has; None: no capture was looked at.
    """
    return [_point(one, found) for one in sent]


def _point(sent: SentCanary, found: Mapping[str, Path | None] | None) -> Point:
    canary = sent.canary
    version = 6 if ":" in canary.source else 4
    id_ = f"canary_{canary.side}_{canary.protocol}{version}"
    what = f"from {canary.source} to {canary.destination} by {canary.interface}"
    if sent.fault is not None:
        return Point(id=id_, holds=Holds.NO, text=f"{what}: could not be sent: {sent.fault}")
    if found is None:
        return Point(id=id_, holds=Holds.OPEN, text=f"{what}: sent, and looked for in no capture")
    if (path := found.get(sent.token)) is None:
        return Point(
            id=id_,
            holds=Holds.NO,
            text=f"{what}: in no capture; is {canary.interface} captured on, without a filter, and uncompressed?",
        )
    return Point(id=id_, holds=Holds.YES, text=f"{what}: seen in {path}")
