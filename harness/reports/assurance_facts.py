"""Tests and certificates -> lines: what each covered, who says so, what was corrected meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from harness.model.assurance_matrix import DRONE
from harness.model.assurances import Assurance, Basis, Certificate, PublishedTest, Source
from harness.reports.assurance_words import basis_words, fact_lines, fact_words, named
from harness.reports.lines import EMPTY, Line, Style, plain, wrapped
from harness.reports.units import counted

_MAIN: Final = (
    "tested_by",
    "paid_by",
    "vendor_involvement",
    "published",
    "limits",
    "findings",
    "vendor_reply",
    "publication",
)
"""Fields of a test that are shown without --all."""


def test_lines(tests: Sequence[PublishedTest], width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each test with the basis of every field that is shown."""
    for number, test in enumerate(tests):
        if number:
            yield EMPTY
        yield from wrapped(f"{test.id}: {test.title}", width, rest="  ", style=Style.HEADING)
        for name, fact in test.facts():
            if all_rows or name in _MAIN:
                yield from fact_lines(name, fact, width)
        if all_rows:
            yield from _product_lines(test, width)
            yield from _source_lines(test, width)
        yield from wrapped(f"all fields: {_counts(test)}; looked at on {test.as_of}", width, first="  ")


def _counts(test: PublishedTest) -> str:
    """How many fields rest on what."""
    bases = Counter(fact.basis for _, fact in test.facts())
    for covered in test.products:
        bases.update((covered.basis, covered.versions.basis))
    return ", ".join(f"{bases[basis]} {basis_words(basis)}" for basis in Basis)


def certificate_lines(certificates: Sequence[Certificate], width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each certificate, and which classes of what flies it does not cover."""
    apart = [one for one in certificates if len(_uncovered(one)) == len(DRONE)]
    if certificates:
        words = f"Cover no aircraft, no controller and no app: {len(apart)} of {len(certificates)}."
        yield from wrapped(words, width, style=Style.DOUBT if apart else Style.PLAIN)
    for one in certificates:
        yield EMPTY
        yield from wrapped(f"{one.id}: {one.title}", width, rest="  ", style=Style.HEADING)
        covered = "; ".join(f"{named(item.product)} ({basis_words(item.basis)})" for item in one.products)
        yield from wrapped(f"covers: {covered}", width, first="  ", rest="    ")
        if missing := _uncovered(one):
            style = Style.DOUBT if len(missing) == len(DRONE) else Style.PLAIN
            yield from wrapped(f"Covers no {', no '.join(missing)}.", width, first="  ", style=style)
        for name, fact in one.facts():
            if all_rows or name in ("not_covered", "limits", "vendor_reply"):
                yield from fact_lines(name, fact, width)
        if all_rows:
            yield from _source_lines(one, width)


def _uncovered(certificate: Certificate) -> list[str]:
    classes = {item.product.product_class for item in certificate.products}
    return [one.value for one in DRONE if one not in classes]


def corrected_lines(tests: Sequence[PublishedTest], width: int) -> Iterator[Line]:
    """What was corrected while tests went on, and what summaries leave out of that."""
    found = [test for test in tests if test.corrected.values or test.left_out.values]
    if not found:
        yield plain("  Nothing that a source states.")
    for test in found:
        yield from wrapped(test.id, width, style=Style.HEADING)
        yield from fact_lines("corrected", test.corrected, width)
        yield from fact_lines("left_out", test.left_out, width)
    rest = sum(test.corrected.basis is Basis.NOT_STATED for test in tests)
    if rest:
        yield from wrapped(
            f"Of {counted(rest, 'test')} no source states whether anything was corrected.", width, first="  "
        )


def _product_lines(test: PublishedTest, width: int) -> Iterator[Line]:
    for covered in test.products:
        yield from wrapped(
            f"product: {named(covered.product)} ({basis_words(covered.basis)}), versions: {fact_words(covered.versions)}",
            width,
            first="  ",
            rest="    ",
        )


def _source_lines(one: Assurance, width: int) -> Iterator[Line]:
    for source in one.sources:
        yield from wrapped(f"source {source.id}: {_source_words(source)}", width, first="  ", rest="    ")


def _source_words(source: Source) -> str:
    told = (source.publisher, source.title, source.date, source.url)
    return ", ".join(text for text in told if text is not None) or "not stated"
