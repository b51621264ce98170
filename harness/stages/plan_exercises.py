"""scenario -> what each claim is asserted for and what was tested of it, variable by variable, steps too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from harness.model.claims import Claim
from harness.model.plans import Exercise
from harness.model.scenario import Cell, Scenario
from harness.model.selection import VARIABLES
from harness.stages.scoping import bounds, in_scope

STEPS: Final = "steps"
_VARIABLES: Final = ("egress.region", "account.region", "subject.version", "settings", "consent")


def exercises(scenario: Scenario) -> Iterator[Exercise]:
    """One for each claim and variable, in the order of the scenario."""
    for claim in scenario.claims:
        run = [cell for cell in scenario.cells if in_scope(claim, cell) and cell.captures]
        yield from _variables(claim, run)
        yield _steps(claim, run)


def _variables(claim: Claim, run: Sequence[Cell]) -> Iterator[Exercise]:
    asserted = bounds(claim)
    for variable in _VARIABLES:
        yield Exercise(
            claim=claim.id,
            variable=variable,
            asserted=asserted.get(variable.replace(".", "_")),
            tested=tuple(sorted({VARIABLES[variable](cell) for cell in run})),
        )


def _steps(claim: Claim, run: Sequence[Cell]) -> Exercise:
    """Steps of every cell, and of some."""
    done = [{step.kind for step in cell.steps} for cell in run]
    always = set.intersection(*done) if done else set()
    return Exercise(
        claim=claim.id,
        variable=STEPS,
        asserted=claim.scope.steps or None,
        tested=tuple(sorted(always)),
        partly=tuple(sorted(set().union(*done) - always)),
    )
