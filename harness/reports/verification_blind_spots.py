"""Blind spots -> what blocks PASS, kind by kind, and what would have to be captured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.look import look_lines
from harness.reports.units import counted
from harness.reports.verification_facts import Facts

_DETAILS = 3
"""Blind spots of one kind told one by one without ``all_rows``; the rest are counted."""
_OF_SCOPE = "the scope asserted"
_ALWAYS_TOLD = ("old_data", "no_distance")
"""Also where they block nothing: on which places verdicts can rest."""


def blind_spot_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Those that block a verdict, by kind; the others are counted, or listed with ``all_rows``.

    What only the US-only verdict does not cover is told beside that verdict.
    """
    verification = facts.verification
    blocked = blocked_claims(facts)
    rows = list(verification.blind_spots.iter_rows(named=True))
    blocking = [row for row in rows if row["blind_spot_id"] in blocked]
    compared = {number for one in verification.compared for number in one.as_asserted.blind_spots}
    idle = [
        row for row in rows if row["blind_spot_id"] not in blocked and row["blind_spot_id"] not in compared
    ]
    yield heading(f"Blind spots: {counted(len(blocking), 'blocks', 'block')} PASS")
    yield from wrapped(
        "What could hide a witness, and what would have to be captured for PASS.", width, first="  "
    )
    yield from blocking_lines(blocking, blocked, facts, width, all_rows=all_rows)
    yield from idle_lines(idle, width, all_rows=all_rows)
    yield EMPTY


def blocking_lines(
    rows: Sequence[dict[str, Any]],
    blocked: Mapping[int, tuple[str, ...]],
    facts: Facts,
    width: int,
    *,
    all_rows: bool,
) -> Iterator[Line]:
    """Kind by kind, what is open, and what would have to be captured for PASS.

    Args:
        rows: BLIND_SPOTS rows.
        blocked: Claims that each of them blocks, by its number.
        facts: What the rows point to.
        width: Columns.
        all_rows: Tell the ends of long lists too.
    """
    for kind in dict.fromkeys(row["kind"] for row in rows):
        same = [row for row in rows if row["kind"] == kind]
        yield from _kind(kind, same, blocked, facts, width, all_rows=all_rows)


def blocked_claims(facts: Facts) -> dict[int, tuple[str, ...]]:
    """Claims that each blind spot blocks, in the cells asked for and as asserted."""
    verification = facts.verification
    found: dict[int, dict[str, None]] = {}
    judged = facts.judgements().select("claim", "blind_spots").iter_rows()
    rolled = (
        (one.claim, judgement.blind_spots)
        for one in verification.chosen
        for judgement in (one.as_tested, one.as_asserted)
    )
    for claim, numbers in (*judged, *rolled):
        for number in numbers:
            found.setdefault(number, {})[claim] = None
    return {number: tuple(claims) for number, claims in found.items()}


def _kind(
    kind: str,
    rows: Sequence[dict[str, Any]],
    blocked: Mapping[int, tuple[str, ...]],
    facts: Facts,
    width: int,
    *,
    all_rows: bool,
) -> Iterator[Line]:
    cells = dict.fromkeys(row["cell"] or _OF_SCOPE for row in rows)
    claims = dict.fromkeys(claim for row in rows for claim in blocked[row["blind_spot_id"]])
    title = f"{kind.replace('_', ' ')}: {len(rows)} in {', '.join(cells)}; blocks {', '.join(claims)}"
    yield from wrapped(title, width, first="  ", rest="    ", style=Style.DOUBT)
    listed = rows if all_rows else rows[:_DETAILS]
    for row in listed:
        yield from _detail(row, facts, width)
    if left := len(rows) - len(listed):
        yield plain(f"    ... and {left:,} more of this kind; --all lists every one")
    for remedy in dict.fromkeys(row["remedy"] for row in rows):
        yield from wrapped(f"for PASS: {remedy}", width, first="    ", rest="      ")
    for accepted in dict.fromkeys(row["accepted"] for row in rows if row["accepted"] is not None):
        yield from wrapped(f"accepted, and it still blocks: {accepted}", width, first="    ", rest="      ")


def _detail(row: dict[str, Any], facts: Facts, width: int) -> Iterator[Line]:
    cell = f"{row['cell']}: " if row["cell"] is not None else ""
    yield from wrapped(f"{cell}{row['detail']}", width, first="    - ", rest="      ")
    if row["capture"] is None:
        return
    path = facts.path(row["capture"])
    if row["packet"] is None:
        yield from wrapped(f"in {path}", width, first="      ", rest="        ")
    else:
        yield from look_lines(row["packet"], path, width)


def idle_lines(rows: Sequence[dict[str, Any]], width: int, *, all_rows: bool) -> Iterator[Line]:
    """Of kinds that blind no claim of this scenario, or that are listed only; what verdicts rest on is always told."""
    if not rows:
        return
    listed = [row for row in rows if all_rows or row["kind"] in _ALWAYS_TOLD]
    count = counted(len(rows), "more blind spot")
    told = "blocks" if len(rows) == 1 else "block"
    end = ":" if len(listed) == len(rows) else "; --all lists them"
    yield from wrapped(f"{count} {told} no claim of this scenario{end}", width, first="  ", rest="    ")
    for row in listed:
        cell = row["cell"] or _OF_SCOPE
        yield from wrapped(f"{cell}: {row['kind'].replace('_', ' ')}: {row['detail']}", width, first="    - ")
