"""A blind spot before it is a row: it blocks unless it says otherwise, and said twice it is one."""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.stages.spots import Spot


def spot(**given: object) -> Spot:
    return Spot(cell="us", kind=BlindSpotKind.TUNNEL, detail="A tunnel.", **given)  # type: ignore[arg-type]


def test_a_spot_blocks_every_claim_of_its_kinds_unless_it_says_otherwise() -> None:
    assert (spot().blocks, spot().claim) == (True, None)


def test_the_same_spot_said_twice_is_one_and_another_capture_or_claim_makes_another() -> None:
    told = [spot(), spot(), spot(capture="c1"), spot(claim="silent"), spot(blocks=False)]
    assert len(set(told)) == 4
