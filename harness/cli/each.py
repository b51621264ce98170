"""Values of an option that may be repeated: each checked, every fault told, each kept once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from harness.errors import UsageError

S = TypeVar("S")
T = TypeVar("T")


def each(check: Callable[[S], T], texts: Sequence[S], faults: list[str]) -> tuple[T, ...]:
    """Check values in their order.

    Args:
        check: Gives the value in its one form, or raises UsageError.
        texts: As given.
        faults: Gets what is wrong.
    """
    values: dict[T, None] = {}
    for text in texts:
        try:
            values[check(text)] = None
        except UsageError as fault:
            faults.append(str(fault))
    return tuple(values)
