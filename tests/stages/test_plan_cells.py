"""New cells test what a claim is asserted for, all of it; none twice, none that is planned, and each with a free id."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.plans import Act
from harness.model.scenario import Cell, CellRole, Scenario
from harness.model.subject import Boundary
from harness.model.ways import Way
from harness.stages.plan_cells import MOST_CELLS, Wanted, home, new_cells, partner_cells
from harness.stages.scoping import untested
from tests.support.scenario_parts import capture_file, cell, scenario
from tests.support.scenario_people import claim, subject

REGIONS, VERSIONS = ("US", "DE", "SG"), ("1.0", "1.1")
CLAIM = claim(
    egress_regions=REGIONS, account_regions=("US",), subject_versions=VERSIONS, settings=("default",)
)
US = cell()


def of(*cells: Cell, asserted: Any = CLAIM, **given_: Any) -> tuple[Scenario, Wanted]:
    world = scenario(*cells, claims=(asserted,), **given_)
    return world, Wanted.of(asserted, world)


def added(world: Scenario, wanted: Wanted, *, both_versions: bool = False) -> list[Cell]:
    regions = [region or home(world, wanted) for region in wanted.regions(wanted.bounds)]
    return [
        one
        for region in regions
        for one in new_cells([wanted], region, world, both_versions=both_versions)[0]
    ]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Scenario, Wanted]:
    """Claims that bound some variables, and cells that cover some of what they are asserted for, run or planned."""
    scope: dict[str, Any] = {
        "egress_regions": draw(st.sampled_from([REGIONS, REGIONS[:1], REGIONS[1:]])),
        "account_regions": draw(st.sampled_from([("US",), ("US", "DE")])),
        "subject_versions": draw(st.sampled_from([VERSIONS, VERSIONS[:1]])),
        "settings": ("default",),
        "consents": draw(st.sampled_from([(), ("accepted", "declined")])),
    }
    every = list(product(REGIONS, ("US", "DE"), VERSIONS, ("accepted", "declined"), (True, False)))
    chosen = draw(st.lists(st.sampled_from(every), min_size=1, max_size=8))
    cells = [
        cell(
            id=f"c{number}", egress_region=region, account_region=account, subject_version=version, consent=consent,
            captures=(capture_file(),) if run else (),
        )
        for number, (region, account, version, consent, run) in enumerate(chosen)
    ]  # fmt: skip
    return of(*cells, asserted=claim(**scope))


@given(worlds())
def test_once_all_are_run_nothing_that_is_asserted_is_untested(drawn: tuple[Scenario, Wanted]) -> None:
    world, wanted = drawn
    new = added(world, wanted)
    run = [replace(one, captures=(capture_file(),)) for one in (*wanted.run, *wanted.planned, *new)]
    assert list(untested(wanted.claim, run, world.subject.product)) == []


@given(worlds())
def test_no_combination_is_asked_for_twice(drawn: tuple[Scenario, Wanted]) -> None:
    world, wanted = drawn
    new = [wanted.values(one) for one in added(world, wanted)]
    known = {wanted.values(one) for one in (*wanted.run, *wanted.planned)}
    assert len(new) == len(set(new))
    assert not known & set(new)


@given(worlds())
def test_ids_are_free_and_nothing_is_said_to_have_been_run(drawn: tuple[Scenario, Wanted]) -> None:
    world, wanted = drawn
    for region in wanted.regions(wanted.bounds):
        new, _ = new_cells([wanted], region or home(world, wanted), world, both_versions=False)
        ids = [one.id for one in (*world.cells, *new)]
        assert len(ids) == len(set(ids))
        assert all(not one.captures and not one.steps and not one.interference for one in new)


def test_a_region_that_lacks_one_version_gets_that_one() -> None:
    world, wanted = of(US, cell(id="us-b", subject_version="1.1"), cell(id="de", egress_region="DE"))
    (missing,) = new_cells([wanted], "DE", world, both_versions=False)[0]
    assert (missing.egress_region, missing.subject_version, missing.id) == ("DE", "1.1", "de-1")


def test_both_ip_versions_where_they_are_asked_for() -> None:
    world, wanted = of(US)
    assert {one.ip_versions for one in added(world, wanted)} == {(4,)}
    assert {one.ip_versions for one in added(world, wanted, both_versions=True)} == {(4, 6)}


def test_where_nothing_is_missing_another_session_is_asked_for() -> None:
    world, wanted = of(US, asserted=claim(egress_regions=("US",)))
    new, more = new_cells([wanted], "US", world, both_versions=True)
    assert [(one.session, one.ip_versions, one.egress_region) for one in new] == [(2, (4, 6), "US")]
    assert more == 0


def test_a_baseline_and_a_control_come_with_a_region_that_has_none() -> None:
    base = cell(id="base", role=CellRole.BASELINE)
    control = cell(id="off", role=CellRole.CONTROL)
    test = replace(US, baseline="base", control="off")
    world, wanted = of(test, base, control, subject=subject(Boundary.APP))
    here = new_cells([wanted], "US", world, both_versions=False)[0]
    assert [(one.role, one.baseline, one.control) for one in here] == [(CellRole.TEST, "base", "off")]
    there = new_cells([wanted], "DE", world, both_versions=False)[0]
    assert [one.role for one in there] == [CellRole.BASELINE, CellRole.CONTROL, CellRole.TEST, CellRole.TEST]
    assert {(one.baseline, one.control) for one in there[2:]} == {(there[0].id, there[1].id)}


def test_an_app_has_to_have_a_baseline() -> None:
    world, wanted = of(US, subject=subject(Boundary.APP))
    assert new_cells([wanted], "DE", world, both_versions=False)[0][0].role is CellRole.BASELINE


def test_more_than_can_be_listed_are_counted() -> None:
    many = tuple(f"1.{number}" for number in range(MOST_CELLS + 8))
    world, wanted = of(US, asserted=claim(egress_regions=("DE",), subject_versions=many))
    new, more = new_cells([wanted], "DE", world, both_versions=False)
    assert (len(new), more) == (MOST_CELLS, 8)


def test_two_claims_share_cells() -> None:
    other = claim(id="other", egress_regions=("DE",))
    world = scenario(US, claims=(CLAIM, other))
    wanted = [Wanted.of(one, world) for one in world.claims]
    assert new_cells(wanted, "DE", world, both_versions=False) == new_cells(
        wanted[:1], "DE", world, both_versions=False
    )


@pytest.mark.parametrize(
    ("way", "target", "role"), [(Way.BASELINE, "US wifi", "baseline"), (Way.CONTROL, "us", "control")]
)
def test_a_partner_that_is_not_there_is_planned(way: Way, target: str, role: str) -> None:
    (made,) = partner_cells(Act(way, target), scenario(US))
    assert (made.role.value, made.egress_region, made.bearer, made.captures) == (role, "US", "wifi", ())
    there = replace(US, baseline="base", control="off")
    assert partner_cells(Act(way, target), scenario(there)) == ()
