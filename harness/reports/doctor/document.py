"""Rows of ``harness doctor`` -> members of its JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from harness.model.readiness import Ability, Mend, Purpose, Row

SCHEMA: Final = "harness-doctor"


def members(rows: Sequence[Row], told: Sequence[Ability], *, is_root: bool) -> dict[str, Any]:
    """What can be done, and every row.

    Args:
        rows: All that were asked for.
        told: What they come to for each purpose.
        is_root: Whoever calls is root, and needs no sudo.
    """
    return {
        "can": {one.purpose.value: one.can for one in told},
        "lacks": {one.purpose.value: _ids(one.lacks) for one in told},
        "worse": {one.purpose.value: _ids(one.worse) for one in told},
        "rows": [_row(row, is_root=is_root) for row in rows],
    }


def _ids(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row.question.id for row in rows))


def _row(row: Row, *, is_root: bool) -> dict[str, Any]:
    question, answer = row.question, row.answer
    return {
        "id": question.id,
        "about": answer.about,
        "state": answer.state.value,
        "said": answer.said,
        "needed_for": _in_order(question.needed),
        "useful_for": _in_order(question.useful),
        "mend": [line_of(mend, is_root=is_root) for mend in answer.mends],
        "facts": dict(answer.facts),
    }


def _in_order(purposes: frozenset[Purpose]) -> list[str]:
    return [one.value for one in Purpose if one in purposes]


def line_of(mend: Mend, *, is_root: bool) -> str:
    """The command as it is typed.

    >>> line_of(Mend("apt-get install nftables", as_root=True), is_root=False)
    'sudo apt-get install nftables'
    """
    return f"sudo {mend.command}" if mend.as_root and not is_root else mend.command
