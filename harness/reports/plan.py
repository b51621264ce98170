"""Plans -> the terminal report: where claims stand, what to do next, and what no capture can move.

Nothing in it depends on the clock or the machine. Names are escaped where lines are painted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from harness.model.blind_spots import STANDING_LIMITS
from harness.model.plans import Action, Goal, Outlook, Plan
from harness.model.privacy import Redaction
from harness.model.ways import LIMITS, Cost
from harness.model.writings import Writing, Writings
from harness.reports import plan_words as words
from harness.reports.lines import EMPTY, Line, Style, first_of, heading, paint, plain, wrapped
from harness.reports.redacted import redacted_lines
from harness.reports.synthetic import made_up_sentence
from harness.reports.terminal import LEAST_WIDTH
from harness.reports.text import pieces
from harness.reports.units import counted

Planned = tuple[Plan, Writings]
_FEW_ACTIONS: Final = 12
_FEW_LINES: Final = 14
"""YAML lines of one place without ``all_rows``."""
_STYLES: Final = {
    Outlook.PASSED: Style.GOOD,
    Outlook.OPEN: Style.PLAIN,
    Outlook.HELD: Style.DOUBT,
    Outlook.REFUTED: Style.BAD,
    Outlook.BROKEN: Style.BAD,
}


def render(
    plans: Sequence[Planned],
    width: int,
    *,
    colour: bool,
    all_rows: bool = False,
    redacted: Redaction | None = None,
) -> str:
    """Write the report.

    Args:
        plans: One for each scenario, in order, with what is to be written for it.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
        all_rows: List every action, and all YAML.
        redacted: How private data in the plans were replaced; None: they were not.
    """
    width = max(width, LEAST_WIDTH)
    lines = [line for one in plans for line in _plan(one, width, all_rows=all_rows)]
    return paint([*redacted_lines(redacted, width), *lines, *_closing(width)], colour=colour)


def _plan(planned: Planned, width: int, *, all_rows: bool) -> Iterator[Line]:
    plan, writings = planned
    yield from wrapped(f"Plan for scenario {plan.scenario}", width, style=Style.HEADING)
    yield from wrapped(plan.path, width, first="  ")
    if plan.made_by:
        yield from wrapped(made_up_sentence(plan.made_by), width, first="  ", rest="    ", style=Style.BAD)
    for text in plan.errors:
        yield from wrapped(f"ERROR: {text}", width, first="  ", rest="    ", style=Style.BAD)
    yield EMPTY
    yield from _goals(plan, width)
    yield from _actions(plan, writings, width, all_rows=all_rows)
    yield from _limits(plan, writings, width)
    yield from _exercises(plan, width)


def _goals(plan: Plan, width: int) -> Iterator[Line]:
    yield heading("Where the claims stand")
    for claim in dict.fromkeys(goal.claim for goal in plan.goals):
        yield from wrapped(claim, width, first="  ", rest="    ")
        own = [goal for goal in plan.goals if goal.claim == claim]
        for goal in own:
            yield from _goal(goal, plan, width)
        if any(goal.outlook is Outlook.REFUTED for goal in own):
            yield from _refuted(claim, own, plan, width)
        if any(goal.outlook is Outlook.BROKEN for goal in own):
            yield from wrapped(words.BROKEN, width, first="    ", style=Style.BAD)
    if plan.left_out:
        text = f"{counted(plan.left_out, 'blind spot')} of claims that are FAIL or ERROR {'is' if plan.left_out == 1 else 'are'} not planned for: mending them moves no verdict."
        yield from wrapped(text, width, first="  ", rest="    ")
    yield EMPTY


def _goal(goal: Goal, plan: Plan, width: int) -> Iterator[Line]:
    text = f"{goal.rolled.value}: {goal.verdict.name}, {words.outlook(goal, plan)}"
    yield from wrapped(f"{text}.", width, first="    ", rest="      ", style=_STYLES[goal.outlook])
    if goal.spots and goal.outlook in (Outlook.OPEN, Outlook.HELD):
        yield from wrapped(f"blocked by {words.blocked(goal, plan)}", width, first="      ", rest="        ")


def _refuted(claim: str, goals: Sequence[Goal], plan: Plan, width: int) -> Iterator[Line]:
    yield from wrapped(words.REFUTED, width, first="    ", rest="      ")
    for one in plan.findings:
        if one.claim == claim:
            status = one.status.replace("_", " ")
            yield from wrapped(f"{one.finding}: {status}, in {', '.join(one.cells)}", width, first="    - ")
    if any(goal.under_interference for goal in goals):
        yield from wrapped(words.INTERFERED, width, first="    ", rest="      ")


def _actions(plan: Plan, writings: Writings, width: int, *, all_rows: bool) -> Iterator[Line]:
    yield heading(f"What to do next: {counted(len(plan.actions), 'action')}")
    if not plan.actions:
        yield plain("  Nothing that is planned here would move a verdict.")
    else:
        text = "Nobody has done these yet. First what could move most verdicts, then what costs least; a verdict moves only when all that blocks it is mended."
        yield from wrapped(text, width, first="  ")

    def lines(action: Action) -> Iterator[Line]:
        return _action(action, writings.actions.get(action.number, ()), plan, width, all_rows=all_rows)

    yield from first_of(plan.actions, _FEW_ACTIONS, lines, all_rows=all_rows, indent="  ")
    yield EMPTY


def _action(
    action: Action, writes: Sequence[Writing], plan: Plan, width: int, *, all_rows: bool
) -> Iterator[Line]:
    first = f"  {action.number}. "
    pad = " " * len(first)
    yield from wrapped(f"{words.title(action)}.", width, first=first, style=Style.HEADING)
    yield from wrapped(f"{words.COSTS[action.cost]}; {words.cleared(action)}.", width, first=pad)
    for how in action.hows:
        yield from wrapped(how, width, first=f"{pad}how: ", rest=f"{pad}  ")
    for text in words.moved(action.moves):
        yield from wrapped(f"{text}.", width, first=pad, rest=f"{pad}  ", style=Style.GOOD)
    if not action.moves and not action.besides:
        yield from wrapped(
            "moves no verdict: what else blocks them no capture can move.",
            width,
            first=pad,
            style=Style.DOUBT,
        )
    if action.besides:
        text = f"Needless once {words.listed(action.besides)} is done."
        yield from wrapped(text, width, first=pad)
    for one in writes:
        yield from _writing(one, action, plan, width, pad, all_rows=all_rows)


def _writing(
    one: Writing, action: Action, plan: Plan, width: int, pad: str, *, all_rows: bool
) -> Iterator[Line]:
    """Where to write, then the YAML as it stands: its lines are cut where they are too long, never joined."""
    place = plan.path if one.line is None else f"{plan.path}:{one.line}"
    needed = f", {one.needed}" if one.needed else ""
    then = "then " if action.cost is not Cost.STATEMENT and not one.lines else ""
    yield from wrapped(f"{then}write at {place}, {one.key}{needed}", width, first=pad, rest=f"{pad}  ")
    lines = one.lines if all_rows else one.lines[:_FEW_LINES]
    for text in lines:
        for piece in pieces(text, width - len(pad) - 4):
            yield plain(f"{pad}    {piece}")
    if left := len(one.lines) - len(lines):
        yield plain(f"{pad}    # ... and {left:,} more lines; --all lists them")


def _limits(plan: Plan, writings: Writings, width: int) -> Iterator[Line]:
    if not plan.limits:
        return
    yield heading("What no capture can move")
    for limit in plan.limits:
        known = LIMITS[limit.kind]
        name = limit.kind.value.replace("_", " ")
        yield from wrapped(
            f"{name}: {known.why} Blocks {', '.join(limit.claims)}.",
            width,
            first="  ",
            rest="    ",
            style=Style.DOUBT,
        )
        for about in limit.about:
            yield from wrapped(about, width, first="    - ")
        instead = known.instead or "Nothing can."
        yield from wrapped(instead, width, first="    instead: ", rest="      ")
        for one in writings.limits.get(limit.kind, ()):
            place = plan.path if one.line is None else f"{plan.path}:{one.line}"
            yield from wrapped(f"write at {place}, {one.key}", width, first="    ", rest="      ")
    yield EMPTY


def _exercises(plan: Plan, width: int) -> Iterator[Line]:
    told = [(one.claim, text) for one in plan.exercises if (text := words.exercise(one)) is not None]
    if not told:
        return
    yield heading("Asserted, and how much of it was exercised")
    for claim in dict.fromkeys(claim for claim, _ in told):
        yield from wrapped(claim, width, first="  ", rest="    ")
        for of, text in told:
            if of == claim:
                yield from wrapped(text, width, first="    - ")
    yield EMPTY


def _closing(width: int) -> Iterator[Line]:
    yield heading("What no verdict covers, whatever is captured")
    for limit in STANDING_LIMITS:
        yield from wrapped(limit, width, first="  - ")
    yield EMPTY
    text = "Evidence of each blind spot: harness verify. A sheet to fill in while cells are run: harness campaign init. Addresses and round trips: harness geo plan; what harness geo probe measures tells whether a capture is worth while, and clears nothing by itself."
    yield from wrapped(text, width, style=Style.DIM)
    yield EMPTY
