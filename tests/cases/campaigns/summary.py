"""Outcomes of many campaigns in; the share decided, and what left the rest undecided, as Markdown out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tests.support.campaign_check import Outcome
from tests.support.campaign_impairments import IMPAIRMENTS

VERDICTS = ("PASS", "FAIL", "INCONCLUSIVE", "ERROR")


def summary(outcomes: Sequence[Outcome], campaigns: int) -> str:
    """Write three tables: verdicts by truth, by impairment, and what blocked the undecided."""
    decided = _share(sum(one.decided for one in outcomes), len(outcomes))
    whole = [one for one in outcomes if not one.impairments]
    wrong = sum(one.wrong for one in outcomes)
    count = f"{campaigns:,} campaigns, {len(outcomes):,} verdicts of one claim in one cell"
    lines = [
        f"{count}: {decided} decided, {wrong} wrong.",
        "",
        f"| truth | {' | '.join(VERDICTS)} | decided |",
        "|---|---|---|---|---|---|",
        _row("the claim holds", [one for one in outcomes if not one.truth]),
        _row("the claim does not hold", [one for one in outcomes if one.truth]),
        "",
        f"| impairment | {' | '.join(VERDICTS)} | decided |",
        "|---|---|---|---|---|---|",
        _row("none", whole),
        *_by_impairment(outcomes),
        "",
        "| blind spot | undecided verdicts that it blocks |",
        "|---|---|",
        *_blocking(outcomes),
    ]
    return "\n".join(lines) + "\n"


def _by_impairment(outcomes: Sequence[Outcome]) -> Iterable[str]:
    for impairment in IMPAIRMENTS:
        name = impairment.__name__
        yield _row(name.replace("_", " "), [one for one in outcomes if name in one.impairments])


def _blocking(outcomes: Sequence[Outcome]) -> Iterable[str]:
    kinds = Counter(kind for one in outcomes if one.verdict == "INCONCLUSIVE" for kind in one.blocked_by)
    for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"| `{kind}` | {count} |"


def _row(title: str, outcomes: Sequence[Outcome]) -> str:
    counts = Counter(one.verdict for one in outcomes)
    cells = [str(counts[verdict]) for verdict in VERDICTS]
    decided = _share(sum(one.decided for one in outcomes), len(outcomes))
    return f"| {title} | {' | '.join(cells)} | {decided} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
