"""A scenario and its captures in, its judged claims out.

    scenario -> captures of its cells -> facts -> endpoints, places, classes -> judgements

A narrower test is judged anew, from the facts that it would have had, and set beside the full one (decision 0161).

Apart from ``harness.pipeline``, because judging is not needed where captures are only looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from harness.cell_facts import CellFacts, read_cells
from harness.inference import Inferred, infer
from harness.judging import Observed, judge_campaign
from harness.model.narrowing import Narrower, without_points
from harness.model.ruleset import Ruleset
from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.model.sources import is_heard
from harness.reading import IDLE_TIMEOUT_S
from harness.rules.catalogue import load_catalogue
from harness.rules.own_rules import with_own_rules
from harness.sources.side_by_side import Progress
from harness.sources.stopping import Stop
from harness.stages.changed import changed_leads, changed_places
from harness.stages.interference import with_interference
from harness.stages.missed import compare_endpoints, kept, sum_up, witnesses_of
from harness.stages.proxied import own_names
from harness.stages.rigs import rigs_of_scenario
from harness.tables.captures import made_by
from harness.tables.parts import collect
from harness.tables.verification import Counterfactual, RollUp, Verification

_THE_FULL_TEST = Narrower()


def verify(
    scenario: Scenario,
    *,
    today: date,
    narrower: Narrower = _THE_FULL_TEST,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Verification:
    """Judge the claims of a scenario on its captures.

    A capture that is missing, unreadable or not the one stated makes its cell ERROR; the others are judged.

    Args:
        scenario: What was done, captured and claimed.
        today: To tell accepted limits that have expired.
        narrower: What a test would have had that is asked about; the full one stands beside it.
        progress: Called with octets read so far and in total.
        stop: Ends reading early when asked to; cells whose captures were not read whole are ERROR.

    Raises:
        ReferenceDataError: Embedded data are missing or altered.
        RuleError: The catalogue has faults.
        ScenarioError: The scenario's own endpoint rules have.
    """
    # Before captures are read: mistakes in rules are told at once.
    folder = Path(scenario.folder)
    rules = with_own_rules(load_catalogue(), [folder / path for path in scenario.endpoint_rules])
    cells = read_cells(scenario, IDLE_TIMEOUT_S, progress, stop)
    scenario = with_interference(scenario, cells.captures)
    basis = _basis(scenario, cells, rules)
    full = _judge(basis, Selection(), today)
    if narrower.is_whole:
        return full
    if narrower.without:
        # Read anew: what captures tell together (names, followed connections, keys) is then that of the ones left.
        scenario = without_points(scenario, narrower.without)
        cells = read_cells(scenario, IDLE_TIMEOUT_S, progress, stop)
    if narrower.judges_anew:
        basis = _basis(scenario, cells, rules, narrower.databases)
    return set_beside(_judge(basis, narrower.only, today), full, narrower)


def set_beside(found: Verification, full: Verification, narrower: Narrower) -> Verification:
    """A narrower test with the full one beside it, and what it missed of that.

    Args:
        found: What the narrower test comes to.
        full: What the full test comes to.
        narrower: What the narrower test has.
    """
    has = kept(full.scenario, narrower)
    witnesses = witnesses_of(found.contacts, found.leads, has)
    endpoints = compare_endpoints(full.contacts, full.leads, full.places, has, witnesses, full.scenario)
    beside = Counterfactual(
        test=narrower,
        full=full,
        missed=sum_up(endpoints),
        endpoints=endpoints,
        places=changed_places(full.places, found.places, full.contacts, has),
        leads=changed_leads((full.contacts, full.leads), (found.contacts, found.leads), has),
    )
    # Expectations are of the full test.
    return replace(
        found,
        chosen=_told(found.chosen, narrower),
        compared=_told(found.compared, narrower),
        unmet=full.unmet,
        beside=beside,
    )


def _told(rolled: Sequence[RollUp], narrower: Narrower) -> tuple[RollUp, ...]:
    """Each sentence ends with what it was judged without: alone it would claim what the full test need not bear out."""
    return tuple(
        replace(one, sentence=" ".join(filter(None, (one.sentence, narrower.told)))) for one in rolled
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """What one test is judged on."""

    scenario: Scenario
    cells: CellFacts
    rules: Ruleset
    databases: Collection[str] | None
    """Locators that are heard; None: all of them."""
    inferred: Inferred


def _basis(
    scenario: Scenario, cells: CellFacts, rules: Ruleset, databases: Collection[str] | None = None
) -> _Basis:
    """Facts, and what follows from them by the locators that are heard."""
    rigs = rigs_of_scenario(cells.captures, cells.facts.protocols, scenario)
    inferred = infer(cells.facts, rigs, rules, databases=databases)
    return _Basis(scenario=scenario, cells=cells, rules=rules, databases=databases, inferred=inferred)


def _judge(basis: _Basis, only: Selection, today: date) -> Verification:
    """Everything that is judged, and what it rests on."""
    scenario, cells, inferred = basis.scenario, basis.cells, basis.inferred
    seen = _observed(basis)
    return Verification(
        scenario=scenario,
        captures=seen.captures,
        flows=seen.flows,
        names=collect(cells.facts.names),
        **inferred.tables,
        **judge_campaign(scenario, seen, only=only, today=today),
        errors=tuple(text for texts in cells.broken.values() for text in texts),
        **cells.searched.tables,
        notes=cells.notes,
        **inferred.sources,
        made_by=made_by(cells.captures),
    )


def _observed(basis: _Basis) -> Observed:
    """What judging needs, together."""
    cells, inferred = basis.cells, basis.inferred
    return Observed(
        captures=cells.captures,
        flows=collect(cells.facts.flows),
        names=own_names(collect(cells.facts.names), inferred.proxied),
        sightings=cells.sightings,
        endpoints=inferred.tables["endpoints"],
        places=inferred.tables["places"],
        classes=inferred.tables["classes"],
        traits=inferred.tables["traits"],
        obscured=inferred.tables["obscured"],
        hellos=pl.concat(cells.facts.hellos.frames(["flow_id", "ech"])),
        proxy_failures=collect(cells.facts.proxy_failures),
        content=cells.searched.content,
        rules=basis.rules,
        signs=inferred.signs,
        offsets=cells.offsets,
        broken=frozenset(cells.broken),
        data_sources=tuple(one for one in inferred.data_sources if is_heard(one, basis.databases)),
        idle_timeout_s=IDLE_TIMEOUT_S,
    )
