"""A claim + the cells of its scenario -> which cells would test what it is asserted for and was not tested.

A claim that lists values is asserted for every combination of them (decision 0079), so that many cells it takes. A planned cell is
one of them already; the others are told by region, because a region is where one has to go. What a claim is asserted for with "any value" no
list of cells covers.

Blind spots: combinations beyond ``MOST_CELLS`` of a region are counted and not listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, Final

from harness.model.claims import Claim
from harness.model.plans import Act
from harness.model.scenario import Cell, CellRole, Scenario
from harness.model.subject import Boundary
from harness.stages.scoping import Untested, bounds, in_scope

MOST_CELLS: Final = 50
"""New cells of one region that are listed."""
REGION: Final = "egress_region"
Values = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """The combinations that a claim is asserted for, by the fields of a cell that it bounds."""

    claim: Claim
    bounds: Mapping[str, Values]
    """Field of a cell to the values asserted."""
    run: tuple[Cell, ...]
    """Test cells in its scope that were run."""
    planned: tuple[Cell, ...]
    """Those that were not."""

    @classmethod
    def of(cls, claim: Claim, scenario: Scenario) -> Wanted:
        """What a claim of a scenario is asserted for."""
        cells = [cell for cell in scenario.cells if in_scope(claim, cell)]
        return cls(
            claim,
            bounds(claim),
            tuple(cell for cell in cells if cell.captures),
            tuple(cell for cell in cells if not cell.captures),
        )

    def values(self, cell: Cell) -> Values:
        """A cell's values of the fields that are bounded."""
        return tuple(str(getattr(cell, field)) for field in self.bounds)

    def tested(self) -> set[Values]:
        """Combinations that were run."""
        return {self.values(cell) for cell in self.run}

    def narrowed(self, lack: Untested) -> Mapping[str, Values]:
        """The combinations that one lack is about: those with a missing value, or those of values that were each tested."""
        if lack.variable is not None:
            field = lack.variable.replace(".", "_")
            return {**self.bounds, field: lack.missing}
        return {
            field: tuple(value for value in values if value in {getattr(cell, field) for cell in self.run})
            for field, values in self.bounds.items()
        }

    def planned_within(self, within: Mapping[str, Values]) -> Iterator[Cell]:
        """Planned cells of some combinations that were not run, the first of each."""
        seen = self.tested()
        for cell in self.planned:
            values = self.values(cell)
            if values not in seen and _holds(within, cell):
                seen.add(values)
                yield cell

    def regions(self, within: Mapping[str, Values]) -> Iterator[str | None]:
        """Regions in which combinations are neither run nor planned; None where the claim bounds no region."""
        tested, planned = self.tested(), {self.values(cell) for cell in self.planned_within(within)}
        for region in within.get(REGION, (None,)):
            here = within if region is None else {**within, REGION: (region,)}
            sets = [set(values) for values in here.values()]
            done = sum(
                all(value in wanted for value, wanted in zip(values, sets, strict=True))
                for values in tested | planned
            )
            if prod(map(len, sets)) > done:
                yield region

    def missing(self, region: str | None) -> Iterator[Values]:
        """Combinations of a region that are neither run nor planned."""
        there = self.tested() | {self.values(cell) for cell in self.planned}
        here = self.bounds if region is None else {**self.bounds, REGION: (region,)}
        return (values for values in product(*here.values()) if values not in there)

    def count_missing(self, region: str | None) -> int:
        """How many they are, without listing them."""
        here = self.bounds if region is None else {**self.bounds, REGION: (region,)}
        there = self.tested() | {self.values(cell) for cell in self.planned}
        fields = list(self.bounds)
        inside = [one for one in there if region is None or one[fields.index(REGION)] == region]
        return prod(len(values) for values in here.values()) - len(inside)


def _holds(within: Mapping[str, Values], cell: Cell) -> bool:
    return all(getattr(cell, field) in values for field, values in within.items())


def home(scenario: Scenario, wanted: Wanted) -> str:
    """Region of cells that a claim does not ask a region of: that of the first cell in its scope, else of the scenario."""
    return next(iter((*wanted.run, *wanted.planned, *scenario.cells))).egress_region


def new_cells(
    wanted: Sequence[Wanted], region: str, scenario: Scenario, *, both_versions: bool
) -> tuple[tuple[Cell, ...], int]:
    """Planned cells of a region that together test what some claims lack there.

    Args:
        wanted: Of the claims.
        region: Where traffic is to leave.
        scenario: Whose cells are taken as models, and whose ids are taken.
        both_versions: Whether the access network has to offer IPv4 and IPv6.

    Returns:
        The cells, a baseline and a control in front where the region has none and they are needed; and how many more are missing.
    """
    found: list[Cell] = []
    left = 0
    for one in wanted:
        asked = region if REGION in one.bounds else None
        many = one.count_missing(asked)
        for values in one.missing(asked) if many <= MOST_CELLS else _first(one.missing(asked), MOST_CELLS):
            given = dict(zip(one.bounds, values, strict=True))
            if not any(all(getattr(cell, key) == value for key, value in given.items()) for cell in found):
                found.append(_planned(_model(one, region, scenario), {REGION: region} | given))
        left += max(0, many - MOST_CELLS)
    if not found:
        first = _model(wanted[0], region, scenario)
        taken = [cell.session for cell in scenario.cells if cell.egress_region == region]
        found = [replace(_planned(first, {REGION: region}), session=max(taken, default=0) + 1)]
    if both_versions:
        found = [replace(cell, ip_versions=(4, 6)) for cell in found]
    return _named(found, region, scenario), left


def partner_cells(act: Act, scenario: Scenario) -> tuple[Cell, ...]:
    """The baseline or control that an action needs and the scenario does not hold; empty where it is to be run again.

    Args:
        act: Its target is the cell to run again; or region and bearer of the baseline, or the cell that a control is for.
        scenario: Whose cells are taken as models.
    """
    role = CellRole(act.way.value)
    tests = [cell for cell in scenario.cells if cell.role is CellRole.TEST and cell.captures]
    for test in tests:
        if (
            act.target in (test.id, f"{test.egress_region} {test.bearer}")
            and getattr(test, role.value) is None
        ):
            stem = f"{test.egress_region.lower()}-{role.value}"
            name = _free(stem, {cell.id for cell in scenario.cells})
            return (replace(_planned(test, {}), id=name, role=role, **_as_partner(role)),)
    return ()


def _first(values: Iterator[Values], most: int) -> Iterator[Values]:
    return (one for _, one in zip(range(most), values, strict=False))


def _model(wanted: Wanted, region: str, scenario: Scenario) -> Cell:
    """A cell to take after: of the claim, in the region where there is one, and one that was run."""
    tests = [cell for cell in scenario.cells if cell.role is CellRole.TEST]
    own = (*wanted.run, *wanted.planned) or tests or scenario.cells
    return min(own, key=lambda cell: (cell.egress_region != region, not cell.captures))


def _planned(model: Cell, given: Mapping[str, Any]) -> Cell:
    """A cell like another, not run, and with nothing that only its run could tell."""
    return replace(model, role=CellRole.TEST, captures=(), steps=(), interference=(), ca_store=None, **given)


def _named(tests: Sequence[Cell], region: str, scenario: Scenario) -> tuple[Cell, ...]:
    """Ids that are free, and partners in the same region."""
    taken = {cell.id for cell in scenario.cells}
    partners: dict[tuple[CellRole, str], Cell] = {}
    named: list[Cell] = []
    for test in tests:
        links: dict[str, Any] = {"baseline": None, "control": None}
        for key, role in (("baseline", CellRole.BASELINE), ("control", CellRole.CONTROL)):
            if not _needs(test, key, scenario):
                continue
            there = [cell for cell in (*scenario.cells, *partners.values()) if _serves(cell, test, role)]
            if not there:
                made = replace(
                    test, id=_free(f"{region.lower()}-{key}", taken), role=role, **_as_partner(role)
                )
                partners[role, made.id] = made
                there = [made]
            links[key] = there[0].id
        named.append(replace(test, id=_free(region.lower(), taken), **links))
    return (*partners.values(), *named)


def _needs(test: Cell, key: str, scenario: Scenario) -> bool:
    """Whether cells like it have such a partner, or must have one."""
    return getattr(test, key) is not None or (key == "baseline" and scenario.subject.boundary is Boundary.APP)


def _serves(cell: Cell, test: Cell, role: CellRole) -> bool:
    """Whether a baseline or control was run as it must be for a test cell."""
    return (
        cell.role is role
        and (cell.egress_region, cell.bearer) == (test.egress_region, test.bearer)
        and set(test.ip_versions) <= set(cell.ip_versions)
    )


def _as_partner(role: CellRole) -> dict[str, Any]:
    """What is not as in the test: in a baseline there is no app, in a control the mode is off."""
    if role is CellRole.BASELINE:
        return {"subject_version": "none", "account_region": "none", "consent": "not_asked", "settings": "no-app", "session": 1, "baseline": None, "control": None}  # fmt: skip
    return {"settings": "mode-off", "session": 1, "baseline": None, "control": None}


def _free(stem: str, taken: set[str]) -> str:
    """An id that no cell has; it is taken from then on."""
    number = next(n for n in range(1, len(taken) + 2) if f"{stem}-{n}" not in taken)
    taken.add(f"{stem}-{number}")
    return f"{stem}-{number}"
