"""Every kind of blind spot has its entry: a new kind fails here until it is said what mends it."""

from __future__ import annotations

import pytest

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.mendings import MENDINGS
from harness.model.ways import COSTS, LimitKind, Way


def test_every_kind_has_its_entry_and_no_other() -> None:
    assert set(MENDINGS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_mended_or_says_why_not(kind: Kind) -> None:
    mending = MENDINGS[kind]
    assert mending.ways or mending.limits
    assert mending.how
    assert list(mending.ways) == sorted(mending.ways, key=lambda way: COSTS[way])


def test_every_way_and_every_limit_is_of_some_kind() -> None:
    assert {way for mending in MENDINGS.values() for way in mending.ways} == set(Way)
    assert {limit for mending in MENDINGS.values() for limit in mending.limits} == set(LimitKind)


@pytest.mark.parametrize("kind", [Kind.INTERFERENCE, Kind.PACKET_LOSS, Kind.LATE_START, Kind.CAPTURE_FILTER])
def test_no_word_mends_what_was_not_seen(kind: Kind) -> None:
    assert MENDINGS[kind].ways == (Way.RECAPTURE,)
