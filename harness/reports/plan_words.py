"""Actions and outlooks of a plan in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.model.plans import Action, Exercise, Goal, Moves, Outlook, Plan
from harness.model.ways import Cost, Way
from harness.reports.units import counted, octets

COSTS: Final[Mapping[Cost, str]] = MappingProxyType(
    {
        Cost.STATEMENT: "a statement",
        Cost.MEASUREMENT: "something to look up or measure",
        Cost.RECAPTURE: "a re-capture",
        Cost.NEW_CELL: "a new cell",
        Cost.NEW_TAP: "a new tap",
    }
)
_TITLES: Final[Mapping[Way, str]] = MappingProxyType(
    {
        Way.STATE_CAPTURE: "State what the captures of {} do not say",
        Way.STATE_STEPS: "State steps of {}, the devices in them and their evidence",
        Way.STATE_RESOLVERS: "State the resolvers at {}",
        Way.STATE_SENDER: "Say whose {} is",
        Way.ADD_RULE: "Find out who runs {}, and add a rule for it (harness endpoints unmatched)",
        Way.PLACE_DATA: "Take in more place data for {}",
        Way.DATED_DATA: "Take in place data of the time of {}",
        Way.RECAPTURE: "Capture {} again",
        Way.RECAPTURE_UID: "Capture {} again where the system names the app of each flow (uid, PKTAP; not by a local VPN)",
        Way.RECAPTURE_KEYS: "Capture {} again with a key log (a proxy interferes, so it belongs into a cell of its own)",
        Way.RUN_PLANNED: "Run the planned cell {}",
        Way.NEW_CELLS: "Plan and run {count} in {}",
        Way.BASELINE: "Run a baseline, the devices without the app, as long as the test: {}",
        Way.CONTROL: "Run a control on the same rig with the mode off, for {}",
        Way.TAP_EGRESS: "Tap {}",
        Way.TAP_BEYOND: "Capture beyond {}",
    }
)
"""Every way has its entry."""
REFUTED: Final = "No capture turns a witness into a pass. A re-test at equal or better coverage can only show that it is not seen since."
INTERFERED: Final = "It was only seen while the rig changed what the product does: capture again passively to see whether it holds without."
BROKEN: Final = (
    "Put back the captures that are missing or altered, or capture their cells again, and plan then."
)
PASSED: Final = "nothing is left to do"


def title(action: Action) -> str:
    """What is to be done, as a sentence without a full stop."""
    count = counted(len(action.cells) + action.more_cells, "cell")
    return _TITLES[action.act.way].format(action.act.target, count=count)


def cleared(action: Action) -> str:
    """How much an action clears; one sentence."""
    parts = []
    if action.clears:
        parts.append(f"clears {counted(len(action.clears), 'blind spot')}")
    if action.helps:
        parts.append(f"helps to clear {len(action.helps):,}{'' if action.clears else ' blind spot' + ('' if len(action.helps) == 1 else 's')}")  # fmt: skip
    of = f" of {counted(len(action.claims), 'claim')}" if action.claims else ""
    lie = f"; at least {octets(action.octets)} of payload lie in them" if action.octets else ""
    return f"{' and '.join(parts)}{of}{lie}"


def moved(moves: Sequence[Moves]) -> Iterator[str]:
    """What an action does to verdicts, with which others; those of a claim that take the same together."""
    rolled: dict[tuple[tuple[int, ...], str, bool], list[str]] = {}
    for one in moves:
        rolled.setdefault((one.with_actions, one.claim, one.from_none), []).append(one.rolled.value)
    for (others, claim, from_none), names in rolled.items():
        opening = f"with {listed(others)}" if others else "alone"
        yield f"{opening}: {claim} {'has a verdict' if from_none else 'can be PASS'} {' and '.join(names)}"


def listed(numbers: Collection[int]) -> str:
    """``1``, ``1 and 2``, ``1, 2 and 3``.

    >>> listed((1, 2, 3))
    '1, 2 and 3'
    """
    texts = [str(number) for number in numbers]
    return " and ".join(part for part in (", ".join(texts[:-1]), texts[-1]) if part)


def blocked(goal: Goal, plan: Plan) -> str:
    """What blocks a verdict, by kind, most first."""
    kinds = dict(plan.kinds)
    counts = Counter(kinds[spot] for spot in goal.spots)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{kind.replace('_', ' ')} ({count:,})" for kind, count in ordered)


def outlook(goal: Goal, plan: Plan) -> str:
    """What can become of a verdict, without a full stop."""
    numbers = _needed(goal, plan)
    match goal.outlook:
        case Outlook.PASSED:
            return PASSED
        case Outlook.OPEN if goal.any_of:
            return f"nothing was run; moved by {'any of ' if len(numbers) > 1 else ''}{_actions(numbers)}"
        case Outlook.OPEN:
            return f"can be PASS once all is mended: {_actions(numbers)}"
        case Outlook.HELD:
            held = [
                limit.kind.value.replace("_", " ")
                for limit in plan.limits
                if set(limit.spots) & set(goal.spots)
            ]
            besides = f"; {_actions(numbers)} would clear the rest" if numbers else ""
            return f"no capture alone moves it ({', '.join(held) or 'see below'}){besides}"
        case Outlook.REFUTED:
            return "refuted"
        case Outlook.BROKEN:
            return "not judged"


def _needed(goal: Goal, plan: Plan) -> tuple[int, ...]:
    """Numbers of the fewest actions that mend what blocks a verdict; of a verdict that is held, or not there, of all that help."""
    if goal.outlook is Outlook.OPEN and not goal.any_of:
        sets = [
            tuple(sorted((action.number, *one.with_actions)))
            for action in plan.actions
            for one in action.moves
            if (one.claim, one.rolled) == (goal.claim, goal.rolled)
        ]
        return min(sets, key=lambda numbers: (len(numbers), numbers), default=())
    spots = set(goal.spots)
    return tuple(action.number for action in plan.actions if spots & {*action.clears, *action.helps})


def _actions(numbers: Sequence[int]) -> str:
    return f"action{'' if len(numbers) == 1 else 's'} {listed(numbers)}"


def exercise(one: Exercise) -> str | None:
    """What is asserted and not exercised, of one variable; None where everything was."""
    tested = ", ".join(one.tested) or "none"
    partly = f", and in some cells {', '.join(one.partly)}" if one.partly else ""
    if one.asserted is None:
        asserted = "not told apart" if one.variable == "consent" else "any"
        return f"{one.variable}: {asserted}; tested: {tested}{partly}"
    left = one.missing
    if not left and not set(one.partly) & set(one.asserted):
        return None
    nowhere = f"; nowhere: {', '.join(left)}" if left else ""
    return f"{one.variable}: {', '.join(one.asserted)}; tested: {tested}{partly}{nowhere}"
