"""A sentence and the cells of published tests -> what of its asserted scope has a test behind it.

The scope is every combination of its values, as for claims (decision 0079). A bound that is not stated, or
stated to be none, can never be covered by a list of tests, only partly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as every

from harness.model.assurance_matrix import AssertedCell, AssertedCover, PublishedCell, SentenceCover
from harness.model.assurances import NO_EGRESS, PublishedTest, Sentence


def sentence_cover(
    sentence: Sentence, cells: Sequence[PublishedCell], tests: Mapping[str, PublishedTest]
) -> SentenceCover:
    """Every asserted combination, and the tests behind each.

    Args:
        sentence: What is said.
        cells: Of every published test, said to support the sentence or not.
        tests: By id; each that a cell names.
    """
    parts = tuple(_cover(one, cells, tests) for one in asserted_cells(sentence))
    return SentenceCover(sentence=sentence, parts=parts)


def asserted_cells(sentence: Sentence) -> Iterator[AssertedCell]:
    """Every combination that a sentence is said for, in the author's order."""
    scope = sentence.scope
    for product, region, version, setting, phase in every(
        scope.products or (None,),
        scope.regions.bounds or (None,),
        scope.versions.bounds or (None,),
        scope.settings.bounds or (None,),
        scope.phases.bounds or (None,),
    ):
        yield AssertedCell(product, region, version, setting, phase)


def _cover(
    asserted: AssertedCell, cells: Sequence[PublishedCell], tests: Mapping[str, PublishedTest]
) -> AssertedCover:
    behind = [
        cell for cell in cells if _holds(asserted, cell) and _in_phase(asserted.phase, tests[cell.test])
    ]
    certain = {cell.test for cell in behind if cell.together}
    return AssertedCover(
        asserted=asserted,
        tests=tuple(sorted(certain)),
        unsure=tuple(sorted({cell.test for cell in behind} - certain)),
        regions=tuple(sorted({cell.region for cell in behind}, key=lambda code: (code is None, code or ""))),
    )


def _holds(asserted: AssertedCell, cell: PublishedCell) -> bool:
    """Whether a test looked there; what is not stated was not looked at, and without egress nothing was."""
    return (
        cell.region != NO_EGRESS
        and (asserted.product is None or asserted.product.key == cell.product.key)
        and asserted.region in (None, cell.region)
        and asserted.version in (None, cell.version)
        and asserted.setting in (None, cell.setting)
    )


def _in_phase(phase: str | None, test: PublishedTest) -> bool:
    return phase is None or phase in test.phases.values
