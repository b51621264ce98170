"""Plan: what to do next so that verdicts of a scenario can move, and what no capture can move.

A blind spot has one or more *gaps*: things that must each be mended (of "asserted for DE, SG too" one for each region). Each gap is
assigned to one action, the cheapest that mends it in its own situation; a wider action may mend it besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from harness.model.scenario import Cell
from harness.model.verdicts import Verdict
from harness.model.ways import COSTS, COVERS, Cost, LimitKind, Way


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """An action by what it is and what it is done to; by these it is known from every other."""

    way: Way
    target: str
    """Cell, vantage point, region, address, senders or way out, after the way."""

    def covers(self, other: Act) -> bool:
        """Whether doing this does the other too.

        >>> Act(Way.RECAPTURE, "us").covers(Act(Way.STATE_CAPTURE, "us"))
        True
        """
        return self.target == other.target and other.way in COVERS[self.way]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a blind spot leaves open."""

    spot: int
    """``blind_spot_id``."""
    act: Act | None
    """What mends it; None: nothing that can be planned."""
    how: str
    """What the action has to see to for it; a phrase."""
    limit: LimitKind | None = None
    """What no capture can do about it."""
    about: str = ""
    """What the limit is about; one sentence, or empty."""


class Rolled(StrEnum):
    """Which of the two verdicts of a claim."""

    AS_TESTED = "as tested"
    AS_ASSERTED = "as asserted"


class Outlook(StrEnum):
    """What can become of a verdict."""

    PASSED = "passed"
    """Nothing is left to do."""
    OPEN = "open"
    """Everything that blocks it can be mended."""
    HELD = "held"
    """Something that blocks it no action of the plan mends."""
    REFUTED = "refuted"
    """FAIL: no capture turns a witness into a pass."""
    BROKEN = "broken"
    """ERROR: captures are to be put back first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One verdict of one claim, and what blocks it."""

    claim: str
    rolled: Rolled
    verdict: Verdict
    outlook: Outlook
    spots: tuple[int, ...] = ()
    """Blind spots that block it, sorted; of NONE those of cells that were not run."""
    any_of: bool = False
    """NONE: one of them mended is enough to have a verdict, whichever it is."""
    under_interference: bool = False
    """FAIL: seen only while the rig changed what the product does."""


@dataclass(frozen=True, slots=True)
class Moves:
    """A verdict that an action helps to move."""

    claim: str
    rolled: Rolled
    with_actions: tuple[int, ...]
    """Numbers of the other actions that it takes; empty: this one alone."""
    from_none: bool
    """It gets a verdict at all, instead of becoming able to be PASS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do."""

    number: int
    """From 1, by rank."""
    act: Act
    hows: tuple[str, ...]
    """What it has to see to, by kind of blind spot."""
    gaps: tuple[Gap, ...]
    """All that it mends, by blind spot; those of a narrower action too."""
    clears: tuple[int, ...]
    """Blind spots of which nothing is left open once it is done; sorted."""
    helps: tuple[int, ...]
    """Blind spots of which it mends a part; sorted."""
    claims: tuple[str, ...]
    """Claims that these block."""
    octets: int
    """Payload that they lie in, at least."""
    moves: tuple[Moves, ...]
    """Verdicts that it is needed for, or moves alone."""
    besides: tuple[int, ...]
    """Numbers of actions that make this one needless once they are done."""
    cells: tuple[Cell, ...] = ()
    """Planned cells that are to be added to the scenario: without captures and steps."""
    more_cells: int = 0
    """As many again, which are not listed."""

    @property
    def cost(self) -> Cost:
        """Class of effort."""
        return COSTS[self.act.way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What no capture can move."""

    kind: LimitKind
    about: tuple[str, ...]
    """What it concerns; one sentence each."""
    spots: tuple[int, ...]
    claims: tuple[str, ...]
    """Claims that they block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """What a claim is asserted for of one variable, and what was tested of it."""

    claim: str
    variable: str
    """As in ``--only``, or ``steps``."""
    asserted: tuple[str, ...] | None
    """None: any value."""
    tested: tuple[str, ...]
    """In every cell that was run; of steps those done in all of them."""
    partly: tuple[str, ...] = ()
    """Steps done in some of the cells only."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Asserted by name and tested nowhere."""
        return tuple(one for one in self.asserted or () if one not in (*self.tested, *self.partly))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuting:
    """A finding that refutes a claim."""

    claim: str
    finding: str
    status: str
    """``open``, ``not_seen_since`` or ``fixed``."""
    cells: tuple[str, ...]
    """That show it, in the order of the scenario."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do next for one scenario."""

    scenario: str
    path: str
    goals: tuple[Goal, ...]
    """Two for each claim, in the order of the scenario."""
    kinds: tuple[tuple[int, str], ...]
    """Kind of each blind spot that blocks, by its number."""
    actions: tuple[Action, ...]
    """By rank."""
    limits: tuple[Limit, ...]
    exercises: tuple[Exercise, ...]
    findings: tuple[Refuting, ...] = ()
    """Of claims that are FAIL."""
    made_by: tuple[str, ...] = ()
    """Makers that captures name as having made them up; empty: none says so."""
    errors: tuple[str, ...] = ()
    """What broke; verdicts of these cells cannot be planned."""
    left_out: int = 0
    """Blind spots that block only what is FAIL or ERROR."""
    gaps: tuple[Gap, ...] = field(default=(), repr=False)
    """Of every blind spot that blocks what can move."""

    def cleared(self, first: int) -> frozenset[int]:
        """Blind spots of which nothing is left open once the first so many actions are done."""
        done = {gap for action in self.actions[:first] for gap in action.gaps}
        open_ = {gap.spot for gap in self.gaps if gap not in done}
        return frozenset(gap.spot for gap in self.gaps) - open_
