"""Made-up campaigns judged, and the verdicts held against the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from harness.judging import Judged, judge_campaign
from harness.model.selection import Selection
from tests.support.campaign_facts import TODAY, observed, scenario_of
from tests.support.campaign_impairments import impair
from tests.support.campaign_world import World, make_world, truly


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One claim in one cell of one campaign."""

    seed: int
    impairments: tuple[str, ...]
    claim: str
    cell: str
    verdict: str
    truth: bool
    """Whether the subject truly did what the claim denies."""
    blocked_by: tuple[str, ...]
    """Kinds of blind spot, sorted."""

    @property
    def wrong(self) -> bool:
        return self.verdict == ("PASS" if self.truth else "FAIL")

    @property
    def decided(self) -> bool:
        return self.verdict in ("PASS", "FAIL")


def campaign(seed: int) -> World:
    return impair(make_world(seed))


def judged(world: World) -> Judged:
    return judge_campaign(scenario_of(world), observed(world), only=Selection(), today=TODAY)


def outcomes(world: World, result: Judged) -> Iterator[Outcome]:
    plans = {plan.id: plan for plan in world.cells}
    kinds = dict(result["blind_spots"].select("blind_spot_id", "kind").iter_rows())
    for row in result["judgements"].iter_rows(named=True):
        yield Outcome(
            seed=world.seed,
            impairments=tuple(world.impairments),
            claim=row["claim"],
            cell=row["cell"],
            verdict=row["verdict"],
            truth=truly(world, row["claim"], plans[row["cell"]]),
            blocked_by=tuple(sorted({kinds[spot] for spot in row["blind_spots"]})),
        )


def chain(seed: int, one: Outcome) -> str:
    """Everything that led to one verdict, to be read beside a failure."""
    world = campaign(seed)
    result = judged(world)
    of_cell = pl.col("cell") == one.cell
    plan = next(plan for plan in world.cells if plan.id == one.cell)
    parts = [
        f"seed {seed}, impairments {one.impairments}, boundary {world.boundary}",
        f"{one.claim} in {one.cell} is {one.verdict}, truth {one.truth}",
        *(f"true: {talk}" for talk in plan.talks if talk.whose != "local"),
        *(f"flow: {row}" for row in _rows(result["contacts"].filter(of_cell))),
        *(f"lead: {row}" for row in _rows(result["leads"].filter(of_cell))),
        *(
            f"blind spot: {row['kind']}: {row['detail']}"
            for row in _rows(result["blind_spots"].filter(of_cell))
        ),
    ]
    return "\n".join(parts)


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.to_dicts()
