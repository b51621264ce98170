"""Laws of the matrix of assurances, on made-up tests and sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.assurance_matrix import Extent, Matrix, Row
from harness.model.assurances import Assurance, Basis, Certificate, Fact, PublishedTest
from harness.stages.assurances import matrix_of, narrowed, published_cells
from tests.support.assurance_files import assurances
from tests.support.assurance_rows import (
    NAMES,
    REGIONS,
    a_test,
    drawn_tests,
    sentence,
    sentences,
    stated,
)


def places(matrix: Matrix) -> set[tuple[object, ...]]:
    """Cells that have a test."""
    return {(row.name, row.region, row.version, row.setting) for row in matrix.rows if row.tests}


def many(found: Iterable[Assurance]) -> list[Assurance]:
    """With ids of their own."""
    return [replace(one, id=f"{one.id}-{number}") for number, one in enumerate(found)]


@given(st.lists(drawn_tests(), min_size=1, max_size=4), drawn_tests(), st.lists(sentences(), max_size=3))
def test_a_further_test_never_takes_coverage_away(
    known: list[PublishedTest], further: PublishedTest, said: list[Assurance]
) -> None:
    few = many([*known, *said])
    before, after = matrix_of(few), matrix_of([*few, replace(further, id="z")])
    assert places(before) <= places(after)
    order = (Extent.NONE, Extent.PART, Extent.WHOLE)
    for old, new in zip(before.sentences, after.sentences, strict=True):
        assert order.index(old.extent) <= order.index(new.extent)
        for was, now in zip(old.parts, new.parts, strict=True):
            assert set(was.tests) <= set(now.tests)
            assert set(was.regions) <= set(now.regions)


@given(
    st.lists(st.one_of(drawn_tests(), sentences()), min_size=1, max_size=5), st.randoms(use_true_random=False)
)
def test_the_order_of_files_never_matters(known: list[Assurance], shuffle: object) -> None:
    few = many(known)
    other = list(few)
    shuffle.shuffle(other)  # type: ignore[attr-defined]
    assert matrix_of(few) == matrix_of(other)


@given(st.lists(st.one_of(drawn_tests(), sentences()), min_size=1, max_size=5))
def test_every_row_has_a_test_or_the_day_on_which_none_was_found(known: list[Assurance]) -> None:
    few = many(known)
    matrix = matrix_of(few)
    days = {one.as_of for one in few}
    assert matrix.as_of == min(days)
    assert all(bool(row.tests) != (row.as_of in days) for row in matrix.rows)
    keys = [(row.name, row.region, row.version, row.setting, row.other) for row in matrix.rows]
    assert len(keys) == len(set(keys))


def test_a_row_without_either_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="the day on which none was found"):
        Row(name="x", product_class=None, region="US", version=None, setting=None)


@given(drawn_tests())
def test_a_test_covers_every_combination_once(test: PublishedTest) -> None:
    cells = list(published_cells(test))
    sizes = [max(1, len(fact.values)) for fact in (test.regions, test.settings)]
    versions = sum(max(1, len(one.versions.values)) for one in test.products)
    assert len(cells) == versions * sizes[0] * sizes[1]
    assert len({cell.place for cell in cells}) == len(cells)


def test_several_of_two_kinds_are_not_known_to_have_been_tested_together() -> None:
    """Two apps in two regions: which app in which region, no source says."""
    one = a_test(["app one"], ["US", "DE"])
    two = a_test(["app one", "app two"], ["US", "DE"])
    assert {cell.together for cell in published_cells(one)} == {True}
    assert {cell.together for cell in published_cells(two)} == {False}
    told = replace(two, combinations=stated("every"))
    assert {cell.together for cell in published_cells(told)} == {True}


def test_a_rig_of_one_product_of_each_class_is_one_rig() -> None:
    lab = assurances()[0]
    assert isinstance(lab, PublishedTest)
    settings = replace(lab, settings=stated("default", "quiet"))
    assert {cell.together for cell in published_cells(settings)} == {True}


def test_what_is_asserted_and_not_tested_is_a_row_of_its_own() -> None:
    matrix = matrix_of(assurances())
    told = {(row.name, row.region, row.version, row.setting): row for row in matrix.rows}
    tested = told["Example Aero Skylark app", "US", "1.0", "default"]
    assert ([cell.test for cell in tested.tests], tested.asserted_by) == (
        ["example-lab-2026"],
        ("no-data-abroad",),
    )
    missing = told["Example Aero Skylark app", "DE", "1.0", "default"]
    assert (missing.tests, missing.as_of, missing.other) == ((), "2026-11-22", ())
    assert tested.tests[0].bases == (Basis.PRIMARY, Basis.PRIMARY, Basis.PRIMARY, Basis.SECONDARY)


def test_what_is_not_bounded_is_every_other_one() -> None:
    matrix = matrix_of([a_test(["app one"], ["US"]), sentence([], [])])
    assert matrix.rows[-1].name is None
    assert matrix.rows[-1].other == ("region", "version", "setting")


@pytest.mark.parametrize("regions", [["DE"], []], ids=["bounded", "not bounded"])
def test_of_several_days_the_earliest_counts(regions: list[str]) -> None:
    """What is known of a cell is as old as the oldest look at it; looks at other cells make it no older."""
    said = [
        sentence(["app one"], regions, ["1.0"], ["default"], as_of=day)
        for day in ("2026-11-22", "2026-11-21")
    ]
    matrix = matrix_of(many([a_test(["app two"], ["US"], as_of="2026-11-20"), *said]))
    assert [row.as_of for row in matrix.rows if row.asserted_by] == ["2026-11-21"]
    assert matrix.as_of == "2026-11-20"


@given(
    st.lists(st.one_of(drawn_tests(), sentences()), min_size=1, max_size=5),
    st.lists(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from(REGIONS), max_size=2),
)
def test_a_choice_shows_less_and_changes_nothing_of_it(
    known: list[Assurance], products: list[str], regions: list[str]
) -> None:
    whole = matrix_of(many(known))
    less = narrowed(whole, products, regions)
    assert set(less.rows) <= set(whole.rows)
    assert all(cover in whole.sentences for cover in less.sentences)
    assert all(row.region in (None, *regions) for row in less.rows if regions)
    assert narrowed(whole, [], []) == whole


def test_certificates_are_chosen_by_product() -> None:
    whole = matrix_of(assurances())
    assert [one.id for one in narrowed(whole, ["HUB"], []).certificates] == ["iso-cloud"]
    assert narrowed(whole, ["app"], []).certificates == ()
    assert all(isinstance(one, Certificate) for one in whole.certificates)


def test_a_fact_is_stated_or_not() -> None:
    for wrong in (
        {"values": ("a",)},
        {"basis": Basis.PRIMARY, "values": ("a",)},
        {"basis": Basis.PRIMARY, "sources": ("s",)},
    ):
        with pytest.raises(ValueError, match="exactly where it is stated"):
            Fact(**wrong)
