"""Narrower: a test that had less than the one that was made, and the scenario as it would have been."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.model.subject import Egress, EgressState

NO_DATABASE = "none"
"""In place of ids: no locator is heard, so that round trips alone say where an address can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """What a narrower test would have had; as it stands without anything given, all that there is."""

    only: Selection = field(default_factory=Selection)
    """Cells that it would have run."""
    without: tuple[str, ...] = ()
    """Vantage points that it would not have tapped, each once."""
    databases: tuple[str, ...] | None = None
    """Ids or lineages of the locators that it would have heard, each once; empty: none of them. None: all that there are."""

    @property
    def is_whole(self) -> bool:
        """Whether it is no narrower than the test that was made."""
        return self == Narrower()

    @property
    def judges_anew(self) -> bool:
        """Whether verdicts of single cells can differ; a choice of cells alone leaves each as it is."""
        return bool(self.without) or self.databases is not None

    @property
    def told(self) -> str:
        """What it judged anew without, as a sentence; empty where a choice of cells is all.

        >>> Narrower(without=("dock",), databases=("db-ip",)).told
        'Judged as if dock had not been tapped, and by no locator but db-ip.'
        """
        parts = []
        if self.without:
            parts.append(f"as if {', '.join(self.without)} had not been tapped")
        if self.databases is not None:
            but = f" but {', '.join(self.databases)}" if self.databases else ""
            parts.append(f"by no locator{but}")
        return f"Judged {', and '.join(parts)}." if parts else ""

    def __str__(self) -> str:
        """As the command line has it.

        >>> str(Narrower(without=("dock",), databases=()))
        '--without vantage=dock --databases none'
        """
        words = [f"--only {variable}={','.join(values)}" for variable, values in self.only.wanted]
        if self.without:
            words.append(f"--without vantage={','.join(self.without)}")
        if self.databases is not None:
            words.append(f"--databases {','.join(self.databases) or NO_DATABASE}")
        return " ".join(words) or "everything"


def without_points(scenario: Scenario, points: Collection[str]) -> Scenario:
    """The scenario as if vantage points had not been tapped.

    Their captures are gone from every cell, baselines and controls among them, so a cell may be left as one that was
    not run; a way out that only they tapped is unobserved. What is known of a cell by other means stays: its steps, and what the
    rig changed in what the product does.

    Args:
        scenario: As it was made.
        points: Ids; those that it does not have change nothing.
    """
    if not points:
        return scenario
    return replace(
        scenario,
        vantage_points=tuple(point for point in scenario.vantage_points if point.id not in points),
        subject=replace(
            scenario.subject,
            egresses=tuple(_untapped(egress, points) for egress in scenario.subject.egresses),
        ),
        cells=tuple(
            replace(cell, captures=tuple(file for file in cell.captures if file.vantage_point not in points))
            for cell in scenario.cells
        ),
    )


def _untapped(egress: Egress, points: Collection[str]) -> Egress:
    if egress.state is not EgressState.TAPPED:
        return egress
    left = tuple(point for point in egress.vantage_points if point not in points)
    return replace(egress, vantage_points=left, state=egress.state if left else EgressState.UNOBSERVED)
