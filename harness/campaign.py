"""A scenario and its captures in, its judged claims out.

    scenario -> captures of its cells -> facts -> endpoints, places, classes -> judgements

Apart from ``harness.pipeline``, because judging is not needed where captures are only looked at.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from harness.cell_facts import CellFacts, read_cells
from harness.inference import Inferred, infer
from harness.judging import Observed, judge_campaign
from harness.model.ruleset import Ruleset
from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.reading import IDLE_TIMEOUT_S
from harness.rules.catalogue import load_catalogue
from harness.rules.own_rules import with_own_rules
from harness.sources.side_by_side import Progress
from harness.sources.stopping import Stop
from harness.stages.interference import with_interference
from harness.stages.proxied import own_names
from harness.stages.rigs import rigs_of_scenario
from harness.tables.captures import made_by
from harness.tables.parts import collect
from harness.tables.verification import Verification

_ALL_CELLS = Selection()


def verify(
    scenario: Scenario,
    *,
    today: date,
    only: Selection = _ALL_CELLS,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Verification:
    """Judge the claims of a scenario on its captures.

    A capture that is missing, unreadable or not the one stated makes its cell ERROR; the others are judged.

    Args:
        scenario: What was done, captured and claimed.
        today: To tell accepted limits that have expired.
        only: Cells that the roll-up is wanted for; every cell is judged all the same.
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
    inferred = infer(cells.facts, rigs_of_scenario(cells.captures, cells.facts.protocols, scenario), rules)
    seen = _observed(cells, inferred, rules)
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
        catalogue_sha256=inferred.catalogue.sha256,
        made_by=made_by(cells.captures),
    )


def _observed(cells: CellFacts, inferred: Inferred, rules: Ruleset) -> Observed:
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
        hellos=pl.concat(cells.facts.hellos.frames(["flow_id", "ech"])),
        content=cells.searched.content,
        rules=rules,
        signs=inferred.signs,
        offsets=cells.offsets,
        broken=frozenset(cells.broken),
        data_sources=inferred.data_sources,
        idle_timeout_s=IDLE_TIMEOUT_S,
    )
