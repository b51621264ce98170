"""Spot: one blind spot before it becomes a row of BLIND_SPOTS."""

from __future__ import annotations

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
