"""Octets of a message -> which planted values are in them, and where; the values themselves are never told.

Each value comes with the octets that it may be written as, made by who starts the proxy; they are looked for as they are. That finds what
only the proxy saw in clear. The main way to search is the key log: with it the captures are opened afterwards, and everything
is undone and compared that ``harness.content`` knows.

Blind spots: positions, values in other writings, in bodies that are packed otherwise than their headers say, or encrypted by the application. Of
a long message only the beginning is searched, and that is told. A value across two messages of HTTP is two halves; of a stream it is found.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

SEARCHED: Final = 1 << 20
"""Octets of a message that are searched: the proxy answers nobody meanwhile."""


class Needles:
    """Planted values.

    Args:
        told: Objects with ``id`` and ``forms``, octets in base64.
    """

    def __init__(self, told: Sequence[Mapping[str, Any]]) -> None:
        self._forms = [
            (str(one.get("id")), form)
            for one in told
            for text in one.get("forms", ())
            if (form := _octets(text))
        ]
        self.overlap = max((len(form) for _, form in self._forms), default=1) - 1
        """Octets at the end of a message that a value may begin in which the next one ends."""

    def __len__(self) -> int:
        return len({needle for needle, _ in self._forms})

    def found(self, data: bytes, old: int = 0) -> Iterator[tuple[str, int, int]]:
        """Id, offset and octets of each value in a message, the first of each form.

        Args:
            data: What was said.
            old: So many octets at the beginning were searched before; what lies in them alone is not told again.
        """
        for needle, form in self._forms:
            place = data.find(form, max(0, old - len(form) + 1), old + SEARCHED)
            if place >= 0:
                yield needle, place, len(form)


def _octets(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        return b""
