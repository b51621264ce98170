"""Verification -> what each claim came to in each cell and over all of them, in words: what SARIF, JUnit, GitHub and Markdown tell.

One place decides what is judged and how it is said, so that formats can differ in form alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from harness.model.claims import Claim
from harness.model.privacy import redacted_words
from harness.model.verdicts import Judgement
from harness.reports.expected import error_expected, expected_claims
from harness.reports.look import look_words
from harness.reports.places import socket
from harness.reports.synthetic import made_up_sentence
from harness.reports.text import shown
from harness.reports.units import counted
from harness.reports.verification_facts import Facts, judgement_of
from harness.reports.verification_words import (
    percent,
    sentence_as_asserted,
    sentence_as_tested,
    verdict_name,
)
from harness.tables.verification import RollUp, Verification

AS_TESTED, AS_ASSERTED = "as tested", "as asserted"
STATUS_WORDS = {"open": "open", "not_seen_since": "not seen since", "fixed": "fixed"}
_SPOTS = 8
"""Blind spots of a cell told one by one; the rest are counted."""
_WITNESSES = 8
"""Witnesses of a cell or finding, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One claim in one cell, or rolled up."""

    claim: Claim
    over: str
    """Id of the cell, ``as tested`` or ``as asserted``."""
    is_cell: bool
    judgement: Judgement
    text: str
    """What it came to, with what must be said beside it, and what that rests on; escaped, so that all line breaks are ours."""


@dataclass(frozen=True)
class Told:
    """A Verification and what formats say of it; made once for each report."""

    verification: Verification

    @cached_property
    def facts(self) -> Facts:
        """Its rows by key."""
        return Facts(self.verification)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """By id."""
        return {claim.id: claim for claim in self.verification.scenario.claims}

    @cached_property
    def expected(self) -> dict[str, bool]:
        """As ``expected_claims``."""
        return expected_claims(self.verification)

    @cached_property
    def broke(self) -> bool:
        """Whether something broke that was not meant to."""
        return bool(self.verification.errors) and not error_expected(self.verification, self.expected)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What must be said wherever a verdict is: made-up evidence, that a narrower test was asked for, and what was redacted."""
        found = [made_up_sentence(self.verification.made_by)] if self.verification.made_by else []
        if self.verification.beside is not None:
            found.append(
                f"NARROWER TEST {self.verification.beside.test}: its verdicts as tested decide; expectations are not applied."
            )
        if self.verification.redacted is not None:
            found.append(redacted_words(self.verification.redacted))
        return tuple(found)

    def cells(self) -> Iterator[Judged]:
        """Each claim in each of its cells, in order of the scenario; of a narrower test those that were run."""
        chosen = {rolled.claim: rolled for rolled in self.verification.chosen}
        for row in self.facts.judgements().iter_rows(named=True):
            rolled = chosen.get(row["claim"])
            wanted = () if rolled is None else rolled.tested if self.facts.narrowed else rolled.cells
            if row["cell"] in wanted:
                judgement = judgement_of(row)
                yield Judged(
                    claim=self.claims[row["claim"]],
                    over=row["cell"],
                    is_cell=True,
                    judgement=judgement,
                    text=self._cell_text(judgement),
                )

    def roll_ups(self) -> Iterator[Judged]:
        """Each claim as tested and, of the full test, as asserted."""
        for rolled in self.verification.chosen:
            claim = self.claims[rolled.claim]
            tested = f"{sentence_as_tested(claim, rolled, self._failed_cells(rolled))}."
            yield self._rolled(claim, rolled, AS_TESTED, rolled.as_tested, tested)
            if not self.facts.narrowed:
                asserted = f"{sentence_as_asserted(claim, rolled.as_asserted)}."
                yield self._rolled(claim, rolled, AS_ASSERTED, rolled.as_asserted, asserted)

    def _rolled(self, claim: Claim, rolled: RollUp, over: str, judgement: Judgement, said: str) -> Judged:
        said = said.replace(" (listed below)", "")  # of the terminal report
        first = f"{verdict_name(judgement)} {over}: {said} {rolled.sentence}".rstrip()
        return Judged(claim=claim, over=over, is_cell=False, judgement=judgement, text=self._lines(first))

    def _lines(self, first: str, parts: Iterable[str] = ()) -> str:
        """Lines of ours, each escaped; the first with what must be said wherever a verdict is."""
        return "\n".join(shown(line) for line in (" ".join((first, *self.warnings)), *parts))

    def _failed_cells(self, rolled: RollUp) -> int:
        judgements = self.verification.judgements
        return judgements.filter(
            (pl.col("claim") == rolled.claim)
            & pl.col("cell").is_in(rolled.tested)
            & (pl.col("witnesses").list.len() > 0)
        ).height

    def _cell_text(self, judgement: Judgement) -> str:
        """Witnesses with their packets, what blocks PASS, and what was covered."""
        parts = self._witnesses(judgement.witnesses)
        spots = [self.blind_spots[number] for number in judgement.blind_spots if number in self.blind_spots]
        parts += [
            f"Blocks PASS: {spot['kind'].replace('_', ' ')}: {spot['detail']} For PASS: {spot['remedy']}"
            for spot in spots[:_SPOTS]
        ]
        if len(spots) > _SPOTS:
            parts.append(f"... and {counted(len(spots) - _SPOTS, 'more blind spot')}.")
        if judgement.coverage_ratio is not None:
            covered, floor = percent(judgement.coverage_ratio), percent(judgement.floor_ratio)
            parts.append(f"Coverage {covered}, floor {floor}.")
        return self._lines(f"{verdict_name(judgement)} in {judgement.cell}.", parts)

    @cached_property
    def blind_spots(self) -> dict[int, dict[str, Any]]:
        """By ``blind_spot_id``."""
        return {row["blind_spot_id"]: row for row in self.verification.blind_spots.iter_rows(named=True)}

    def lead_text(self, lead: dict[str, Any]) -> str:
        """One witness: who, where, why, and the packet that shows it."""
        contact = self.facts.contact(lead["contact_id"])
        row = contact.row
        where = socket(row["server_ip"], row["transport"], row["server_port"])
        under = (
            " UNDER INTERFERENCE: seen while the harness or rig changed what the product does."
            if lead["under_interference"]
            else ""
        )
        look = look_words(row["packet"], contact.path())
        return f"Witness {row['name'] or '(no name seen)'} {where}; {contact.place()}.{under} {lead['reason']} See {look}."

    def finding_text(self, row: dict[str, Any]) -> str:
        """One finding with its history and its first witnesses."""
        later = f"; later and not seen in {', '.join(row['cells_since'])}" if row["cells_since"] else ""
        status = STATUS_WORDS.get(row["status"], row["status"]).upper()
        seen = f"Seen in {', '.join(row['cells'])}{later}."
        return self._lines(
            f"{row['finding']}: {status}. {row['why']}", (seen, *self._witnesses(row["leads"]))
        )

    def _witnesses(self, leads: Sequence[int]) -> list[str]:
        """The first of them, and how many more there are."""
        told = [self.lead_text(self.facts.leads[lead]) for lead in leads[:_WITNESSES]]
        left = len(leads) - len(told)
        return [*told, f"... and {counted(left, 'more witness', 'more witnesses')}."] if left else told

    def unmet_of(self, claim: str) -> list[str]:
        """What was expected of a claim and did not come."""
        every = self.facts.unmet_of_all
        return [one.text for one in self.verification.unmet if one.claim == claim and one.text not in every]
