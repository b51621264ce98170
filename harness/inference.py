"""Facts -> endpoints, where they are, what they are, and what hides them: what both commands infer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import polars as pl

from harness.model.matched_rules import MatchedRule
from harness.model.ruleset import Ruleset
from harness.model.sites import Rig
from harness.model.sources import DataSource
from harness.model.words import Scope
from harness.rules.catalogue import load_catalogue
from harness.sources.country_cells import read_country_cells
from harness.sources.geodata import consult
from harness.sources.heard_sets import heard_sets_of
from harness.sources.public_suffixes import consult_suffixes
from harness.stages.classes import classify
from harness.stages.data_age import day_of
from harness.stages.distances import gather_distances
from harness.stages.domains import distinct_names, with_domains
from harness.stages.endpoints import gather_endpoints_of_parts
from harness.stages.matched_rules import gather_matched_rules
from harness.stages.placed import place
from harness.stages.places import locate
from harness.stages.proxied import own_names_of, proxied_flows
from harness.stages.resolvers import find_resolvers
from harness.stages.signs import gather_signs, signs_of_endpoints
from harness.stages.traits import gather_traits
from harness.stages.translations import gather_translations, prefix_answers
from harness.tables.country_cells import NO_CELLS, CountryCells
from harness.tables.distances import DISTANCES
from harness.tables.parts import FactParts


class Tables(TypedDict):
    """What follows from the facts."""

    endpoints: pl.DataFrame
    places: pl.DataFrame
    distances: pl.DataFrame
    classes: pl.DataFrame
    traits: pl.DataFrame
    obscured: pl.DataFrame


class Sources(TypedDict):
    """What an inference rests on."""

    data_sources: tuple[DataSource, ...]
    catalogue_sha256: str
    matched_rules: tuple[MatchedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """What follows from the facts, and what it rests on."""

    tables: Tables
    data_sources: tuple[DataSource, ...]
    catalogue: Ruleset
    proxied: pl.Series
    """``flow_id`` of flows to proxies, in order: what is told in them is not their server's."""
    signs: pl.DataFrame
    """SIGNS: what flows told that rules ask for."""

    @property
    def sources(self) -> Sources:
        """What it rests on, by name."""
        return {
            "data_sources": self.data_sources,
            "catalogue_sha256": self.catalogue.sha256,
            "matched_rules": gather_matched_rules(self.tables["classes"], self.catalogue),
        }


def infer(
    facts: FactParts,
    rigs: Mapping[str, Rig],
    rules: Ruleset | None = None,
    *,
    databases: Collection[str] | None = None,
) -> Inferred:
    """Infer from facts what follows from them.

    Args:
        facts: Of all captures.
        rigs: What is known of each vantage point.
        rules: The catalogue, with what the user adds; None: as it comes.
        databases: Ids or lineages of the locators whose votes on places are counted; None: all of them.

    Raises:
        ReferenceDataError: Place data, embedded or the user's, are missing or altered.
        RuleError: The catalogue has faults.
    """
    proxied = proxied_flows(facts.protocols, facts.names, facts.flows)
    through, names = proxied["flow_id"].unique().sort(), own_names_of(facts.names, proxied)
    gathered = gather_endpoints_of_parts(facts.flows, names, facts.round_trips, facts.hellos)
    suffixes = consult_suffixes(distinct_names(gathered))
    endpoints = with_domains(gathered, suffixes.domains)
    remote = _remote(endpoints)
    translations = gather_translations(endpoints, prefix_answers(facts.names))
    data_sets, voters = heard_sets_of(_first_day(facts), databases)
    geo = consult([*remote, *translations["inner_ip"]], data_sets, voters)
    distances, cells, borders = _distances(facts, rigs)
    seen = endpoints.select("vantage", "server_ip")
    places = place(seen, locate(remote, geo, translations), distances, cells)
    catalogue = load_catalogue() if rules is None else rules
    signs = gather_signs(facts, through, catalogue.index.asks, _behind_proxy(rigs))
    classes = classify(endpoints, places, catalogue, signs_of_endpoints(signs, facts.flows, endpoints))
    traits, obscured = gather_traits(facts, endpoints, find_resolvers(endpoints, classes, catalogue), proxied)
    return Inferred(
        tables=Tables(
            endpoints=endpoints,
            places=places,
            distances=distances,
            classes=classes,
            traits=traits,
            obscured=obscured,
        ),
        data_sources=(*geo.data_sources, *borders, suffixes.source),
        catalogue=catalogue,
        proxied=through,
        signs=signs,
    )


def _remote(endpoints: pl.DataFrame) -> list[str]:
    """Addresses beyond the local network, in order."""
    return endpoints.filter(pl.col("scope") != Scope.LOCAL.value)["server_ip"].unique().sort().to_list()


def _behind_proxy(rigs: Mapping[str, Rig]) -> list[str]:
    """Vantage points where hellos are an intercepting proxy's."""
    return [vantage for vantage, rig in rigs.items() if rig.hellos_are_the_proxys]


def _distances(
    facts: FactParts, rigs: Mapping[str, Rig]
) -> tuple[pl.DataFrame, CountryCells, tuple[DataSource, ...]]:
    """How far away addresses can be; nothing is measured where it is not known from where."""
    if all(rig.stated is None for rig in rigs.values()):
        return DISTANCES.empty(), NO_CELLS, ()
    cells, source = read_country_cells()
    return gather_distances(facts.flows, facts.round_trips, rigs, cells), cells, (source,)


def _first_day(facts: FactParts) -> date | None:
    """Day of the first packet, UTC, which place data are chosen for; None without flows."""
    firsts = [frame["start_ns"].min() for frame in facts.flows.frames(["start_ns"])]
    known = [first for first in firsts if isinstance(first, int)]
    return day_of(min(known)) if known else None
