"""Parts that borders show with a whole."""

from __future__ import annotations

from iso3166 import countries_by_alpha2

from harness.model.territories import PART_OF, told_apart, whole_of


def test_a_part_is_told_as_its_whole() -> None:
    assert told_apart(["GF", "RE", "FR"]) == {"FR"}
    assert told_apart(["GF", "BR"]) == {"FR", "BR"}
    assert told_apart([]) == frozenset()


def test_territories_with_borders_of_their_own_are_told_apart() -> None:
    apart = ["CN", "HK", "MO", "TW", "GL", "DK", "PF", "FR", "PR", "US"]
    assert told_apart(apart) == set(apart)
    assert [whole_of(code) for code in apart] == apart


def test_parts_and_wholes_are_codes_and_no_whole_is_a_part() -> None:
    assert set(PART_OF) | set(PART_OF.values()) <= set(countries_by_alpha2)
    assert not set(PART_OF) & set(PART_OF.values())
