"""Verification: every table of one scenario's run, and the verdicts rolled up."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from harness.model.matched_rules import MatchedRule
from harness.model.narrowing import Narrower
from harness.model.privacy import Redaction
from harness.model.scenario import Scenario
from harness.model.sources import DataSource
from harness.model.verdicts import Judgement
from harness.tables.counterfactuals import Missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A variable that is not the same in two sets of cells."""

    variable: str
    """As in ``--only``: ``egress.region``, ``account.region``, ``subject.version`` ..."""
    here: tuple[str, ...]
    """Values in the first set, sorted."""
    there: tuple[str, ...]
    """Values in the second set, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """One claim over one choice of cells."""

    claim: str
    selection: str
    """In words: ``all cells``, ``egress.region=US`` ..."""
    cells: tuple[str, ...]
    """Test cells of the choice in the claim's scope, in order of the scenario."""
    tested: tuple[str, ...]
    """Those of them that were run."""
    as_tested: Judgement
    """Worst over the cells that were run."""
    as_asserted: Judgement
    """Over everything that the claim is asserted for."""
    sessions: int
    """Sessions that were run."""
    bound: float | None
    """95 % upper bound of the share of sessions with a witness, about 3/k, where k independent sessions show none."""
    differences: tuple[Difference, ...]
    """Against all other test cells that were run."""
    sentence: str = ""
    """What the evidence supports and no more (``harness.stages.sentences``); empty until it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """An expectation of the scenario that the run does not bear out."""

    claim: str
    text: str
    """What was expected and what was found; one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The outcome of ``harness verify`` for one scenario; each frame keeps to the table of its name."""

    scenario: Scenario
    captures: pl.DataFrame
    flows: pl.DataFrame
    names: pl.DataFrame
    endpoints: pl.DataFrame
    places: pl.DataFrame
    distances: pl.DataFrame
    classes: pl.DataFrame
    traits: pl.DataFrame
    obscured: pl.DataFrame
    attributions: pl.DataFrame
    contacts: pl.DataFrame
    leads: pl.DataFrame
    liveness: pl.DataFrame
    step_evidence: pl.DataFrame
    coverage: pl.DataFrame
    blind_spots: pl.DataFrame
    judgements: pl.DataFrame
    matrix: pl.DataFrame
    findings: pl.DataFrame
    chosen: tuple[RollUp, ...]
    """One per claim, over the cells asked for."""
    compared: tuple[RollUp, ...]
    """One per claim over the cells whose egress region is US, where there are others; else empty."""
    unmet: tuple[Unmet, ...]
    errors: tuple[str, ...]
    """What broke: captures missing, altered or unreadable; every verdict of their cells is ERROR."""
    notes: tuple[str, ...]
    data_sources: tuple[DataSource, ...]
    catalogue_sha256: str
    made_by: tuple[str, ...]
    """Makers that captures name as having made them up; empty: none says so."""
    matched_rules: tuple[MatchedRule, ...] = ()
    """The rules that classes name, by id; empty where none matched, or a document of an earlier version did not hold them."""
    content: pl.DataFrame | None = None
    """CONTENT; None where nothing was planted."""
    undecoded: pl.DataFrame | None = None
    """UNDECODED, likewise."""
    contrasts: pl.DataFrame | None = None
    """CONTRASTS; None where no cell has interference, or a document of an earlier version did not hold it."""
    contrast_endpoints: pl.DataFrame | None = None
    """CONTRAST_ENDPOINTS, likewise."""
    beside: Counterfactual | None = None
    """What stands beside it where it is that of a narrower test; None where it is that of the full one."""
    redacted: Redaction | None = None
    """How private data were replaced (``harness.stages.redaction``); None: they were not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """The full test beside a narrower one, and what the narrower one missed of it."""

    test: Narrower
    """What the narrower test has."""
    full: Verification
    """Over all cells, with all vantage points and locators; numbers of its rows are its own."""
    missed: Missed
    endpoints: pl.DataFrame
    """COMPARED_ENDPOINTS."""
    places: pl.DataFrame
    """CHANGED_PLACES."""
    leads: pl.DataFrame
    """CHANGED_LEADS."""
