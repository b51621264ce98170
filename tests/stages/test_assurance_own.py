"""A scenario of one's own beside published tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.scenario import Scenario
from harness.stages.assurance_own import beside, own_cells
from harness.stages.assurances import matrix_of, narrowed, published_cells
from tests.support.assurance_files import assurances
from tests.support.assurance_rows import a_test
from tests.support.scenario_files import scenario_of


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scenario_of()


PUBLISHED = list(published_cells(a_test(["app one"], ["US"], ["1.0"], ["default"])))  # fmt: skip


def published(scenario: Scenario, regions: list[str], versions: list[str], settings: list[str]) -> list:
    """Cells of a published test of the scenario's own product."""
    subject = scenario.subject
    return [
        replace(cell, product=replace(cell.product, vendor=subject.vendor.upper(), model=subject.product))
        for cell in published_cells(a_test(["app one"], regions, versions, settings))
    ]


def test_test_cells_only_run_or_planned(scenario: Scenario) -> None:
    assert [(one.cell, one.run, one.region, one.account_region, one.phases) for one in own_cells(scenario)] == [
        ("us-v1", True, "US", "US", ("login", "idle")),
        ("de-v1", False, "DE", "DE", ()),
    ]  # fmt: skip


def test_cells_that_somebody_published_and_cells_that_nobody_did(scenario: Scenario) -> None:
    found = beside(scenario, published(scenario, ["US", "SG"], ["1.0"], ["default"]))
    assert found.named
    assert [(own.cell, len(same)) for own, same in found.cells] == [("us-v1", 1), ("de-v1", 0)]
    assert [cell.region for cell in found.published_only] == ["SG"]


def test_what_a_published_test_does_not_state_is_not_ours(scenario: Scenario) -> None:
    for cells in (
        published(scenario, ["US"], [], ["default"]),
        published(scenario, [], ["1.0"], ["default"]),
        published(scenario, ["US"], ["1.0"], []),
    ):
        found = beside(scenario, cells)
        assert all(same == () for _, same in found.cells)
        assert len(found.published_only) == 1


def test_a_product_that_nobody_published_of_and_one_written_alike(scenario: Scenario) -> None:
    other = beside(scenario, PUBLISHED)
    assert (other.named, other.published_only) == (False, ())
    near = [replace(cell, product=replace(cell.product, model="Skylark ap")) for cell in PUBLISHED]
    assert beside(scenario, near).near == ("Example Aero Skylark ap",)


def test_own_cells_lie_on_the_matrix(scenario: Scenario) -> None:
    matrix = matrix_of(assurances(), [scenario])
    rows = {(row.region, row.version): row for row in matrix.rows if row.own}
    both = rows["US", "1.0"]
    assert ([cell.test for cell in both.tests], [own.cell for own in both.own], both.as_of) == (
        ["example-lab-2026"],
        ["us-v1"],
        None,
    )
    alone = rows["DE", "1.0"]
    assert (alone.tests, alone.asserted_by, alone.as_of) == ((), ("no-data-abroad",), "2026-11-22")
    assert alone.product_class is not None, "the product is one that files name"


def test_a_planned_cell_of_ones_own_covers_nothing_published(scenario: Scenario) -> None:
    without = [row for row in matrix_of(assurances()).rows if row.tests]
    matrix = matrix_of(assurances(), [scenario])
    assert [replace(row, own=()) for row in matrix.rows if row.tests] == without
    assert [cover.extent for cover in matrix.sentences] == [
        cover.extent for cover in matrix_of(assurances()).sentences
    ]


def test_a_region_narrows_it_too(scenario: Scenario) -> None:
    matrix = narrowed(matrix_of(assurances(), [scenario]), [], ["DE"])
    assert [own.cell for one in matrix.own for own, _ in one.cells] == ["de-v1"]
