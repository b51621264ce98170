"""Values -> numbers into a list of them: what is said of many rows is written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


class Interned:
    """A growing list of distinct texts; number 0 is "not there"."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str | None) -> int:
        """The text's number, the same each time; 0 for None."""
        return 0 if text is None else self._numbers.setdefault(text, len(self._numbers) + 1)

    def each(self, texts: Iterable[str]) -> list[int]:
        """Numbers of several texts."""
        return [self(text) for text in texts]

    def values(self) -> list[str | None]:
        """By number."""
        return [None, *self._numbers]


def columns(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows turned into columns, so that names stand once."""
    found: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name in names:
            found[name].append(row[name])
    return found
