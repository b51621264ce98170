"""Spot: one blind spot before it becomes a row of BLIND_SPOTS."""

from __future__ import annotations

import math
from dataclasses import dataclass

from harness.model.blind_spots import BlindSpotKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One thing that could hide a witness."""

    cell: str | None
    """None: of a claim's scope."""
    kind: BlindSpotKind
    detail: str
    """One sentence."""
    selection: str | None = None
    """Without a cell: the choice of cells that does not cover it, in words."""
    claim: str | None = None
    """The only claim that it blocks; None: every claim of the kinds that it blinds."""
    blocks: bool = True
    """False: listed only."""
    capture: str | None = None
    packet: int | None = None
    lead_id: int | None = None
    flows: int | None = None
    """Flows that it lies in, their payload, and its share of all; None: it does not lie in flows."""
    payload_octets: int | None = None
    octets_ratio: float | None = None


def percent(ratio: float) -> str:
    """A share in percent, rounded down: what is less than all never reads as all.

    >>> percent(0.999_999_999_9), percent(0.99), percent(1.0)
    ('99.999999%', '99%', '100%')
    """
    # 6 decimals tell one packet of 100 million; rounding to 12 first takes off what binary fractions add.
    return f"{math.floor(round(ratio * 1e8, 4)) / 1e6:.6f}".rstrip("0").rstrip(".") + "%"
