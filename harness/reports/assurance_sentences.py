"""Sentences and what is behind them -> lines: what each is said for, and the exact list of what no test covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from harness.model.assurance_matrix import AssertedCell, AssertedCover, Extent, SentenceCover
from harness.model.assurances import ANY, AssertedScope, Basis, Fact, Sentence
from harness.model.listing import few
from harness.reports.assurance_words import (
    basis_words,
    fact_lines,
    fact_words,
    named,
    not_found,
    region_words,
)
from harness.reports.lines import EMPTY, Line, Style, wrapped
from harness.reports.units import counted

_FEW: Final = 8
"""Combinations that are listed without --all."""
_EXTENT: Final = MappingProxyType(
    {
        Extent.WHOLE: ("A published test looked at everything that it is said for", Style.PLAIN),
        Extent.PART: ("Published tests looked at only part of what it is said for", Style.DOUBT),
        Extent.NONE: ("No cell of a published test is behind it", Style.BAD),
    }
)


def sentence_lines(covers: Sequence[SentenceCover], width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each sentence, those with least behind them first."""
    order = (Extent.NONE, Extent.PART, Extent.WHOLE)
    for number, cover in enumerate(sorted(covers, key=lambda one: order.index(one.extent))):
        if number:
            yield EMPTY
        yield from _one(cover, width, all_rows=all_rows)


def _one(cover: SentenceCover, width: int, *, all_rows: bool) -> Iterator[Line]:
    sentence = cover.sentence
    yield from wrapped(f"{sentence.id}: {fact_words(sentence.said)}", width, rest="  ", style=Style.HEADING)
    yield from fact_lines("said_by", sentence.said_by, width)
    yield from fact_lines("date", sentence.date, width)
    yield from wrapped(f"said for: {_scope_words(sentence.scope)}", width, first="  ", rest="    ")
    yield from fact_lines("said to rest on", sentence.rests_on, width)
    words, style = _EXTENT[cover.extent]
    yield from wrapped(f"{words}.", width, first="  ", style=style)
    if unbounded := _unbounded(sentence.scope):
        yield from wrapped(
            f"No list of tests can cover {', '.join(unbounded)}: no bound is given.", width, first="  "
        )
    shown = cover.parts if all_rows else cover.parts[:_FEW]
    for part in shown:
        yield from wrapped(f"{asserted_words(part.asserted)}: {_behind(part, sentence)}", width, first="  - ")
    if len(cover.parts) > len(shown):
        yield from wrapped(f"and {len(cover.parts) - len(shown):,} more (--all)", width, first="  - ")


def _scope_words(scope: AssertedScope) -> str:
    """Every bound with its basis."""
    told = (
        ("products", scope.product_names),
        ("regions", scope.regions),
        ("versions", scope.versions),
        ("settings", scope.settings),
        ("steps", scope.phases),
    )
    return ", ".join(f"{name} {_bound_words(fact)}" for name, fact in told)


def _bound_words(fact: Fact) -> str:
    if fact.basis is Basis.NOT_STATED:
        return "not stated"
    values = "every one" if fact.values == (ANY,) else few(fact.values)
    return f"{values} ({basis_words(fact.basis)})"


def _unbounded(scope: AssertedScope) -> list[str]:
    """What a finite list can never cover."""
    told = {
        "products": not scope.products,
        "regions": not scope.regions.bounds,
        "versions": not scope.versions.bounds,
        "settings": not scope.settings.bounds,
        "steps": not scope.phases.bounds,
    }
    return [f"all {name}" for name, is_open in told.items() if is_open]


def asserted_words(cell: AssertedCell) -> str:
    """One asserted combination; only what is bounded is named."""
    product = "any product" if cell.product is None else named(cell.product)
    told = (
        ("region", cell.region),
        ("version", cell.version),
        ("setting", cell.setting),
        ("step", cell.phase),
    )
    return ", ".join((product, *(f"{name} {value}" for name, value in told if value is not None)))


def _behind(part: AssertedCover, sentence: Sentence) -> str:
    """Tests behind one combination: first those that are said to support the sentence."""
    if part.extent is Extent.NONE:
        return not_found(sentence.as_of)
    supporting = sentence.rests_on.values
    words = {test: test for test in part.tests} | {test: f"{test} ?" for test in part.unsure}
    support = [text for test, text in words.items() if test in supporting]
    others = [text for test, text in words.items() if test not in supporting]
    told = f"{', '.join(support)}, said to support it" if support else "no test that is said to support it"
    beside = f"; {counted(len(others), 'other test')}: {', '.join(others)}" if others else ""
    places = ", ".join(region_words(region) for region in part.regions)
    return f"{told}{beside}; regions: {places}"
