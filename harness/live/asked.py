"""What whoever captures wants to know: a cell of a scenario with its claims, or countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.live.tap_reader import TapShown
from harness.model.claims import Claim
from harness.model.ruleset import Ruleset
from harness.model.scenario import Cell, Interference, Scenario
from harness.model.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question of one run."""

    rules: Ruleset
    """The catalogue, with the scenario's own rules."""
    countries: tuple[str, ...] = ()
    """Asked about by code, besides those of claims."""
    site: Site | None = None
    """Where it is captured; of a scenario, its vantage points say so."""
    scenario: Scenario | None = None
    cell: Cell | None = None
    """That is being captured; given exactly where a scenario is."""
    interference: tuple[Interference, ...] = ()
    """What the gateway changes in what the product does."""
    baseline: tuple[TapShown, ...] = ()
    """What the cell's baseline showed, each vantage point by itself; empty where there is none, or it was not captured yet."""

    def __post_init__(self) -> None:
        if (self.scenario is None) != (self.cell is None):
            raise ValueError("a scenario and the cell of it that is captured go together")

    @property
    def all_countries(self) -> tuple[str, ...]:
        """Those asked about, and those that claims are about."""
        claims: Sequence[Claim] = () if self.scenario is None else self.scenario.claims
        return tuple(
            dict.fromkeys((*self.countries, *(code for claim in claims for code in claim.countries)))
        )
