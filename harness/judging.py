"""The chain of judgement, from facts and places to verdicts; pure, and read top to bottom.

    flows, endpoints -> attributions -> contacts -> leads -> blind spots -> judgements -> findings, roll-ups

Each step is a stage of its own (``harness.stages``); DESIGN section 5 is what they keep to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import polars as pl

from harness.model.ruleset import Ruleset
from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.model.sources import DataSource
from harness.model.verdicts import Judgement
from harness.stages.attributions import attribute
from harness.stages.baselines import absent_devices
from harness.stages.blind_spots import (
    coverage_spots,
    gather_blind_spots,
    lead_spots,
    scope_spots,
    stale_spots,
)
from harness.stages.campaign_spots import campaign_spots
from harness.stages.capture_spots import capture_spots, flawed_cells
from harness.stages.contact_content import content_of_contacts, stray_content
from harness.stages.contacts import Contacts, gather_contacts
from harness.stages.contrasted_contacts import Shown
from harness.stages.coverage import measure_coverage
from harness.stages.data_age import stale_cells
from harness.stages.device_flows import gather_device_flows
from harness.stages.distance_spots import distance_spots, remote_places
from harness.stages.expectations import unmet_expectations
from harness.stages.findings import gather_findings
from harness.stages.interference_contrast import Contrast, contrast_interference
from harness.stages.interference_twins import find_twins
from harness.stages.judgements import judge, judgement_table
from harness.stages.known_contacts import doubted_hellos, known_contacts
from harness.stages.leads import FarSides, gather_leads
from harness.stages.liveness import gather_liveness
from harness.stages.matrix import gather_matrix
from harness.stages.obscured_spots import obscured_spots
from harness.stages.quiet_taps import deaf_cells, quiet_taps
from harness.stages.rollups import roll_up
from harness.stages.sentences import with_sentences
from harness.stages.spots import Spot
from harness.stages.step_evidence import gather_step_evidence
from harness.tables.verification import RollUp, Unmet

US_ONLY = Selection((("egress.region", ("US",)),))
"""What the published tests chose; its verdict stands beside every other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the captures of a scenario show and what follows from it; ``vantage`` is ``cell/vantage_point``."""

    captures: pl.DataFrame
    flows: pl.DataFrame
    names: pl.DataFrame
    """Those of the servers themselves: without what lies behind proxies."""
    sightings: pl.DataFrame
    endpoints: pl.DataFrame
    places: pl.DataFrame
    classes: pl.DataFrame
    traits: pl.DataFrame
    obscured: pl.DataFrame
    hellos: pl.DataFrame
    """``flow_id`` and ``ech`` of HELLOS rows."""
    proxy_failures: pl.DataFrame
    content: pl.DataFrame | None
    """CONTENT rows; None where nothing was planted."""
    rules: Ruleset
    """The catalogue, with the scenario's own rules."""
    signs: pl.DataFrame
    """SIGNS: what flows told that these rules ask for."""
    offsets: Mapping[str, int]
    """Capture key to what is added to its times, ns."""
    broken: frozenset[str]
    """Cells whose captures are missing, altered or unreadable."""
    data_sources: tuple[DataSource, ...]
    idle_timeout_s: int


class Judged(TypedDict):
    """Tables and verdicts of ``Verification`` that judging makes."""

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
    contrasts: pl.DataFrame | None
    contrast_endpoints: pl.DataFrame | None
    chosen: tuple[RollUp, ...]
    compared: tuple[RollUp, ...]
    unmet: tuple[Unmet, ...]


def judge_campaign(scenario: Scenario, seen: Observed, *, only: Selection, today: date) -> Judged:
    """Judge every claim in every cell, and roll the verdicts up.

    Args:
        scenario: Claims, cells, devices and what is known of them.
        seen: Tables in any order of rows.
        only: Cells that ``chosen`` is rolled up over.
        today: To tell accepted limits that have expired.
    """
    of_captures = capture_spots(seen.captures, scenario, seen.offsets)
    found = _covered(scenario, seen, flawed_cells(of_captures))
    contacts = found.gathered.table
    leads = gather_leads(contacts, seen.places, scenario, found.stale, found.far)
    selections = _selections(scenario, only)
    blind_spots = _blind_spots(scenario, seen, found, of_captures, leads, selections)
    judgements = judge(leads, blind_spots, found.coverage, scenario, seen.broken)
    findings = gather_findings(leads, contacts, judgement_table(judgements), scenario)
    rolled = [one for of in selections for one in roll_up(judgements, blind_spots, scenario, of)]
    matrix = _matrix(scenario, seen, found, judgements, rolled)
    contrast = _contrast(scenario, seen, found.gathered, flawed_cells(of_captures))
    told = with_sentences(rolled, matrix, leads, contacts, blind_spots, seen.captures, scenario)
    return Judged(
        attributions=found.attributions,
        contacts=contacts,
        leads=leads,
        liveness=found.liveness,
        step_evidence=found.step_evidence,
        coverage=found.coverage,
        blind_spots=blind_spots,
        judgements=judgement_table(judgements),
        matrix=matrix,
        findings=findings,
        contrasts=None if contrast is None else contrast.cells,
        contrast_endpoints=None if contrast is None else contrast.endpoints,
        chosen=_of(told, only),
        compared=_of(told, US_ONLY),
        unmet=unmet_expectations(_of(told, Selection()), findings, scenario, today),
    )


def _of(rolled: Sequence[RollUp], selection: Selection) -> tuple[RollUp, ...]:
    """Roll-ups of one choice of cells."""
    return tuple(one for one in rolled if one.selection == str(selection))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covered:
    """Who sent what to whom, in which steps, how much of it was seen, and what it can be judged by."""

    attributions: pl.DataFrame
    liveness: pl.DataFrame
    gathered: Contacts
    step_evidence: pl.DataFrame
    remote: pl.DataFrame
    """From ``remote_places``."""
    coverage: pl.DataFrame
    stale: frozenset[str]
    """Cells that the place data are too far from in time."""
    far: FarSides


def _covered(scenario: Scenario, seen: Observed, flawed: Mapping[str, str]) -> _Covered:
    """Follow what was seen up to the coverage of each cell."""
    offsets = seen.offsets
    attributions, liveness, sent = _whose(scenario, seen, flawed)
    gathered = gather_contacts(
        seen.flows, attributions, seen.endpoints, seen.traits, seen.names, scenario, offsets
    )
    evidence = gather_step_evidence(sent, seen.flows, seen.names, scenario, offsets)
    remote = remote_places(gathered.table, seen.places)
    coverage = measure_coverage(
        seen.captures, liveness, evidence, gathered.table, seen.places, seen.traits, remote, scenario, offsets
    )
    return _Covered(
        attributions=attributions,
        liveness=liveness,
        gathered=gathered,
        step_evidence=evidence,
        remote=remote,
        coverage=coverage,
        stale=stale_cells(seen.captures, seen.data_sources, scenario.max_data_age_days, offsets),
        far=_far_sides(scenario, seen, gathered),
    )


def _blind_spots(
    scenario: Scenario,
    seen: Observed,
    found: _Covered,
    of_captures: Sequence[Spot],
    leads: pl.DataFrame,
    selections: Sequence[Selection],
) -> pl.DataFrame:
    """BLIND_SPOTS: everything that could hide a witness."""
    contacts = found.gathered.table
    return gather_blind_spots(
        (
            *of_captures,
            *campaign_spots(found.liveness, found.step_evidence, contacts, scenario),
            *quiet_taps(seen.flows, found.attributions, contacts, scenario),
            *coverage_spots(found.coverage, scenario),
            *stale_spots(found.stale, scenario.max_data_age_days),
            *distance_spots(found.remote),
            *lead_spots(leads, contacts),
            *obscured_spots(seen.obscured, seen.traits, contacts),
            *stray_content(seen.content, scenario),
            *(spot for one in selections for spot in scope_spots(scenario, one)),
        ),
        scenario,
    )


def _matrix(
    scenario: Scenario,
    seen: Observed,
    found: _Covered,
    judgements: Sequence[Judgement],
    rolled: Sequence[RollUp],
) -> pl.DataFrame:
    """MATRIX of what was judged."""
    return gather_matrix(
        seen.captures,
        found.coverage,
        found.liveness,
        found.step_evidence,
        judgements,
        rolled,
        scenario,
        seen.offsets,
    )


def _contrast(
    scenario: Scenario, seen: Observed, contacts: Contacts, flawed: Mapping[str, str]
) -> Contrast | None:
    """What stands beside cells with interference; None where there are none."""
    if not any(cell.interference for cell in scenario.cells):
        return None
    twins = find_twins(scenario, seen.captures, seen.broken, flawed)
    shown = Shown(contacts, seen.flows, seen.traits, seen.captures)
    return contrast_interference(twins, shown, seen.proxy_failures, scenario)


def _far_sides(scenario: Scenario, seen: Observed, contacts: Contacts) -> FarSides:
    """Who the far sides are, and what of the planted values they were sent."""
    doubted = doubted_hellos(seen.hellos, contacts, seen.obscured)
    return FarSides(
        known=known_contacts(contacts, seen.places, seen.rules, seen.signs, doubted),
        content=content_of_contacts(seen.content, contacts.flows, scenario, seen.offsets),
    )


def _whose(
    scenario: Scenario, seen: Observed, flawed: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """ATTRIBUTIONS, LIVENESS and DEVICE_FLOWS; a baseline without a device, or with a deaf tap, tells nothing, so owners are told again.

    Who sent a flow does not hang on baselines, only whose it is, so liveness and flows of devices stay as they are.
    """
    broken = dict.fromkeys(seen.broken, "a capture of it is missing, altered or unreadable")
    flawed = {**flawed, **broken}
    attributions = attribute(seen.flows, seen.names, seen.classes, scenario, flawed)
    sent = gather_device_flows(seen.flows, attributions, seen.offsets)
    liveness = gather_liveness(seen.sightings, sent, scenario, seen.offsets, seen.idle_timeout_s)
    silent = {**deaf_cells(seen.flows, attributions, scenario), **absent_devices(liveness)}
    if silent.keys() & {cell.baseline for cell in scenario.cells}:
        attributions = attribute(seen.flows, seen.names, seen.classes, scenario, silent | flawed)
    return attributions, liveness, sent


def _selections(scenario: Scenario, only: Selection) -> tuple[Selection, ...]:
    """All cells, the choice asked for, and US only where there are cells both in and outside the US."""
    chosen = [Selection(), only]
    us = {US_ONLY.holds(cell) for cell in scenario.cells if cell.role == "test"}
    if us == {True, False}:
        chosen.append(US_ONLY)
    return tuple(dict.fromkeys(chosen))
