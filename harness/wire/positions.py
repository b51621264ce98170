"""A place on Earth that a message told in clear, kept so that it can be compared and not shown by accident.

Blind spots: a place with both coordinates 0 counts as unknown, as receivers without a fix send it; a drone in the Gulf
of Guinea at exactly that place would not be seen.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_LATITUDE_MOST: Final = 900_000_000
_LONGITUDE_MOST: Final = 1_800_000_000


class Position(NamedTuple):
    """One position, as integers of 10^-7 degrees (WGS 84), the form that most drone protocols send."""

    whose: str
    """``aircraft``, ``home``, ``operator``, ``target`` or ``receiver``."""
    message: str
    """Message or sentence that told it, in its protocol's words."""
    offset: int
    """Octets from the start of what was decoded to the message."""
    latitude_e7: int
    longitude_e7: int

    def __repr__(self) -> str:
        """Tell kind and place, never the value: it is personal data."""
        return f"Position({self.whose}, {self.message} at {self.offset})"


def position(whose: str, message: str, offset: int, latitude_e7: int, longitude_e7: int) -> Position | None:
    """Make a position; None where the values are those for "unknown" or no place on Earth."""
    if not latitude_e7 and not longitude_e7:
        return None
    if abs(latitude_e7) > _LATITUDE_MOST or abs(longitude_e7) > _LONGITUDE_MOST:
        return None
    return Position(whose, message, offset, latitude_e7, longitude_e7)
