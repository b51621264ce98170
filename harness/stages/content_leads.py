"""One contact, judged for a claim of kind content: no planted data leave.

Only planted data in a form that chance does not make are a witness. A weaker form is open; what was not
read at all is a blind spot of the cell (OBSCURED), not of a contact.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.blind_spots import BlindSpotKind
from harness.model.content import Standing as Worth
from harness.model.listing import few
from harness.model.words import Standing
from harness.stages.selecting import YES, taken
from harness.stages.standing import Lead, Row, Setting
from harness.stages.witnessing import not_held_against, ours_only

_SHOWN = 3
"""Values that a reason tells; the table has all."""


def judge_content(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where none of the planted data were found in it."""
    rows = [row for row in setting.content if _in_steps(row, setting) is not False]
    if not rows:
        return None
    certain = [row for row in rows if row["standing"] == Worth.WITNESS.value]
    what = f"{contact['name'] or contact['server_ip']} was sent {_told(certain or rows)}"
    if ours := ours_only(contact, what):
        return ours
    allowed = taken(setting.claim.only, contact, setting)
    if allowed == YES:
        return Lead(Standing.EXCLUDED, f"{what}; the claim lets it have that.")
    if not contact["remote_known"]:
        reason = f"{what}; but which side is ours is not known."
        return Lead(Standing.OPEN, reason, BlindSpotKind.REMOTE_SIDE_UNKNOWN)
    if allowed.yes is None:
        return Lead(Standing.OPEN, f"{what}; {allowed.why}.", allowed.blind_spot)
    if not certain:
        reason = f"{what}, in a form that chance may have made."
        return Lead(Standing.OPEN, reason, BlindSpotKind.CONTENT_NOT_CERTAIN)
    within = [row for row in certain if _in_steps(row, setting)]
    return not_held_against(contact, setting, what, steps=bool(within) or None) or Lead(
        Standing.WITNESS, f"{what}."
    )


def _in_steps(row: Row, setting: Setting) -> bool | None:
    """Whether a value was sent in the claim's steps; None where it lies in no step at all."""
    wanted = setting.claim.scope.steps
    if not wanted:
        return True
    return None if row["step"] is None else setting.step_kinds.get(row["step"]) in wanted


def _told(rows: Sequence[Row]) -> str:
    """What was found, each value in its first packet."""
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["time_ns"], row["packet"], row["found_id"])):
        first.setdefault(row["found_id"], row)
    told = [
        f"{row['found_id']} ({row['kind']}, {row['encoding']}, {row['part']}, packet {row['packet']})"
        for row in first.values()
    ]
    return few(told, _SHOWN)
