"""roll-ups + MATRIX, leads, blind spots -> the sentence that the evidence supports, for each claim and choice of cells.

What each verdict may say:

* PASS: what the product did not do ("sent no ..."), in which regions of those asserted, under which settings, in which steps, for how
  long and with which loss. No other verdict uses these words.
* INCONCLUSIVE: that it was not seen, and what could hide it, kind by kind.
* FAIL: what the product did, with one packet for each endpoint; what else could be hidden; verdicts of the other sessions.
* NONE and ERROR: that nothing was tested, or cannot be said.

Behind it, in this order: limits that somebody accepted, each with its end; and, behind "not tested:", what the claim is
asserted for and these cells do not test. Nothing that is not in cells that were run stands before these two words.

Blind spots: the standing limits, which every verdict carries. A step counts as done where one of its signs was met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.claim_words import claim_words
from harness.model.claims import Claim
from harness.model.figures import percent_up
from harness.model.scenario import Cell, Scenario
from harness.model.verdicts import Judgement, Verdict
from harness.stages.sentence_cells import (
    all_of,
    conditions,
    measured,
    product_versions,
    regions_asserted,
    sessions,
    steps,
)
from harness.stages.sentence_witnesses import Witnesses
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.captures import CAPTURES
from harness.tables.matrix import MATRIX
from harness.tables.schema import conform
from harness.tables.verification import RollUp

Row = dict[str, Any]
NOT_TESTED = "not tested: "
"""What stands behind it was not tested; nothing before it was not."""
_CELLS_NAMED = 3
_ASIDE = " (queries to a resolver that the access network gave aside)"
_KINDS = {kind.value: number for number, kind in enumerate(BlindSpotKind)}


def with_sentences(
    rolled: Sequence[RollUp],
    matrix: pl.DataFrame,
    leads: pl.DataFrame,
    contacts: pl.DataFrame,
    blind_spots: pl.DataFrame,
    captures: pl.DataFrame,
    scenario: Scenario,
) -> tuple[RollUp, ...]:
    """Put its sentence to each roll-up.

    Args:
        rolled: In any order, which is kept.
        matrix: MATRIX rows of the cells and of these roll-ups.
        leads: LEADS rows.
        contacts: CONTACTS rows that they point to.
        blind_spots: BLIND_SPOTS rows.
        captures: CAPTURES rows.
        scenario: Claims, cells, accepted limits and the product's name.
    """
    teller = _Teller(
        scenario,
        conform(matrix, MATRIX).to_dicts(),
        {row["blind_spot_id"]: row for row in conform(blind_spots, BLIND_SPOTS).iter_rows(named=True)},
        conform(captures, CAPTURES).select("vantage", "made_by").rows(),
        Witnesses(leads, contacts, captures, scenario),
    )
    return tuple(replace(one, sentence=teller.sentence(one)) for one in rolled)


class _Teller:
    """What sentences rest on, by key."""

    def __init__(
        self,
        scenario: Scenario,
        matrix: Sequence[Row],
        spots: Mapping[int, Row],
        makers: Sequence[tuple[str, str | None]],
        witnesses: Witnesses,
    ) -> None:
        self._scenario = scenario
        self._claims = {claim.id: claim for claim in scenario.claims}
        self._cells = {cell.id: cell for cell in scenario.cells}
        self._rows = {(row["claim"], row["cell"]): row for row in matrix if row["cell"] is not None}
        self._not_tested = {
            (row["claim"], row["selection"]): row["not_tested"]
            for row in matrix
            if row["basis"] == "as_asserted"
        }
        self._spots = spots
        self._makers = makers
        self._witnesses = witnesses

    def sentence(self, rolled: RollUp) -> str:
        """Everything that may be said of one roll-up."""
        claim = self._claims[rolled.claim]
        parts = [self._main(claim, rolled), *self._accepted(claim, rolled)]
        if beyond := self._not_tested[claim.id, rolled.selection]:
            parts.append(f"{NOT_TESTED}{'; '.join(beyond)}")
        text = "; ".join(parts)
        return f"{self._made_up(rolled)}{text[0].upper()}{text[1:]}."

    def _main(self, claim: Claim, rolled: RollUp) -> str:
        tested = rolled.as_tested
        match tested.verdict:
            case Verdict.NONE:
                return _nothing(rolled)
            case Verdict.PASS:
                return self._pass(claim, rolled)
            case Verdict.INCONCLUSIVE:
                return self._inconclusive(claim, rolled)
            case Verdict.FAIL:
                return "; ".join((self._told(claim, tested), *self._more(rolled), *self._beside(rolled)))
            case Verdict.ERROR:
                return "; ".join(self._error(claim, rolled))

    def _pass(self, claim: Claim, rolled: RollUp) -> str:
        cells, rows = self._tested(rolled)
        bound = ""
        if rolled.bound is not None and rolled.bound < 1:
            bound = f", so that at most {percent_up(rolled.bound)} of such sessions would show it (95% confidence)"
        return (
            f"in {regions_asserted(claim, cells)}, {product_versions(self._product, cells)} {claim_words(claim).none}"
            f"{self._aside(claim, rolled)}{steps(rows)} {conditions(cells)}, {measured(cells, rows)}{bound}"
        )

    def _inconclusive(self, claim: Claim, rolled: RollUp) -> str:
        cells, rows = self._tested(rolled)
        return (
            f"no {claim_words(claim).seen}{self._aside(claim, rolled)} was seen from {product_versions(self._product, cells)} in "
            f"{regions_asserted(claim, cells)}{steps(rows)} {conditions(cells)}, {measured(cells, rows)}, "
            f"but what could hide it was: {self._hiding(rolled)}"
        )

    def _aside(self, claim: Claim, rolled: RollUp) -> str:
        """What the product did that would be denied otherwise, and that the claim is not about."""
        return _ASIDE if self._witnesses.set_aside(claim, rolled.tested) else ""

    def _told(self, claim: Claim, judgement: Judgement) -> str:
        told = self._witnesses.told(claim, judgement.witnesses)
        if not judgement.under_interference:
            return told
        return f"under interference, and not seen without it: {told}"

    def _beside(self, rolled: RollUp) -> Iterator[str]:
        """Verdicts of the sessions that show no witness and are not broken."""
        shown = self._witnesses.cells(rolled.as_tested.witnesses)
        verdicts = [self._rows[rolled.claim, cell]["verdict"] for cell in rolled.tested if cell not in shown]
        verdicts = [name for name in verdicts if name != Verdict.ERROR.name]
        counts = [(verdicts.count(one.name), one.name) for one in Verdict if one.name in verdicts]
        told = [f"{count} {'is' if count == 1 else 'are'} {name}" for count, name in counts]
        match counts:
            case []:
                return
            case [(1, name)]:
                yield f"the other session is {name}"
            case [(count, name)]:
                yield f"the other {count} sessions are {name}"
            case _:
                yield f"of the other {len(verdicts)} sessions {all_of(told)}"

    def _error(self, claim: Claim, rolled: RollUp) -> Iterator[str]:
        verdicts = {cell: self._rows[claim.id, cell]["verdict"] for cell in sorted(rolled.tested)}
        broken = [cell for cell, verdict in verdicts.items() if verdict == Verdict.ERROR.name]
        yield f"nothing can be concluded: captures are missing, altered or unreadable in {_some(broken, rolled)}"
        if rolled.as_tested.witnesses:
            yield f"what was read shows all the same that {self._told(claim, rolled.as_tested)}"
            yield from self._more(rolled)
        yield from self._beside(rolled)

    def _more(self, rolled: RollUp) -> Iterator[str]:
        if rolled.as_tested.blind_spots:
            yield f"what could hide more was: {self._hiding(rolled)}"

    def _hiding(self, rolled: RollUp) -> str:
        """What blocks PASS in the cells that were run, kind by kind."""
        found: dict[str, dict[str, None]] = {}
        spots = [self._spots[number] for number in rolled.as_tested.blind_spots]
        for row in sorted(spots, key=lambda row: _KINDS[row["kind"]]):
            found.setdefault(row["kind"], {})[row["cell"]] = None
        told = (
            f"{kind.replace('_', ' ')} in {_some(sorted(cells), rolled)}" for kind, cells in found.items()
        )
        return ", ".join(told)

    def _accepted(self, claim: Claim, rolled: RollUp) -> Iterator[str]:
        """Every limit that somebody accepts for the claim, and whether it blocks."""
        blocking = [self._spots[number] for number in rolled.as_asserted.blind_spots]
        blocks: dict[bool, dict[str, None]] = {}
        for limit in self._scenario.accepted_limits:
            if limit.claim in (None, claim.id):
                struck = any(limit.covers(row["kind"], row["cell"], row["claim"]) for row in blocking)
                text = f"{limit.kind.value.replace('_', ' ')} (until {limit.expires.isoformat()})"
                blocks.setdefault(struck, {})[text] = None
        for struck, words in (
            (True, "accepted, and blocking all the same"),
            (False, "accepted, and blocking nothing here"),
        ):
            if struck in blocks:
                yield f"{words}: {', '.join(sorted(blocks[struck]))}"

    def _made_up(self, rolled: RollUp) -> str:
        """That captures say that they were made up, before everything else."""
        makers = [maker for vantage, maker in self._makers if vantage.partition("/")[0] in rolled.tested]
        marked = sum(maker is not None for maker in makers)
        if not marked:
            return ""
        share = "" if marked == len(makers) else f" in {marked} of {len(makers)} captures"
        return f"SYNTHETIC, made-up evidence{share}: "

    def _tested(self, rolled: RollUp) -> tuple[list[Cell], list[Row]]:
        """Cells that were run, and their rows."""
        return (
            [self._cells[cell] for cell in rolled.tested],
            [self._rows[rolled.claim, cell] for cell in rolled.tested],
        )

    @property
    def _product(self) -> str:
        return self._scenario.subject.product


def _nothing(rolled: RollUp) -> str:
    if not rolled.cells:
        return "nothing was tested: no session asked about lies in what the claim is asserted for"
    return f"nothing was tested: none of {len(rolled.cells)} planned {'session' if len(rolled.cells) == 1 else 'sessions'} was run"


def _some(cells: Sequence[str], rolled: RollUp) -> str:
    """Cells by name where they are few, else by number."""
    if len(cells) <= _CELLS_NAMED:
        return all_of(cells)
    whole = len(cells) == len(rolled.tested)
    return f"{'all' if whole else f'{len(cells)} of'} {sessions(len(rolled.tested))}"
