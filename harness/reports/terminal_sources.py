"""Data sources -> what places and classes rest on, its date, and the attribution its licence asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness import __version__
from harness.model.sources import DataSource
from harness.reports.lines import Line, heading, wrapped

_SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z])")


def source_lines(sources: tuple[DataSource, ...], catalogue_sha256: str, width: int) -> Iterator[Line]:
    """List every data source with its date; attributions once each.

    Args:
        sources: Reference data that places rest on.
        catalogue_sha256: Digest of the rules that classes rest on.
        width: Columns.
    """
    yield heading("Rests on")
    for source in sources:
        yield from wrapped(_source(source), width, first="  - ", rest="    ")
    rules = catalogue_sha256[:12]
    yield from wrapped(f"catalogue {rules}, harness {__version__}", width, first="  - ")
    for sentence in attributions(sources):
        yield from wrapped(sentence, width, first="  - ")


def attributions(sources: tuple[DataSource, ...]) -> list[str]:
    """What licences ask to show, each sentence once."""
    return list(dict.fromkeys(sentence for source in sources for sentence in _sentences(source)))


def _sentences(source: DataSource) -> list[str]:
    """Attribution in sentences: sources made of the same data share some, which are printed once."""
    return [sentence for sentence in _SENTENCE_END.split(source.attribution) if sentence]


def _source(source: DataSource) -> str:
    meaning = source.meaning.replace("_", " ")
    return f"{source.source} ({meaning}): {date_words(source)}; {source.licence}"


def date_words(source: DataSource) -> str:
    """Date of the data, and who says so."""
    if source.date_basis == "none":
        return f"version {source.version}, date of data not known"
    return f"data of {source.date} ({source.date_basis.replace('_', ' ')})"
