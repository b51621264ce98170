"""A scenario of one's own and the cells of published tests -> which of its cells none published, and the other way round.

Cells are alike where product, region, version and setting are. Regions of published tests are those that a source
places them in, and most say nothing of account region and phases: what a published test does not state is for the
report to say, it does not make the cells differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from harness.model.assurance_matrix import OwnBeside, OwnCell, PublishedCell
from harness.model.scenario import CellRole, Scenario


def own_cells(scenario: Scenario) -> Iterator[OwnCell]:
    """Test cells, run or planned; baseline and control test nothing by themselves."""
    for cell in scenario.cells:
        if cell.role is CellRole.TEST:
            yield OwnCell(
                scenario=scenario.id,
                cell=cell.id,
                vendor=scenario.subject.vendor,
                model=scenario.subject.product,
                region=cell.egress_region,
                account_region=cell.account_region,
                version=cell.subject_version,
                setting=cell.settings,
                phases=tuple(dict.fromkeys(step.kind for step in cell.steps)),
                run=bool(cell.captures),
            )


def beside(scenario: Scenario, cells: Sequence[PublishedCell]) -> OwnBeside:
    """One scenario beside every published test."""
    key = (scenario.subject.vendor.casefold(), scenario.subject.product.casefold())
    mine = tuple(own_cells(scenario))
    same = [cell for cell in cells if cell.product.key == key]
    places = {one.place for one in mine}
    name = f"{scenario.subject.vendor} {scenario.subject.product}"
    known = sorted({cell.product.name for cell in cells})
    return OwnBeside(
        scenario=scenario.id,
        name=name,
        cells=tuple((one, tuple(cell for cell in same if cell.place == one.place)) for one in mine),
        published_only=tuple(cell for cell in same if cell.place not in places),
        named=bool(same),
        near=() if same else tuple(get_close_matches(name, known, n=3)),
    )
