"""Assurances, and scenarios of one's own -> the matrix: which cells a published test looked at, and which none is known to.

A test covers every combination of its products, regions, settings and each product's versions. Where two of
these are several and no source says which was tested with which, its cells are marked so (``together``), and
none of them covers a sentence wholly. What is not stated covers nothing that is.

Blind spots: a test that looked somewhere may have looked badly; a cell that it holds says only that it looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product as every

from harness.model.assurance_matrix import (
    AssertedCell,
    Matrix,
    OwnBeside,
    OwnCell,
    PublishedCell,
    Row,
    SentenceCover,
)
from harness.model.assurances import (
    Assurance,
    Basis,
    Certificate,
    CoveredProduct,
    Fact,
    Product,
    ProductClass,
    PublishedTest,
    Sentence,
)
from harness.model.scenario import Scenario
from harness.stages.assurance_own import beside, own_cells
from harness.stages.assurance_sentences import sentence_cover

Place = tuple[tuple[str, str] | None, str | None, str | None, str | None]
"""Product, region, version, setting."""


def matrix_of(assurances: Sequence[Assurance], scenarios: Sequence[Scenario] = ()) -> Matrix:
    """Lay everything on one matrix.

    Args:
        assurances: At least one, in any order, ids unique.
        scenarios: Of one's own; their test cells are laid beside.

    Returns:
        Rows by product, then region, version and setting; the order of the input never matters.
    """
    known = sorted(assurances, key=lambda one: one.id)
    tests = tuple(one for one in known if isinstance(one, PublishedTest))
    as_of = min(one.as_of for one in known)
    cells = [cell for test in tests for cell in published_cells(test)]
    covers = tuple(
        sentence_cover(one, cells, {test.id: test for test in tests})
        for one in known
        if isinstance(one, Sentence)
    )
    ordered = sorted(scenarios, key=lambda one: (one.id, one.path))
    return Matrix(
        as_of=as_of,
        rows=tuple(
            sorted(_rows(cells, covers, [c for one in ordered for c in own_cells(one)], as_of), key=_order)
        ),
        tests=tests,
        certificates=tuple(one for one in known if isinstance(one, Certificate)),
        sentences=covers,
        own=tuple(beside(one, cells) for one in ordered),
    )


def published_cells(test: PublishedTest) -> Iterator[PublishedCell]:
    """Every combination that a test looked at."""
    regions, settings = _several(test.regions), _several(test.settings)
    for covered in test.products:
        versions = _several(covered.versions)
        alike = sum(one.product.product_class is covered.product.product_class for one in test.products)
        several = sum(count > 1 for count in (alike, len(regions), len(versions), len(settings)))
        together = several < 2 or test.combinations.basis is not Basis.NOT_STATED
        for region, version, setting in every(regions, versions, settings):
            yield PublishedCell(
                test=test.id,
                product=covered.product,
                region=region,
                version=version,
                setting=setting,
                bases=_bases(covered, test),
                together=together,
            )


def _several(fact: Fact) -> tuple[str | None, ...]:
    """Values of a fact; one that is None where it is not stated."""
    return fact.values or (None,)


def _bases(covered: CoveredProduct, test: PublishedTest) -> tuple[Basis, Basis, Basis, Basis]:
    return covered.basis, test.regions.basis, covered.versions.basis, test.settings.basis


def _rows(
    cells: Sequence[PublishedCell],
    covers: Sequence[SentenceCover],
    own: Sequence[OwnCell],
    as_of: str,
) -> Iterator[Row]:
    """Rows of tests and of one's own, then rows of what is asserted and has no test."""
    tested: dict[Place, list[PublishedCell]] = {}
    for cell in cells:
        tested.setdefault(cell.place, []).append(cell)
    ours: dict[Place, list[OwnCell]] = {}
    for mine in own:
        ours.setdefault(mine.place, []).append(mine)
    asserted = _asserted(covers)
    exact = {place: one for place, one in asserted.items() if None not in place}
    products = {cell.product.key: cell.product for cell in cells}
    products |= {
        one.product.key: one.product for found in asserted.values() for _, one in found if one.product
    }
    for place in dict.fromkeys((*tested, *ours, *exact)):
        yield _row(
            place,
            products.get(place[0] or ("", "")),
            tested.get(place, []),
            ours.get(place, []),
            exact.get(place, []),
            as_of,
        )
    for place, found in asserted.items():
        if None in place:
            yield _open_row(place, found)


def _asserted(covers: Iterable[SentenceCover]) -> dict[Place, list[tuple[Sentence, AssertedCell]]]:
    """What sentences are said for, by place; phases are no part of it."""
    found: dict[Place, list[tuple[Sentence, AssertedCell]]] = {}
    for cover in covers:
        for part in cover.parts:
            one = part.asserted
            key = None if one.product is None else one.product.key
            place = (key, one.region, one.version, one.setting)
            if all(sentence is not cover.sentence for sentence, _ in found.get(place, [])):
                found.setdefault(place, []).append((cover.sentence, one))
    return found


def _row(
    place: Place,
    product: Product | None,
    tests: list[PublishedCell],
    own: list[OwnCell],
    asserted: list[tuple[Sentence, AssertedCell]],
    as_of: str,
) -> Row:
    """One cell with what is known of it."""
    dates = [sentence.as_of for sentence, _ in asserted]
    return Row(
        name=product.name if product else f"{own[0].vendor} {own[0].model}",
        product_class=product.product_class if product else None,
        region=place[1],
        version=place[2],
        setting=place[3],
        tests=tuple(sorted(tests, key=lambda cell: cell.test)),
        asserted_by=tuple(sorted(sentence.id for sentence, _ in asserted)),
        own=tuple(own),
        as_of=None if tests else min(dates, default=as_of),
    )


def _open_row(place: Place, asserted: list[tuple[Sentence, AssertedCell]]) -> Row:
    """Whatever no test is known of, where a sentence is not bounded."""
    product = asserted[0][1].product
    names = ("region", "version", "setting")
    return Row(
        name=None if product is None else product.name,
        product_class=None if product is None else product.product_class,
        region=place[1],
        version=place[2],
        setting=place[3],
        other=tuple(name for name, value in zip(names, place[1:], strict=True) if value is None),
        asserted_by=tuple(sorted(sentence.id for sentence, _ in asserted)),
        as_of=min(sentence.as_of for sentence, _ in asserted),
    )


def _order(row: Row) -> tuple[object, ...]:
    """Vendor and model, rows of every other one last."""
    classes = list(ProductClass)
    rank = classes.index(row.product_class) if row.product_class else len(classes)
    cell = [(value is None, value or "") for value in (row.region, row.version, row.setting)]
    return (row.name is None, rank, (row.name or "").casefold(), bool(row.other), *cell)


def narrowed(matrix: Matrix, products: Sequence[str], regions: Sequence[str]) -> Matrix:
    """What concerns some products and regions; what was counted over all stays as it was.

    Args:
        matrix: Everything.
        products: Parts of names, case does not matter; empty: every product.
        regions: ISO 3166-1 alpha-2; empty: every region. What is not stated or not bounded stays.
    """
    rows = tuple(row for row in matrix.rows if _named(row.name, products) and _there(row, regions))
    held = {cell.test for row in rows for cell in row.tests}
    return replace(
        matrix,
        rows=rows,
        tests=tuple(test for test in matrix.tests if test.id in held),
        certificates=tuple(
            one
            for one in matrix.certificates
            if any(_named(covered.product.name, products) for covered in one.products)
        ),
        sentences=tuple(
            cover
            for cover in matrix.sentences
            if any(
                (part.asserted.product is None or _named(part.asserted.product.name, products))
                and (not regions or part.asserted.region in (None, *regions))
                for part in cover.parts
            )
        ),
        own=tuple(_own_there(one, regions) for one in matrix.own if _named(one.name, products)),
        products=tuple(products),
        regions=tuple(regions),
    )


def _own_there(one: OwnBeside, regions: Sequence[str]) -> OwnBeside:
    """A scenario's cells of some regions; where a published cell states none, it stays."""
    if not regions:
        return one
    return replace(
        one,
        cells=tuple(pair for pair in one.cells if pair[0].region in regions),
        published_only=tuple(cell for cell in one.published_only if cell.region in (None, *regions)),
    )


def _named(name: str | None, products: Sequence[str]) -> bool:
    return name is None or not products or any(part.casefold() in name.casefold() for part in products)


def _there(row: Row, regions: Sequence[str]) -> bool:
    return not regions or row.region in regions or row.region is None
