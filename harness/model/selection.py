"""Selection: a choice of cells by their variables, as ``--only egress.region=US`` asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from harness.model.scenario import Cell

VARIABLES: Mapping[str, Callable[[Cell], str]] = MappingProxyType(
    {
        "subject.version": lambda cell: cell.subject_version,
        "settings": lambda cell: cell.settings,
        "egress.region": lambda cell: cell.egress_region,
        "account.region": lambda cell: cell.account_region,
        "bearer": lambda cell: cell.bearer,
        "consent": lambda cell: cell.consent,
        "session": lambda cell: str(cell.session),
    }
)
"""What cells are told apart by, in the order of reports; each gives a cell's value as text."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Cells that have one of the values of every variable named; without any, all cells."""

    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Variable and values; a cell needs one of the values, and this for each variable."""

    def holds(self, cell: Cell) -> bool:
        """Whether a cell is chosen."""
        return all(VARIABLES[variable](cell) in values for variable, values in self.wanted)

    def __str__(self) -> str:
        """In words, as the command line has it."""
        if not self.wanted:
            return "all cells"
        return " ".join(f"{variable}={','.join(values)}" for variable, values in self.wanted)
