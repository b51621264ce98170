"""What of a sentence has a published test behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.assurance_matrix import Extent, SentenceCover
from harness.model.assurances import ANY, NO_EGRESS, PublishedTest, Sentence
from harness.stages.assurance_sentences import asserted_cells, sentence_cover
from harness.stages.assurances import published_cells
from tests.support.assurance_rows import (
    NAMES,
    REGIONS,
    SETTINGS,
    VERSIONS,
    a_test,
    drawn_tests,
    sentence,
    sentences,
    stated,
)


def cover(said: Sentence, *tests: PublishedTest) -> SentenceCover:
    known = {f"t{number}": replace(test, id=f"t{number}") for number, test in enumerate(tests)}
    cells = [cell for test in known.values() for cell in published_cells(test)]
    return sentence_cover(said, cells, known)


BOUNDED = sentence(["app one"], ["US"], ["1.0"], ["default"], ["flight"])
EXACT = a_test(["app one"], ["US"], ["1.0"], ["default"])
EVERYTHING = replace(
    a_test(NAMES, REGIONS, VERSIONS, SETTINGS), combinations=stated("every"), phases=stated("login", "flight")
)


def test_a_test_of_just_that_covers_it_whole() -> None:
    found = cover(BOUNDED, EXACT)
    assert (found.extent, found.parts[0].tests) == (Extent.WHOLE, ("t0",))


@pytest.mark.parametrize(
    "other",
    [
        a_test(["app two"], ["US"], ["1.0"], ["default"]),
        a_test(["app one"], ["DE"], ["1.0"], ["default"]),
        a_test(["app one"], ["US"], ["1.1"], ["default"]),
        a_test(["app one"], ["US"], ["1.0"], ["quiet"]),
        a_test(["app one"], [], ["1.0"], ["default"]),
        a_test(["app one"], ["US"], [], ["default"]),
        a_test(["app one"], ["US"], ["1.0"], []),
        replace(EXACT, phases=stated("login")),
        replace(EXACT, phases=stated()),
        replace(EXACT, regions=stated(NO_EGRESS)),
    ],
    ids=["product", "region", "version", "setting", "no region", "no version", "no setting", "step", "no step", "no egress"],
)  # fmt: skip
def test_a_test_of_another_or_of_nobody_knows_what_covers_nothing(other: PublishedTest) -> None:
    assert cover(BOUNDED, other).extent is Extent.NONE


def test_combinations_that_no_source_states_cover_only_part() -> None:
    several = a_test(["app one", "app two"], ["US"], ["1.0"], ["default", "quiet"])
    found = cover(BOUNDED, several)
    assert (found.extent, found.parts[0].tests, found.parts[0].unsure) == (Extent.PART, (), ("t0",))
    assert cover(BOUNDED, replace(several, combinations=stated("every"))).extent is Extent.WHOLE


@given(st.lists(drawn_tests(), max_size=4), sentences(), st.sampled_from(["stated", "not stated"]))
def test_no_list_of_tests_covers_worldwide(tests: list[PublishedTest], said: Sentence, how: str) -> None:
    everywhere = replace(said.scope, regions=stated(ANY) if how == "stated" else stated())
    found = cover(replace(said, scope=everywhere), *tests, EVERYTHING)
    assert found.extent is Extent.PART
    assert all(part.extent is not Extent.WHOLE for part in found.parts)


@given(sentences())
def test_without_tests_nothing_is_covered(said: Sentence) -> None:
    assert cover(said).extent is Extent.NONE


@given(sentences())
def test_every_combination_is_asserted_once(said: Sentence) -> None:
    scope = said.scope
    count = max(1, len(scope.products))
    for fact in (scope.regions, scope.versions, scope.settings, scope.phases):
        count *= max(1, len(fact.bounds))
    cells = list(asserted_cells(said))
    assert len(cells) == len(set(cells)) == count


@given(sentences())
def test_a_test_of_everything_covers_whatever_is_bounded(said: Sentence) -> None:
    found = cover(said, EVERYTHING)
    assert {part.extent is Extent.WHOLE for part in found.parts} == {
        part.asserted.bounded for part in found.parts
    }


def test_regions_that_were_looked_at_are_told_with_those_not_stated_last() -> None:
    found = cover(sentence(["app one"], []), a_test(["app one"], []), a_test(["app one"], ["US", "DE"]))
    assert found.parts[0].regions == ("DE", "US", None)


def test_a_test_that_saw_nothing_on_its_way_to_the_internet_stands_behind_no_sentence() -> None:
    radio = a_test(["app one"], [NO_EGRESS])
    assert cover(sentence(["app one"], []), radio).extent is Extent.NONE
    assert cover(sentence(["app one"], []), a_test(["app one"], [])).extent is Extent.PART
