"""DER octets -> elements, one after the other (ITU-T X.690 §8 and §10).

Only what certificates need: definite lengths, tags of one octet. Nothing is copied that is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

BOOLEAN: Final = 0x01
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31
_TAG_CONTINUES: Final = 0x1F
_LONG: Final = 0x80
_MOST_LENGTH_OCTETS: Final = 4


class BrokenDerError(ValueError):
    """Octets that are no DER; never leaves ``harness.wire``."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset
        """Of the element at fault."""


class Element(NamedTuple):
    """One element."""

    tag: int
    start: int
    """Of the content."""
    end: int
    """Behind the content."""


def element(data: bytes, position: int, end: int) -> Element:
    """Read the element at ``position``, which must end at ``end`` or before.

    Raises:
        BrokenDerError: There is none.
    """
    if position + 2 > end:
        raise BrokenDerError(position)
    tag, octets = data[position], data[position + 1]
    start = position + 2
    if octets & _LONG:
        count = octets & ~_LONG
        if not 0 < count <= _MOST_LENGTH_OCTETS or start + count > end:
            raise BrokenDerError(position)
        octets = int.from_bytes(data[start : start + count], "big")
        start += count
    if tag & _TAG_CONTINUES == _TAG_CONTINUES or start + octets > end:
        raise BrokenDerError(position)
    return Element(tag, start, start + octets)


def elements(data: bytes, position: int, end: int) -> Iterator[Element]:
    """Every element between two offsets.

    Raises:
        BrokenDerError: When an element is reached that is none.
    """
    while position < end:
        found = element(data, position, end)
        yield found
        position = found.end


def inside(data: bytes, outer: Element) -> Iterator[Element]:
    """The elements of one that holds others."""
    return elements(data, outer.start, outer.end)


def expect(found: Element | None, tag: int, offset: int) -> Element:
    """Give an element back that has this tag.

    Raises:
        BrokenDerError: It has another, or there is none.
    """
    if found is None or found.tag != tag:
        raise BrokenDerError(offset)
    return found
