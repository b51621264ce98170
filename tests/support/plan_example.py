"""A plan by hand, with one of everything, for tests of reports; all made up."""

from __future__ import annotations

from harness.model.plans import (
    Act,
    Action,
    Exercise,
    Gap,
    Goal,
    Limit,
    Moves,
    Outlook,
    Plan,
    Refuting,
    Rolled,
)
from harness.model.verdicts import Verdict
from harness.model.ways import LimitKind, Way
from harness.model.writings import Writing, Writings
from tests.support.scenario_parts import cell

TESTED, ASSERTED = Rolled.AS_TESTED, Rolled.AS_ASSERTED
STATE, AGAIN, NEW = Act(Way.STATE_CAPTURE, "us-v1"), Act(Way.RECAPTURE, "us-v1"), Act(Way.NEW_CELLS, "SG")


def plan() -> Plan:
    """Two claims: one open, one refuted."""
    open_, held = Outlook.OPEN, Outlook.HELD
    goals = (
        Goal(claim="no-cn", rolled=TESTED, verdict=Verdict.INCONCLUSIVE, outlook=open_, spots=(0, 1)),
        Goal(claim="no-cn", rolled=ASSERTED, verdict=Verdict.INCONCLUSIVE, outlook=held, spots=(0, 1, 2, 3)),
        Goal(
            claim="silent",
            rolled=TESTED,
            verdict=Verdict.FAIL,
            outlook=Outlook.REFUTED,
            under_interference=True,
        ),
        Goal(claim="silent", rolled=ASSERTED, verdict=Verdict.FAIL, outlook=Outlook.REFUTED),
    )
    gaps = (Gap(0, STATE, ""), Gap(1, AGAIN, ""), Gap(2, NEW, ""), Gap(3, None, "", LimitKind.ANY_VALUE))
    return Plan(
        scenario="made-up",
        path="made-up.yaml",
        goals=goals,
        kinds=((0, "filter_unknown"), (1, "packet_loss"), (2, "scope_not_tested"), (3, "scope_not_tested")),
        actions=(
            _action(1, STATE, (0,), gaps[:1], "'filter'", (Moves("no-cn", TESTED, (2,), from_none=False),), besides=(2,)),
            _action(2, AGAIN, (0, 1), gaps[:2], "without loss", (Moves("no-cn", TESTED, (), from_none=False),), octets=1_900),
            _action(3, NEW, (2,), gaps[2:3], "what the claim is asserted for", (), cells=(cell(id="sg-1"),)),
        ),
        limits=(Limit(kind=LimitKind.ANY_VALUE, about=("settings: asserted for any value.",), spots=(3,), claims=("no-cn",)),),
        exercises=(Exercise(claim="no-cn", variable="steps", asserted=("login", "flight"), tested=("login",)),),
        findings=(Refuting(claim="silent", finding="silent/log.example", status="not_seen_since", cells=("us-v1",)),),
        left_out=2,
        gaps=gaps,
    )  # fmt: skip


def writings() -> Writings:
    """What to write for the example."""
    return Writings(
        {
            1: (Writing("cells[us-v1].captures[a.pcap]", 40, ("filter: all  # CHANGE",)),),
            2: (Writing("cells[us-v1].captures", 30),),
            3: (Writing("cells", None, tuple(f"- line: {number}" for number in range(20))),),
        },
        {LimitKind.ANY_VALUE: (Writing("claims[no-cn].scope", 60),)},
    )


def _action(
    number: int, act: Act, clears: tuple[int, ...], gaps: tuple[Gap, ...], how: str, moves: tuple[Moves, ...],
    **given: object,
) -> Action:  # fmt: skip
    fields: dict[str, object] = {"helps": (), "claims": ("no-cn",), "octets": 0, "besides": ()}
    fields |= {"number": number, "act": act, "hows": (how,), "gaps": gaps, "clears": clears, "moves": moves}
    return Action(**(fields | given))  # type: ignore[arg-type]
