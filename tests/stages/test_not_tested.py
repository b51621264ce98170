"""What a claim is asserted for beyond the cells that were run, in short phrases."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import Scope
from harness.model.scenario import Cell
from harness.stages.not_tested import missing_steps, not_tested
from tests.support.judging_rows import claim
from tests.support.scenario_parts import cell

WHOLE: dict[str, tuple[str, ...]] = {
    "egress_regions": ("US",),
    "account_regions": ("US",),
    "subject_versions": ("1.0",),
    "settings": ("default",),
}
"""A scope that one cell covers."""
US = cell(ip_versions=(4, 6))


def phrases(*cells: Cell, exercised: tuple[str, ...] = ("login",), **scope: Any) -> list[str]:
    run = [one for one in cells if one.captures]
    return list(not_tested(claim(scope=Scope(**(WHOLE | scope))), cells, run, exercised, "Skylark"))


def test_what_was_tested_whole_leaves_nothing() -> None:
    assert phrases(US) == []


@pytest.mark.parametrize(
    ("scope", "phrase"),
    [
        ({"egress_regions": ("US", "DE")}, "egress region DE"),
        ({"egress_regions": ("US", "JP", "DE")}, "egress regions DE, JP"),
        ({"account_regions": ("US", "none")}, "account region none"),
        ({"subject_versions": ("1.0", "1.1")}, "version 1.1"),
        ({"settings": ("default", "local")}, "settings local"),
        ({"consents": ("accepted", "declined")}, "consent declined"),
        ({"products": ("Skylark", "Finch")}, "product Finch"),
        ({"steps": ("login", "flight")}, "step flight"),
        ({"steps": ("sync", "flight")}, "steps flight, sync"),
        ({"egress_regions": ()}, "any other egress region"),
        ({"settings": ()}, "any other settings"),
    ],
)
def test_each_variable_has_its_phrase(scope: dict[str, Any], phrase: str) -> None:
    assert phrases(US, **scope) == [phrase]


def test_an_ip_version_that_nobody_offered_is_told() -> None:
    assert phrases(cell(ip_versions=(6,))) == ["IPv4"]
    assert phrases(cell(ip_versions=(6,)), US) == []


def test_cells_that_were_not_run_and_combinations_are_told() -> None:
    planned = cell(id="jp", captures=())
    assert phrases(US, planned) == ["planned and not run: jp"]
    cells = US, cell(id="de", egress_region="DE", settings="local", ip_versions=(4, 6))
    scope = {"egress_regions": ("US", "DE"), "settings": ("default", "local")}
    assert phrases(*cells, **scope) == ["2 combinations of these values"]


def test_without_any_cell_all_of_it_is_told_and_no_other_of_it() -> None:
    assert phrases(egress_regions=()) == [
        "any egress region",
        "account region US",
        "version 1.0",
        "settings default",
    ]


def test_long_lists_are_cut_and_counted() -> None:
    regions = tuple(f"R{number:02}" for number in range(20))
    assert phrases(US, egress_regions=("US", *regions))[0].endswith("R11 and 8 more")


def test_a_claim_about_every_step_misses_none() -> None:
    assert missing_steps(claim(), ()) == ()
