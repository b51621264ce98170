"""A result -> what it was made with: program, rules, scenario and reference data, each with date and digest, and who asks to be named."""

from __future__ import annotations

from dataclasses import dataclass

from harness import __version__
from harness.model.sources import DataSource
from harness.reports.terminal_sources import attributions, date_words
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one result."""

    facts: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, ...], ...]
    """By ``titles``."""
    faults: tuple[str, ...]
    """What is known to be wrong with them."""
    attributions: tuple[str, ...]
    titles: tuple[str, ...] = ("Data", "Says", "Lineage", "Date", "Version", "Licence", "Digest (sha256)")


def verification_versions(verification: Verification) -> View:
    """Of a scenario."""
    scenario = verification.scenario
    facts = (
        ("scenario", f"{scenario.id}, {scenario.path}"),
        ("scenario sha256", scenario.sha256),
        ("rules of its own", ", ".join(scenario.endpoint_rules) or "none"),
    )
    return _view(facts, verification.catalogue_sha256, verification.data_sources)


def analysis_versions(analysis: Analysis) -> View:
    """Of an analysis."""
    facts = (
        ("devices under test", ", ".join(analysis.devices) or "none named"),
        ("gap that ends a flow", f"{analysis.idle_timeout_s} s"),
        *(("hosts file", f"{file.path}, sha256 {file.sha256}") for file in analysis.hosts),
    )
    return _view(facts, analysis.catalogue_sha256, analysis.data_sources)


def _view(facts: tuple[tuple[str, str], ...], catalogue_sha256: str, sources: tuple[DataSource, ...]) -> View:
    return View(
        facts=(("harness", __version__), ("catalogue of rules sha256", catalogue_sha256), *facts),
        sources=tuple(
            (
                one.source,
                one.meaning.replace("_", " "),
                one.lineage,
                date_words(one),
                one.version,
                one.licence,
                one.sha256,
            )
            for one in sources
        ),
        faults=tuple(f"{one.source}: {fault}" for one in sources for fault in one.known_faults),
        attributions=tuple(attributions(sources)),
    )
