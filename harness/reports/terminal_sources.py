"""Data sources -> what places and classes rest on, its date, and the attribution its licence asks for."""

from __future__ import annotations

from collections.abc import Iterator

from harness import __version__
from harness.model.sources import DataSource
from harness.reports.lines import Line, heading, wrapped
from harness.tables.analysis import Analysis


def source_lines(analysis: Analysis, width: int) -> Iterator[Line]:
    """List every data source with its date; attributions once each."""
    yield heading("Rests on")
    for source in analysis.data_sources:
        yield from wrapped(_source(source), width, first="  - ", rest="    ")
    rules = analysis.catalogue_sha256[:12]
    yield from wrapped(f"catalogue {rules}, harness {__version__}", width, first="  - ")
    for text in dict.fromkeys(s.attribution for s in analysis.data_sources if s.attribution):
        yield from wrapped(text, width, first="  ")


def _source(source: DataSource) -> str:
    meaning = source.meaning.replace("_", " ")
    return f"{source.source} ({meaning}): {_date(source)}; {source.licence}"


def _date(source: DataSource) -> str:
    if source.date_basis == "none":
        return f"version {source.version}, date of data not known"
    return f"data of {source.date} ({source.date_basis.replace('_', ' ')})"
