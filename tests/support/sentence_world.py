"""Small test worlds whose every word is known, for tests of sentences and of the matrix; all made up.

Each value of each variable is a word of its own, so that a sentence can be taken apart and held against what was run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, ClaimKind, Scope
from harness.model.scenario import AcceptedLimit, Cell, Scenario
from harness.model.selection import Selection
from harness.model.selectors import EndpointSelector
from harness.model.verdicts import Judgement, Verdict
from harness.stages.blind_spots import gather_blind_spots, scope_spots
from harness.stages.matrix import gather_matrix
from harness.stages.rollups import roll_up
from harness.stages.sentences import with_sentences
from harness.stages.spots import Spot
from harness.tables.captures import CAPTURES
from harness.tables.coverage import COVERAGE
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.verification import RollUp
from tests.support.judging_rows import claim, contact, contacts_of, lead, leads_of
from tests.support.places_example import frame
from tests.support.scenario_parts import capture_file, captured, cell, scenario, step

Row = dict[str, Any]
WORDS: dict[str, tuple[str, ...]] = {
    "egress_region": ("BR", "DE", "JP", "US"),
    "account_region": ("FR", "KR", "ZA"),
    "subject_version": ("1.13.4", "2.0.1", "3.9.9"),
    "settings": ("standard", "local-mode"),
    "bearer": ("wifi", "lte"),
    "consent": ("granted", "declined"),
}
"""Values of the variables of a cell; no word stands twice."""
STEPS = ("login", "flight", "sync")
SPOTS = (
    BlindSpotKind.LATE_START,
    BlindSpotKind.TRUNCATED_FILE,
    BlindSpotKind.TUNNEL,
    BlindSpotKind.UNOBSERVED_EGRESS,
)
"""Kinds that blind every kind of claim."""
DENIALS = re.compile(r"\b(sent no|sent none|made no)\b", re.IGNORECASE)
"""What only a PASS may say, whatever the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One cell, and what came of it."""

    cell: Cell
    verdict: Verdict
    """What was judged; NONE exactly where it was not run."""
    shown: frozenset[str] = frozenset()
    """Steps with evidence met by packets."""
    stated: frozenset[str] = frozenset()
    """Steps that somebody states."""
    hosts: tuple[str, ...] = ("log.skylark.example",)
    """Of its witnesses."""
    spots: frozenset[BlindSpotKind] = frozenset({BlindSpotKind.LATE_START})
    """What blocks it."""
    loss: float | None = 0.0
    interference: bool = False

    @property
    def exercised(self) -> frozenset[str]:
        return (self.shown | self.stated) if self.cell.captures else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A claim and its cells."""

    claim: Claim
    plans: tuple[Plan, ...]
    limits: tuple[AcceptedLimit, ...] = ()
    made_by: str | None = None
    shuffle: Any = field(default=None, compare=False)
    """Brings rows into another order; None: as they are."""

    @property
    def scenario(self) -> Scenario:
        cells = tuple(plan.cell for plan in self.plans)
        return scenario(*cells, claims=(self.claim,), accepted_limits=self.limits)


def told(world: World, selection: Selection = Selection()) -> RollUp:  # noqa: B008 - frozen
    """The roll-up with its sentence."""
    matrix, rolled, spots = laid_out(world, selection)
    leads, contacts = _leads(world)
    (found,) = with_sentences(
        rolled,
        _mixed(matrix, world),
        _mixed(leads, world),
        _mixed(contacts, world),
        _mixed(spots, world),
        _mixed(_captures(world), world),
        world.scenario,
    )
    return found


def laid_out(world: World, selection: Selection) -> tuple[pl.DataFrame, tuple[RollUp, ...], pl.DataFrame]:
    """MATRIX, the roll-up without its sentence, BLIND_SPOTS."""
    own = [
        Spot(cell=plan.cell.id, kind=kind, detail="It could.")
        for plan in world.plans
        if plan.verdict is Verdict.INCONCLUSIVE
        for kind in sorted(plan.spots)
    ]
    spots = gather_blind_spots((*own, *scope_spots(world.scenario, selection)), world.scenario)
    judgements = _judgements(world, spots)
    rolled = roll_up(judgements, spots, world.scenario, selection)
    of = (_captures(world), _coverage(world), frame(LIVENESS), _evidence(world))
    offsets = {str(number): 0 for number in range(len(world.plans))}
    return gather_matrix(*of, judgements, rolled, world.scenario, offsets), rolled, spots


def _mixed(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    if world.shuffle is None:
        return rows
    order = list(range(rows.height))
    world.shuffle.shuffle(order)
    return rows[order]


def _judgements(world: World, spots: pl.DataFrame) -> list[Judgement]:
    return [
        Judgement(
            claim=world.claim.id,
            cell=plan.cell.id,
            verdict=plan.verdict,
            witnesses=tuple(row["lead_id"] for row in _lead_rows(world) if row["cell"] == plan.cell.id),
            blind_spots=tuple(spots.filter(pl.col("cell") == plan.cell.id)["blind_spot_id"]),
            coverage_ratio=1.0,
            under_interference=plan.interference and plan.verdict is Verdict.FAIL,
        )
        for plan in world.plans
    ]


def _lead_rows(world: World) -> list[Row]:
    rows = [
        lead(
            claim=world.claim.id,
            cell=plan.cell.id,
            finding=f"{world.claim.id}/{host}",
            under_interference=plan.interference,
        )
        for plan in world.plans
        if plan.verdict is Verdict.FAIL
        for host in plan.hosts
    ]
    return [row | {"lead_id": number, "contact_id": number} for number, row in enumerate(rows)]


def _leads(world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = _lead_rows(world)
    keys = {plan.cell.id: str(number) for number, plan in enumerate(world.plans)}
    contacts = [
        contact(
            contact_id=row["contact_id"],
            cell=row["cell"],
            name=row["finding"].partition("/")[2],
            packet=70 + int(keys[row["cell"]]),
            capture=keys[row["cell"]],
        )
        for row in rows
    ]
    return leads_of(*rows), contacts_of(*contacts)


def _captures(world: World) -> pl.DataFrame:
    """Each cell's only file; its steps lie in it."""
    rows = [
        captured(
            0, 10_000, capture=str(number), vantage=f"{plan.cell.id}/lan", path=plan.cell.captures[0].path,
            made_by=world.made_by,
        )
        for number, plan in enumerate(world.plans)
        if plan.cell.captures
    ]  # fmt: skip
    return frame(CAPTURES, *rows)


def _coverage(world: World) -> pl.DataFrame:
    rows = [
        {
            "cell": plan.cell.id, "measure": "packets", "seen": None if plan.loss is None else 1e6 * (1 - plan.loss),
            "total": None if plan.loss is None else 1e6, "ratio": None if plan.loss is None else 1 - plan.loss,
            "unit": "packets", "weighs": True,
        }
        for plan in world.plans if plan.cell.captures
    ]  # fmt: skip
    return frame(COVERAGE, *rows)


def _evidence(world: World) -> pl.DataFrame:
    rows = [
        dict.fromkeys(STEP_EVIDENCE.columns)
        | {"cell": plan.cell.id, "step": one, "kind": kind, "wanted": "it", "met": True}
        for plan in world.plans
        for kind, steps in (("sent", plan.shown), ("stated", plan.stated))
        for one in sorted(steps)
    ]
    return frame(STEP_EVIDENCE, *rows)


def plan(number: int = 0, verdict: Verdict = Verdict.PASS, **given: Any) -> Plan:
    """A cell with login and flight, both shown, unless it says otherwise; NONE was not run."""
    known = {
        name: given.pop(name) for name in list(given) if name in Plan.__dataclass_fields__ and name != "cell"
    }
    fields = {variable: values[0] for variable, values in WORDS.items()} | {"ip_versions": (4, 6)} | given
    steps = fields.pop("steps", ("login", "flight"))
    made = cell(
        *(step(name, 100 * place, 100 * place + 60) for place, name in enumerate(steps)),
        id=f"c{number}",
        session=number,
        captures=() if verdict is Verdict.NONE else (capture_file(f"{number}.pcap"),),
        **fields,
    )
    return Plan(cell=made, verdict=verdict, **({"shown": frozenset(steps)} | known))


def world(*plans: Plan, scope: Scope | None = None, **given: Any) -> World:
    """A world with a claim that is asserted for all that these plans have, unless it says otherwise."""
    of = given.pop("claim", None) or claim(scope=scope or scope_of(plans))
    return World(claim=of, plans=plans, **given)


def scope_of(plans: Sequence[Plan]) -> Scope:
    """Everything that some cells have."""

    def values(variable: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(getattr(one.cell, variable) for one in plans))

    return Scope(
        egress_regions=values("egress_region"),
        account_regions=values("account_region"),
        subject_versions=values("subject_version"),
        settings=values("settings"),
    )


SELECTOR = EndpointSelector(suffixes=("vendor.example",))
KINDS: dict[ClaimKind, Row] = {
    ClaimKind.LOCATION: {"countries": ("CN",)},
    ClaimKind.CONTROL: {"countries": ("CN",)},
    ClaimKind.SILENCE: {"permitted_hosts": ("time.example",)},
    ClaimKind.NAME: {"only": (SELECTOR,)},
    ClaimKind.CONTENT: {"data": ("home_point", "serial"), "only": (SELECTOR,)},
}
"""What each kind of claim is about."""


def about(kind: ClaimKind) -> Row:
    """Fields of a claim of a kind."""
    return {"countries": ()} | KINDS[kind]
