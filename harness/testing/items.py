"""Scenario file -> test items: its captures; each claim in each cell of its scope; each claim over all cells.

    scenarios/x/scenario.yaml::CAPTURES
    scenarios/x/scenario.yaml::no-data-to-cn::br-v10[sao-paulo]
    scenarios/x/scenario.yaml::no-data-to-cn::ROLL-UP

A claim is judged in a cell, over all vantage points that the cell was seen from: they stand in brackets, joined by
"+". Ids of claims and cells are in lower case (docs/scenarios.md), so words in capitals are never one.
Collecting reads the scenario file alone; captures are read when the first of its items is set up.

What an item comes to is ``harness.cli.exits``: all items of a scenario pass where ``harness verify`` leaves with 0,
and only there. An unexpected FAIL fails; INCONCLUSIVE, NONE and ERROR are errors (raised in set-up, which is how
pytest tells the two apart); nothing is ever skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Self

import pytest

from harness.cli.exits import Exit, captures_status, cell_status, rolled_status
from harness.errors import HarnessError, ScenarioError
from harness.testing.judging import Judging, load

if TYPE_CHECKING:
    from harness.model.claims import Claim
    from harness.model.scenario import Cell, Scenario
    from harness.reports.verification_facts import Facts
    from harness.tables.verification import Verification

CAPTURES, ROLL_UP = "CAPTURES", "ROLL-UP"
_NOT_RUN = "not-run"


class ScenarioFile(pytest.File):
    """One scenario file."""

    judging: Judging

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path, judging: Judging) -> Self:
        """Make the collector."""
        made: Self = cls.from_parent(parent, path=path)
        made.judging = judging
        return made

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The item of its captures, and its claims in order.

        Raises:
            CollectError: The file has faults; every one of them, located, and nothing else.
        """
        try:
            scenario = load(self.path)
        except ScenarioError as fault:
            raise self.CollectError(_safe(str(fault))) from None
        yield CapturesItem.from_parent(self, name=CAPTURES)
        for claim in scenario.claims:
            yield ClaimCollector.of(self, claim, scenario)


class ClaimCollector(pytest.Collector):
    """One claim of a scenario."""

    claim: Claim
    scenario: Scenario

    @classmethod
    def of(cls, parent: ScenarioFile, claim: Claim, scenario: Scenario) -> Self:
        """Make the collector."""
        made: Self = cls.from_parent(parent, name=claim.id)
        made.claim, made.scenario = claim, scenario
        return made

    def collect(self) -> Iterator[pytest.Item]:
        """The cells in its scope, in order, and the roll-up."""
        from harness.stages.scoping import in_scope  # noqa: PLC0415 - not before there is something to collect

        for cell in self.scenario.cells:
            if in_scope(self.claim, cell):
                yield CellItem.of(self, self.claim, cell)
        yield RollUpItem.of(self, self.claim)


class JudgedItem(pytest.Item):
    """Something that judging a scenario answers."""

    status: Exit
    line: int = 0
    """In the scenario file, from 0 as pytest counts."""

    def setup(self) -> None:
        """Judge the scenario, unless that was done; what is undecided or broken is told as an error."""
        from harness.reports.verification_items import synthetic  # noqa: PLC0415 - brings polars

        self.status = Exit.ERROR
        try:
            facts = self._facts()
        except HarnessError as fault:
            _tell(_safe(str(fault)))
        self.status = self.status_in(facts.verification)
        self.user_properties.extend(self.properties(facts))
        if made_up := synthetic(facts):
            self.user_properties.append(("harness.synthetic", made_up))
        if self.status not in (Exit.OK, Exit.WITNESSED):
            _tell(self.text(facts))

    def runtest(self) -> None:
        """Fail where a witness contradicts the claim and the scenario does not expect it."""
        if self.status is Exit.WITNESSED:
            _tell(self.text(self._facts()))

    def _facts(self) -> Facts:
        from harness.reports.verification_facts import Facts  # noqa: PLC0415 - brings polars

        file = self.getparent(ScenarioFile)
        if file is None:
            raise ValueError(f"{self.nodeid}: not in a scenario file")
        return Facts(file.judging.of(self.path))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands, and its heading."""
        return self.path, self.line, self.nodeid.partition("::")[2]

    def status_in(self, verification: Verification) -> Exit:
        """What it comes to."""
        raise NotImplementedError

    def properties(self, facts: Facts) -> list[tuple[str, object]]:
        """What reports of any outcome carry, JUnit XML among them."""
        raise NotImplementedError

    def text(self, facts: Facts) -> str:
        """Why it did not pass; escaped."""
        raise NotImplementedError


class CapturesItem(JudgedItem):
    """Every capture that the scenario lists is there, unaltered and readable."""

    def status_in(self, verification: Verification) -> Exit:
        """ERROR where something broke that is not expected to."""
        return captures_status(verification)

    def properties(self, facts: Facts) -> list[tuple[str, object]]:
        """How many captures were read; it has no verdict."""
        return [("harness.captures", facts.verification.captures.height)]

    def text(self, facts: Facts) -> str:
        """What broke."""
        from harness.reports.verification_items import captures_text  # noqa: PLC0415 - brings polars

        return captures_text(facts, _WIDTH)


class CellItem(JudgedItem):
    """One claim in one cell."""

    claim: Claim
    cell: Cell

    @classmethod
    def of(cls, parent: ClaimCollector, claim: Claim, cell: Cell) -> Self:
        """Make the item, named by its cell and the vantage points that it was seen from."""
        points = "+".join(dict.fromkeys(file.vantage_point for file in cell.captures)) or _NOT_RUN
        made: Self = cls.from_parent(parent, name=f"{cell.id}[{points}]")
        made.claim, made.cell, made.line = claim, cell, cell.line - 1
        return made

    def status_in(self, verification: Verification) -> Exit:
        """As its verdict and the scenario's expectation say."""
        return cell_status(self.claim.id, self.cell.id, verification)

    def properties(self, facts: Facts) -> list[tuple[str, object]]:
        """The verdict."""
        from harness.reports.verification_items import cell_verdict  # noqa: PLC0415 - brings polars

        return [("harness.verdict", cell_verdict(facts, self.claim.id, self.cell.id))]

    def text(self, facts: Facts) -> str:
        """Witnesses, and what blocks PASS."""
        from harness.reports.verification_items import cell_text  # noqa: PLC0415 - brings polars

        return cell_text(facts, self.claim.id, self.cell.id, _WIDTH)


class RollUpItem(JudgedItem):
    """One claim over all cells, as tested and as asserted, held to what the scenario expects."""

    claim: Claim

    @classmethod
    def of(cls, parent: ClaimCollector, claim: Claim) -> Self:
        """Make the item."""
        made: Self = cls.from_parent(parent, name=ROLL_UP)
        made.claim, made.line = claim, claim.line - 1
        return made

    def status_in(self, verification: Verification) -> Exit:
        """As both verdicts, the findings and the scenario's expectation say."""
        return rolled_status(self.claim.id, verification)

    def properties(self, facts: Facts) -> list[tuple[str, object]]:
        """Both verdicts, and the sentence that the evidence supports."""
        from harness.reports.verification_items import rolled_sentence, rolled_verdict  # noqa: PLC0415

        return [
            ("harness.verdict", rolled_verdict(facts, self.claim.id)),
            ("harness.sentence", rolled_sentence(facts, self.claim.id)),
        ]

    def text(self, facts: Facts) -> str:
        """What is not as expected, the sentence, the findings, and what blocks PASS."""
        from harness.reports.verification_items import rolled_text  # noqa: PLC0415 - brings polars

        return rolled_text(facts, self.claim.id, _WIDTH)


_WIDTH = 80
"""Columns of what is told: a worker does not know the terminal."""


def _tell(text: str) -> NoReturn:
    """End the phase with a text, without a traceback: the fault is in what was judged, or in who wrote it."""
    raise pytest.fail.Exception(text, pytrace=False)


def _safe(text: str) -> str:
    """Each line escaped."""
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    return "\n".join(map(shown, text.split("\n")))
