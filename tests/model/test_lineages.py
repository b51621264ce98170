"""Which votes count as separate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.lineages import PUBLISHED_LIST, REGISTRY_AND_GEOFEED, independent

LINEAGES = st.sampled_from([PUBLISHED_LIST, REGISTRY_AND_GEOFEED, "db-ip", "other"])


def test_holder_speaking_twice_is_one_vote() -> None:
    assert independent([PUBLISHED_LIST, REGISTRY_AND_GEOFEED]) == {PUBLISHED_LIST}


def test_vendor_and_registry_are_two() -> None:
    assert len(independent(["db-ip", REGISTRY_AND_GEOFEED])) == 2


@given(st.lists(LINEAGES))
def test_never_more_votes_than_lineages_and_none_only_for_none(lineages: list[str]) -> None:
    counted = independent(lineages)
    assert counted <= set(lineages)
    assert bool(counted) == bool(lineages)


@given(st.lists(LINEAGES), LINEAGES)
def test_another_source_never_lowers_the_count(lineages: list[str], more: str) -> None:
    assert len(independent([*lineages, more])) >= len(independent(lineages))
