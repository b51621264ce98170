"""What taps showed so far -> the picture that is shown: the same inference as of sealed captures, on compacted facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from harness.inference import Inferred, infer
from harness.live.asked import Asked
from harness.live.so_far import claims_so_far, countries_so_far
from harness.live.tap_reader import TapShown
from harness.model.live import LiveEndpoint, LivePicture, LiveTap
from harness.model.running import RunningFile, running_scenario
from harness.model.scenario import Scenario
from harness.model.words import Scope
from harness.reading import IDLE_TIMEOUT_S
from harness.reports.concern import WITNESS, by_concern
from harness.reports.places import (
    distance_words,
    host_words,
    law_words,
    located_words,
    other_names_words,
    region_words,
    service_words,
    spoken_words,
    support_words,
)
from harness.stages.answers import STANDING_LIMITS, answer_country
from harness.stages.captures import gather_captures
from harness.stages.compacting import compact_facts
from harness.stages.limits import capture_limits
from harness.stages.rigs import rigs_of_captures, rigs_of_scenario
from harness.tables.analysis import Analysis
from harness.tables.captures import made_by
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.manifest import MANIFEST
from harness.tables.parts import FactParts
from harness.tables.stations import STATIONS

Key = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What was marked so far."""

    steps: tuple[tuple[str, int], ...] = ()
    """Name and wall time of each step, in order."""
    began_ns: int = 0
    """When capturing began."""


def look(
    shown: Sequence[TapShown], taps: Sequence[LiveTap], asked: Asked, marked: Marked, now_ns: int
) -> LivePicture:
    """Make the picture of now.

    Args:
        shown: Of every tap that has shown something; at least one.
        taps: Of every tap.
        asked: What is to be known.
        marked: Steps so far.
        now_ns: Wall time.
    """
    every = (*shown, *asked.baseline)
    captures = gather_captures([row for one in every for row in one.captures])
    facts = every[0].facts if len(every) == 1 else compact_facts([one.facts for one in every])
    running = _running(shown, asked, marked, now_ns)
    if running is None:
        rigs = rigs_of_captures(captures, facts.protocols, asked.site)
    else:
        rigs = rigs_of_scenario(captures, facts.protocols, running)
    inferred = infer(facts, rigs, asked.rules)
    analysis = _analysis(captures, facts, inferred, asked)
    claims, refuting = countries_so_far(analysis.answers), dict[Key, str]()
    if running is not None:
        sightings = pl.concat([one.sightings for one in every])
        judged, refuting = claims_so_far(running, asked.rules, captures, facts, sightings, inferred, now_ns)
        claims = (*judged, *(one for one in claims if one.id in asked.countries))
    blocking, lesser = capture_limits(captures, inferred.tables["endpoints"], inferred.tables["traits"])
    return LivePicture(
        at_ns=now_ns,
        endpoints=tuple(
            sorted(_endpoints(analysis, refuting, {one.vantage for one in shown}), key=lambda one: one.rank)
        ),
        taps=tuple(taps),
        claims=tuple(claims),
        blind_spots=(*blocking, *lesser, *_of_running(taps, asked), *STANDING_LIMITS),
        notes=tuple(_notes(captures, running)),
    )


def _of_running(taps: Sequence[LiveTap], asked: Asked) -> Iterator[str]:
    """What cannot be known before capturing ends."""
    if any(tap.capture_drops is None for tap in taps):
        yield "How many packets capturing lost is known when it ends."
    if asked.cell is not None and asked.cell.baseline is not None and not asked.baseline:
        yield (
            f"Baseline {asked.cell.baseline} was not captured yet: what the devices send without the app is not known, "
            "so claims that ask for the difference are not refuted."
        )


def _running(shown: Sequence[TapShown], asked: Asked, marked: Marked, now_ns: int) -> Scenario | None:
    if asked.scenario is None or asked.cell is None:
        return None
    files = [
        RunningFile(name=name, vantage_point=vantage.partition("/")[2], from_ns=marked.began_ns)
        for name, vantage in [(str(row["capture"]), one.vantage) for one in shown for row in one.captures]
    ]
    return running_scenario(
        asked.scenario,
        asked.cell,
        files,
        marked.steps,
        now_ns,
        asked.interference,
        baseline=bool(asked.baseline),
    )


def _analysis(captures: pl.DataFrame, facts: FactParts, inferred: Inferred, asked: Asked) -> Analysis:
    tables = inferred.tables
    known = (tables["endpoints"], tables["places"], captures, tables["traits"])
    return Analysis(
        captures=captures,
        manifest=MANIFEST.empty(),
        facts=facts,
        **tables,
        stations=STATIONS.empty(),
        answers=tuple(answer_country(country, *known) for country in asked.all_countries),
        data_sources=inferred.data_sources,
        catalogue_sha256=inferred.catalogue.sha256,
        notes=(),
        idle_timeout_s=IDLE_TIMEOUT_S,
        devices=(),
    )


def _endpoints(
    analysis: Analysis, refuting: Mapping[Key, str], vantages: Collection[str]
) -> Iterator[LiveEndpoint]:
    wanted = (pl.col("scope") != Scope.LOCAL.value) & pl.col("vantage").is_in(vantages)
    for row in by_concern(analysis).filter(wanted).iter_rows(named=True):
        found = _endpoint(row)
        claim = refuting.get(found.key)
        yield found if claim is None else replace(found, rank=WITNESS, concern=f"refutes {claim}")


def _endpoint(row: Mapping[str, Any]) -> LiveEndpoint:
    known = dict(row)
    vantage, address, transport, port = (known[name] for name in ENDPOINT_KEY)
    return LiveEndpoint(
        vantage=vantage,
        address=address,
        transport=transport,
        port=port,
        name=known["name"],
        located=located_words(known),
        whose=_joined((service_words(known), host_words(known))),
        rank=known["rank"],
        concern=known["concern"],
        ours=False,
        octets_up=known["payload_octets_up"],
        octets_down=known["payload_octets_down"],
        packets=known["packets_up"] + known["packets_down"],
        first_ns=known["first_ns"],
        last_ns=known["last_ns"],
        capture=known["capture"],
        packet=known["packet"],
        details=tuple(filter(None, _details(known))),
    )


def _details(row: dict[str, Any]) -> Iterator[str]:
    yield support_words(row, several_captures=True)
    yield other_names_words(row)
    yield distance_words(row)
    yield region_words(row)
    yield spoken_words(row)
    yield ", ".join(law_words(row))
    yield f"clients {', '.join(row['clients'])}"
    yield f"contact: {row['contact']}"


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(filter(None, parts))


def _notes(captures: pl.DataFrame, running: Scenario | None) -> Iterator[str]:
    """What must be said with everything that is shown."""
    for maker in made_by(captures):
        yield f"SYNTHETIC: made up by {maker}; says nothing about any real product."
    for cell in () if running is None else running.cells[:1]:
        for what in cell.interference:
            yield f"INTERFERENCE: {what.value}: what the product does here it need not do without."
