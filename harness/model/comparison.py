"""Comparison: several results of one scenario beside each other, in order of the time that they were captured in.

Nothing is deleted by a later result: what it does not show is "not seen", which is not "gone".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of a finding or endpoint from the earlier results to the last one."""

    NEW = "new"
    """Only the last result shows it."""
    STILL = "still seen"
    """The last result shows it, and an earlier one does."""
    NOT_SEEN = "not seen"
    """An earlier result shows it and the last does not; why is not known."""
    FIXED = "fixed"
    """A finding that the last result that lists it calls fixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTold:
    """One of the results that are compared."""

    label: str
    """Document it was read from, as given."""
    first_ns: int | None
    """First packet of its captures; None: none has a time."""
    last_ns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim in every result."""

    claim: str
    as_tested: tuple[str | None, ...]
    """Verdict in each result by name; None: the result does not judge it."""
    as_asserted: tuple[str | None, ...]

    @property
    def changed(self) -> bool:
        """Whether any verdict differs."""
        return len(set(self.as_tested)) > 1 or len(set(self.as_asserted)) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding in every result."""

    claim: str
    finding: str
    status: tuple[str | None, ...]
    """As in FINDINGS; None: not listed, so not seen."""
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow:
    """One endpoint beyond the local network that is not in every result."""

    endpoint: str
    """Host name, else address; port and transport."""
    seen: tuple[bool, ...]
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableRow:
    """Something that is not the same in all results: it may be why they differ."""

    variable: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two or more results of one scenario."""

    scenario: str
    results: tuple[ResultTold, ...]
    """By first packet, those without one first; else as given."""
    claims: tuple[ClaimRow, ...]
    findings: tuple[FindingRow, ...]
    """New ones first, then those still seen, not seen, fixed."""
    endpoints: tuple[EndpointRow, ...]
    """Likewise."""
    endpoints_in_all: int
    differences: tuple[VariableRow, ...]
