"""How much one body may be unpacked: what hostile octets can cost is bounded by what is left here.

As for captures (decision 0082) an amount is free and a ratio bounds the rest; both are smaller, because
a capture holds many bodies.
"""

from __future__ import annotations

from typing import Final

FREE_OCTETS: Final = 8 * 1024 * 1024
"""Octets unpacked from a body in all layers together, however short it is."""
MOST_RATIO: Final = 20
"""Octets unpacked for each octet of the body beyond that."""
MOST_OCTETS: Final = 64 * 1024 * 1024
"""However long it is."""
MAX_DEPTH: Final = 6
"""Codings inside each other that are undone."""


class Budget:
    """What may still be unpacked of one body."""

    __slots__ = ("left", "ran_out")

    def __init__(self, body_octets: int) -> None:
        """Begin with what a body of this length is allowed."""
        self.left = min(MOST_OCTETS, max(FREE_OCTETS, MOST_RATIO * body_octets))
        self.ran_out = False
        """Something was left packed for want of it."""

    def take(self, octets: int) -> bool:
        """Spend octets if there are as many left."""
        if octets > self.left:
            self.ran_out = True
            return False
        self.left -= octets
        return True
