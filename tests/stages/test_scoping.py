"""Which cells a claim is about, and what it asserts beyond them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario import CellRole
from harness.stages.scoping import Gap, combinations, gaps, in_scope, untested
from tests.support.scenario_parts import cell
from tests.support.scenario_people import claim

PRODUCT = "Skylark"
FIELDS = {
    "egress_regions": "egress_region",
    "account_regions": "account_region",
    "subject_versions": "subject_version",
    "settings": "settings",
}


def texts(*arguments: Any) -> list[str]:
    return [one.text for one in untested(*arguments)]


@pytest.mark.parametrize(("scope", "field"), FIELDS.items())
def test_a_cell_outside_one_dimension_is_outside(scope: str, field: str) -> None:
    asserted: dict[str, Any] = {scope: ("X", "Y")}
    within: dict[str, Any] = {field: "Y"}
    outside: dict[str, Any] = {field: "Z"}
    assert in_scope(claim(**asserted), cell(**within))
    assert not in_scope(claim(**asserted), cell(**outside))
    assert in_scope(claim(), cell(**outside))


@pytest.mark.parametrize("role", [CellRole.BASELINE, CellRole.CONTROL])
def test_baselines_and_controls_are_never_judged(role: CellRole) -> None:
    assert not in_scope(claim(), cell(role=role))


def test_any_value_is_covered_by_no_list_of_cells() -> None:
    told = texts(claim(egress_regions=("US",), settings=("default",)), [cell()], PRODUCT)
    assert told == [
        "account.region: asserted for any value, tested for US.",
        "subject.version: asserted for any value, tested for 1.0.",
    ]


def test_a_listed_value_that_no_cell_tested_is_named() -> None:
    asserted = claim(
        egress_regions=("DE", "US"), account_regions=("US",), subject_versions=("1.0",), settings=("default",)
    )
    assert texts(asserted, [cell()], PRODUCT) == ["egress.region: asserted for DE too, which no cell tested."]
    assert texts(asserted, [cell(), cell(id="de", egress_region="DE")], PRODUCT) == []


def test_without_any_cell_nothing_is_covered() -> None:
    told = texts(claim(egress_regions=("US",)), [], PRODUCT)
    assert len(told) == 4
    assert told[0] == "egress.region: asserted for US too, which no cell tested."
    assert told[1].endswith("tested for none.")


def test_values_that_were_tested_only_apart_are_not_covered_together() -> None:
    asserted = claim(
        egress_regions=("DE", "US"),
        account_regions=("US",),
        subject_versions=("1.0", "1.1"),
        settings=("default",),
    )
    apart = [cell(), cell(egress_region="DE", subject_version="1.1")]
    assert len(texts(asserted, apart, PRODUCT)) == 1
    together = [
        cell(egress_region=where, subject_version=v) for where in ("DE", "US") for v in ("1.0", "1.1")
    ]
    assert texts(asserted, together, PRODUCT) == []


def test_products_and_consents_bound_only_where_they_are_written() -> None:
    bounds: dict[str, Any] = {
        "egress_regions": ("US",),
        "account_regions": ("US",),
        "subject_versions": ("1.0",),
        "settings": ("default",),
    }
    assert texts(claim(**bounds), [cell()], PRODUCT) == []
    wider = claim(**bounds, products=(PRODUCT, "Heron"), consents=("accepted", "declined"))
    assert not in_scope(wider, cell(consent="not_asked"))
    assert texts(wider, [cell()], PRODUCT) == [
        "product: asserted for Heron too, which no cell tested.",
        "consent: asserted for declined too, which no cell tested.",
    ]


VALUES = st.lists(st.sampled_from(["DE", "US", "SG"]), unique=True, max_size=3).map(tuple)


@given(VALUES, VALUES, st.sampled_from(["DE", "US", "SG"]), st.sampled_from(["DE", "US", "SG"]))
def test_a_wider_claim_is_about_every_cell_that_a_narrower_one_is_about(
    wanted: tuple[str, ...], more: tuple[str, ...], egress: str, account: str
) -> None:
    one = cell(egress_region=egress, account_region=account)
    wide = tuple(dict.fromkeys((*wanted, *more))) if wanted else ()
    if in_scope(claim(egress_regions=wanted, account_regions=wanted), one):
        assert in_scope(claim(egress_regions=wide, account_regions=wide), one)


def test_gaps_tell_what_is_missing_and_what_was_tested() -> None:
    asserted = claim(egress_regions=("DE", "US"), subject_versions=("1.0",), settings=("default",))
    assert list(gaps(asserted, [cell()], PRODUCT)) == [
        Gap("egress.region", ("DE",), ("US",)),
        Gap("account.region", (), ("US",)),
    ]
    assert next(gaps(claim(), [], PRODUCT)) == Gap("egress.region", (), ())


def test_combinations_are_counted_and_a_few_are_named() -> None:
    asserted = claim(egress_regions=("DE", "US"), settings=("default", "local"))
    cells = [cell(), cell(id="de", egress_region="DE", settings="local")]
    found = combinations(asserted, cells)
    assert found is not None
    assert (found.variables, found.missing) == (("egress.region", "settings"), 2)
    assert found.examples == (("DE", "default"), ("US", "local"))
    assert combinations(asserted, cells[:1]) is None
