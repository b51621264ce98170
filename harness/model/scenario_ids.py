"""Ids as scenarios have them, made of any text: what somebody typed, or the name of an interface."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_MOST: Final = 60


def is_id(text: str) -> bool:
    """Whether a text is one: a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 60. A slash would make two ids of one."""
    return _ID.fullmatch(text) is not None


def id_of(text: str, otherwise: str) -> str:
    """The id that is nearest to a text.

    >>> id_of("Logged in, 2nd try!", "step"), id_of("!?", "step")
    ('logged-in-2nd-try', 'step')
    """
    made = re.sub("[^a-z0-9._]+", "-", text.lower()).strip("._-")[:_MOST].rstrip("._-")
    return made or otherwise


def new_id(text: str, otherwise: str, taken: Collection[str]) -> str:
    """As ``id_of``, numbered where it is taken.

    >>> new_id("Take-off", "step", {"take-off"})
    'take-off-2'
    """
    base = id_of(text, otherwise)
    number, made = 1, base
    while made in taken:
        number += 1
        made = f"{base[: _MOST - len(str(number)) - 1]}-{number}"
    return made


def meant_step(text: str, steps: Sequence[tuple[str, str]]) -> int | None:
    """Which of some planned steps somebody means who marks one: that of this id, else the first of this kind; None: none.

    Args:
        text: As typed.
        steps: Id and kind of each.

    >>> meant_step("Login", [("sign-in", "login"), ("flight", "flight")])
    0
    """
    named = id_of(text, "")
    kind = named.replace("-", "_")
    by_id = [place for place, (id_, _) in enumerate(steps) if id_ == named]
    by_kind = [place for place, (_, own) in enumerate(steps) if own == kind]
    return next(iter([*by_id, *by_kind]), None)
