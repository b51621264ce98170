"""A scenario and its captures in, its judged claims out.

    scenario -> captures of its cells -> facts -> endpoints, places, classes -> judgements

A narrower test is judged anew, from the facts that it would have had, and set beside the full one (decision 0161).

Apart from ``harness.pipeline``, because judging is not needed where captures are only looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from harness.cell_facts import CellFacts, read_cells
from harness.inference import Inferred, infer
from harness.judging import Observed, judge_campaign
from harness.model.narrowing import Narrower, without_points
from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.model.sources import is_heard
from harness.reading import IDLE_TIMEOUT_S
from harness.sources.side_by_side import Progress
from harness.sources.stopping import Stop
from harness.stages.changed import changed_leads, changed_places
from harness.stages.interference import with_interference
from harness.stages.missed import compare_endpoints, kept, sum_up, witnesses_of
from harness.stages.proxied import own_names
from harness.stages.rigs import rigs_of_scenario
from harness.tables.captures import made_by
from harness.tables.parts import collect
from harness.tables.verification import Counterfactual, Verification

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
    """
    cells = read_cells(scenario, IDLE_TIMEOUT_S, progress, stop)
    scenario = with_interference(scenario, cells.captures)
    inferred = _infer(scenario, cells, None)
    full = _judge(scenario, cells, inferred, Selection(), today)
    if narrower.is_whole:
        return full
    if narrower.without:
        # Read anew: what captures tell together (names, followed connections, keys) is then that of the ones left.
        scenario = without_points(scenario, narrower.without)
        cells = read_cells(scenario, IDLE_TIMEOUT_S, progress, stop)
    if narrower.judges_anew:
        inferred = _infer(scenario, cells, narrower.databases)
    return set_beside(
        _judge(scenario, cells, inferred, narrower.only, today, narrower.databases), full, narrower
    )


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
    return replace(found, unmet=full.unmet, beside=beside)


def _infer(scenario: Scenario, cells: CellFacts, databases: Collection[str] | None) -> Inferred:
    """What follows from the facts, by the locators that are heard."""
    rigs = rigs_of_scenario(cells.captures, cells.facts.protocols, scenario)
    return infer(cells.facts, rigs, databases=databases)


def _judge(
    scenario: Scenario,
    cells: CellFacts,
    inferred: Inferred,
    only: Selection,
    today: date,
    databases: Collection[str] | None = None,
) -> Verification:
    """Everything that is judged, and what it rests on."""
    seen = _observed(cells, inferred, databases)
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
        data_sources=inferred.data_sources,
        catalogue_sha256=inferred.catalogue_sha256,
        made_by=made_by(cells.captures),
    )


def _observed(cells: CellFacts, inferred: Inferred, databases: Collection[str] | None) -> Observed:
    """What judging needs, together."""
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
        offsets=cells.offsets,
        broken=frozenset(cells.broken),
        data_sources=tuple(one for one in inferred.data_sources if is_heard(one, databases)),
        idle_timeout_s=IDLE_TIMEOUT_S,
    )
