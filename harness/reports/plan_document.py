"""Plans -> the JSON document, in chunks of bytes; form and promises as in ``harness.reports.document``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from harness import __version__
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.plans import Action, Goal, Plan
from harness.model.privacy import Redaction
from harness.model.scenario import Cell
from harness.model.ways import LIMITS
from harness.model.writings import Writings
from harness.reports.json_text import dumps, items, member
from harness.reports.plan_words import title
from harness.reports.redacted import redacted_member

SCHEMA: Final = "harness-plan"
SCHEMA_VERSION: Final = 1
OPENING: Final = f'{{\n"schema": "{SCHEMA}"'.encode()
"""First bytes of every document: how an earlier one is known from any other file."""
_VARIABLES: Final = (
    *("id", "role", "subject_version", "settings", "egress_region", "account_region", "bearer", "consent"),
    *("session", "ip_versions", "baseline", "control"),
)


def document(plans: Sequence[tuple[Plan, Writings]], *, redacted: Redaction | None = None) -> Iterator[bytes]:
    """Write plans as one JSON document, with the tables that the report leaves out the ends of.

    Args:
        plans: One for each scenario, with what to write into its file.
        redacted: How private data in them were replaced; None: they were not.
    """
    yield OPENING
    yield member("schema_version", SCHEMA_VERSION)
    yield member("kind", "plan")
    yield member("tool", {"name": "harness", "version": __version__})
    if redacted is not None:
        yield member("redacted", redacted_member(redacted))
    yield from items("standing_limits", STANDING_LIMITS)
    yield b',\n"scenarios": ['
    for number, (plan, writings) in enumerate(plans):
        yield b",\n" if number else b"\n"
        yield from _plan(plan, writings)
    yield b"\n]\n}\n" if plans else b"]\n}\n"


def _plan(plan: Plan, writings: Writings) -> Iterator[bytes]:
    yield f'{{"scenario": {dumps(plan.scenario)}'.encode("ascii")
    yield member("path", plan.path)
    yield from items("made_by", plan.made_by)
    yield from items("goals", [_goal(goal) for goal in plan.goals])
    yield from items("blocking", [{"blind_spot_id": spot, "kind": kind} for spot, kind in plan.kinds])
    yield from items("actions", [_action(one, writings) for one in plan.actions])
    yield from items(
        "limits",
        [
            asdict(limit)
            | {"why": LIMITS[limit.kind].why, "instead": LIMITS[limit.kind].instead}
            | {"writings": [asdict(one) for one in writings.limits.get(limit.kind, ())]}
            for limit in plan.limits
        ],
    )
    yield from items("exercises", [asdict(one) | {"missing": one.missing} for one in plan.exercises])
    yield from items("findings", [asdict(one) for one in plan.findings])
    yield from items("errors", plan.errors)
    yield member("left_out", plan.left_out)
    yield b"\n}"


def _goal(goal: Goal) -> dict[str, Any]:
    """The verdict by name, which is public; its number is not."""
    told = asdict(goal) | {"verdict": goal.verdict.name}
    return {("blind_spots" if key == "spots" else key): value for key, value in told.items()}


def _action(action: Action, writings: Writings) -> dict[str, Any]:
    return {
        "number": action.number,
        "way": action.act.way.value,
        "target": action.act.target,
        "cost": action.cost.name.lower(),
        "title": title(action),
        "how": list(action.hows),
        "clears": list(action.clears),
        "helps": list(action.helps),
        "claims": list(action.claims),
        "payload_octets": action.octets,
        "moves": [asdict(one) for one in action.moves],
        "needless_after": list(action.besides),
        "cells": [_cell(cell) for cell in action.cells],
        "more_cells": action.more_cells,
        "writings": [asdict(one) for one in writings.actions.get(action.number, ())],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in _VARIABLES}
