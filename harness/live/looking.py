"""What taps showed so far -> the picture that is shown: the same inference as of sealed captures, on compacted facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from harness.inference import Inferred, infer
from harness.live.asked import Asked
from harness.live.folding import MOST_NAMES
from harness.live.shown_endpoints import Key, Ours, live_endpoints
from harness.live.so_far import claims_so_far, countries_so_far
from harness.live.tap_reader import TapShown
from harness.model.live import LivePicture, LiveTap
from harness.model.running import RunningFile, running_scenario
from harness.model.scenario import Scenario, Tap
from harness.model.subject import OwnTool
from harness.reading import IDLE_TIMEOUT_S
from harness.reports.synthetic import synthetic_sentence
from harness.reports.units import counted
from harness.stages.answers import STANDING_LIMITS, answer_country
from harness.stages.captures import gather_captures
from harness.stages.compacting import compact_facts
from harness.stages.data_age import age_remarks
from harness.stages.limits import capture_limits
from harness.stages.rigs import rigs_of_captures, rigs_of_scenario
from harness.tables.analysis import Analysis
from harness.tables.captures import REORDERED_NS
from harness.tables.manifest import MANIFEST
from harness.tables.parts import FactParts
from harness.tables.stations import STATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What was marked so far."""

    steps: tuple[tuple[str, int], ...] = ()
    """Name and wall time of each step, in order."""
    began_ns: int = 0
    """When capturing began."""
    tools: tuple[OwnTool, ...] = ()
    """What a gateway has spoken itself so far, besides the scenario's tools."""
    clock_set_ns: int = 0
    """By how much the clock was set since capturing began."""


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
    blocking, lesser = capture_limits(
        _as_if_ended(captures), inferred.tables["endpoints"], inferred.tables["traits"]
    )
    return LivePicture(
        at_ns=now_ns,
        endpoints=live_endpoints(analysis, {one.vantage for one in shown}, refuting, _ours(asked, marked)),
        taps=tuple(taps),
        claims=tuple(claims),
        blind_spots=(
            *blocking,
            *lesser,
            *age_remarks(captures, inferred.data_sources),
            *_of_clock(marked.clock_set_ns),
            *_of_running(taps, asked),
            *_of_folding(shown),
            *STANDING_LIMITS,
        ),
        notes=tuple(_notes(captures, running)),
    )


def _ours(asked: Asked, marked: Marked) -> Ours:
    scenario = asked.scenario
    tools = () if scenario is None else scenario.tools
    wan = [point.id for point in scenario.vantage_points if point.tap is Tap.GATEWAY_WAN] if scenario else []
    cell = "" if asked.cell is None else asked.cell.id
    return Ours(tools=(*tools, *marked.tools), translated=frozenset(f"{cell}/{point}" for point in wan))


def _as_if_ended(captures: pl.DataFrame) -> pl.DataFrame:
    """CAPTURES without what is only not known yet: that a file grows, and what was lost, which taps tell."""
    return captures.filter(pl.col("packets") > 0).with_columns(
        pl.col("sha256").fill_null(""), pl.col("drops").fill_null(0)
    )


def _of_running(taps: Sequence[LiveTap], asked: Asked) -> Iterator[str]:
    """What cannot be known before capturing ends."""
    for tap in taps:
        if tap.capture_drops:
            yield f"{tap.vantage}: capturing lost {counted(tap.capture_drops, 'packet')}; what was in them is not known."
        if tap.kernel_drops:
            yield f"{tap.vantage}: the interface lost {counted(tap.kernel_drops, 'packet')} that no capture can hold."
        if tap.note:
            yield f"{tap.vantage}: {tap.note}"
    if any(tap.capture_drops is None for tap in taps):
        yield "How many packets capturing lost is known when it ends."
    if asked.cell is not None and asked.cell.baseline is not None and not asked.baseline:
        yield (
            f"Baseline {asked.cell.baseline} was not captured yet: what the devices send without the app is not known, "
            "so claims that ask for the difference are not refuted."
        )


def _of_clock(set_ns: int) -> Iterator[str]:
    """As ``verify`` will say once it is sealed."""
    if abs(set_ns) > REORDERED_NS:
        way = "forward" if set_ns > 0 else "back"
        yield f"The clock was set {way} by {abs(set_ns) / 10**9:.1f} s while capturing: what lies in which step is not certain."


def _of_folding(shown: Sequence[TapShown]) -> Iterator[str]:
    """Where names are no longer told apart."""
    for tap in shown:
        if tap.folded:
            yield (
                f"{tap.vantage}: {counted(len(tap.folded), 'address', 'addresses')} had so many names that beyond the first {MOST_NAMES} "
                "of a domain each is shown as the first of them, unless a rule or a claim tells it apart; sealed evidence has them all."
            )


def _running(shown: Sequence[TapShown], asked: Asked, marked: Marked, now_ns: int) -> Scenario | None:
    if asked.scenario is None or asked.cell is None:
        return None
    files = [
        RunningFile(name=name, vantage_point=vantage.partition("/")[2], from_ns=marked.began_ns)
        for name, vantage in [(str(row["capture"]), one.vantage) for one in shown for row in one.captures]
    ]
    scenario = replace(asked.scenario, tools=(*asked.scenario.tools, *marked.tools))
    return running_scenario(
        scenario,
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


def _notes(captures: pl.DataFrame, running: Scenario | None) -> Iterator[str]:
    """What must be said with everything that is shown."""
    if sentence := synthetic_sentence(captures):
        yield sentence
    for cell in () if running is None else running.cells[:1]:
        for what in cell.interference:
            yield f"INTERFERENCE: {what.value}: what the product does here it need not do without."
