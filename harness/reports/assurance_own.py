"""Scenarios of one's own beside what was published -> lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.model.assurance_matrix import OwnBeside, OwnCell, PublishedCell
from harness.model.assurances import PublishedTest
from harness.reports.assurance_words import (
    NOT_STATED,
    not_found,
    own_words,
    product_words,
    region_words,
    test_words,
)
from harness.reports.lines import Line, Style, wrapped


def own_lines(
    beside: Sequence[OwnBeside], tests: Sequence[PublishedTest], days: Mapping[OwnCell, str], width: int
) -> Iterator[Line]:
    """Each scenario: its cells that none published, those that somebody did, and what it leaves to others.

    Args:
        beside: Scenarios.
        tests: That published cells name; of others only the id is shown.
        days: Of each cell that no published test is known for: the day on which none was found.
        width: Columns.
    """
    known = {test.id: test for test in tests}
    for one in beside:
        yield from wrapped(f"{one.scenario}: {one.name}", width, rest="  ", style=Style.HEADING)
        if not one.named:
            near = f" Written much alike: {', '.join(one.near)}." if one.near else ""
            yield from wrapped(f"No published test names this product.{near}", width, first="  ")
        for cell, published in one.cells:
            told = ", ".join(_published(found, known) for found in published) or not_found(days[cell])
            where = f"{cell.region}, version {cell.version}, {cell.setting}"
            style = Style.PLAIN if published else Style.DOUBT
            yield from wrapped(f"{where}: {told}", width, first="  - ", style=style)
            yield from wrapped(own_words(cell), width, first="    ", style=Style.DIM)
        for found in one.published_only:
            yield from wrapped(
                f"{_where(found)}: {test_words(found)}; not in this scenario", width, first="  + "
            )


def _where(cell: PublishedCell) -> str:
    """Region, version and setting of a published cell."""
    version, setting = cell.version or NOT_STATED, cell.setting or NOT_STATED
    name = product_words(cell.product.name, cell.product.product_class)
    return f"{name}, {region_words(cell.region)}, version {version}, setting {setting}"


def _published(cell: PublishedCell, known: dict[str, PublishedTest]) -> str:
    """A test of the same cell, and what of the cell it says nothing of."""
    test = known.get(cell.test)
    if test is None:
        return test_words(cell)
    told = (("account region", test.account_regions), ("bearer", test.bearer), ("steps", test.phases))
    silent = [name for name, fact in told if not fact.values]
    words = f" ({', '.join(silent)} not stated there)" if silent else ""
    return f"{test_words(cell)}{words}"
