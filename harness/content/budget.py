"""How much work one body may cause: what hostile octets can cost is bounded by what is left here.

As for captures (decision 0082) an amount is free and a ratio bounds the rest; both are smaller, because
a capture holds many bodies.

Work is counted in octets searched, some 0.1 microseconds each. An octet that is unpacked pays for its search, before it is
searched: a layer that was made is searched whole. What costs more than its octets do pays for itself too: a stream
that is opened, a run that is decoded, an escape that is undone, a value that is found, a number that might be half of a position. The prices
are measured (docs/content.md says how), and rounded up.
"""

from __future__ import annotations

from typing import Final

FREE_WORK: Final = 8 * 1024 * 1024
"""Work for a body in all layers together, however short it is."""
MOST_RATIO: Final = 14
"""Work for each octet of the body beyond that."""
MOST_RATIO_WITH_LEADS: Final = 8
"""The same where leads are looked for, which takes most of the time."""
MOST_WORK: Final = 64 * 1024 * 1024
"""However long it is."""
MAX_DEPTH: Final = 6
"""Codings inside each other that are undone."""


STREAM_WORK: Final = 160
"""To try whether a compressed stream begins at a place, and to keep it."""
RUN_WORK: Final = 80
"""To decode one run of base64 or hex, and to keep its place."""
LINE_WORK: Final = 16
"""To keep the place of one line of such a run."""
ESCAPE_WORK: Final = 60
"""To undo escapes in a row, and to keep its place."""
HIT_WORK: Final = 160
"""To tell one value found: its place in the body, its digest."""
NUMBER_WORK: Final = 45
"""To read one text that could be a number of degrees."""


class Purse:
    """What the bodies of one capture may cost together: the free work of each would be without end, as there is no end of bodies.

    Whatever a body does not use of its own ratio is there for later ones, so that few bodies of an honest capture ever ask for it.
    """

    __slots__ = ("_left",)

    def __init__(self) -> None:
        """Begin full."""
        self._left = MOST_WORK

    def budget(self, body_octets: int, *, leads: bool = False) -> Budget:
        """What the next body may cost; to be given back."""
        budget = Budget(body_octets, leads=leads)
        self._left += budget.earned
        budget.left = min(budget.left, self._left)
        self._left -= budget.left
        return budget

    def give_back(self, budget: Budget) -> None:
        """Take what a body left over."""
        self._left = min(MOST_WORK, self._left + budget.left)


class Budget:
    """What may still be done for one body."""

    __slots__ = ("_unread_here", "earned", "left", "unread_octets")

    def __init__(self, body_octets: int, *, leads: bool = False) -> None:
        """Begin with what a body of this length is allowed."""
        ratio = MOST_RATIO_WITH_LEADS if leads else MOST_RATIO
        self.earned = ratio * body_octets
        """What its length alone allows."""
        self.left = min(MOST_WORK, max(FREE_WORK, self.earned))
        self.unread_octets = 0
        """Of the layers done, what was left as it is for want of work."""
        self._unread_here = 0

    def take(self, work: int) -> bool:
        """Spend work if there is as much left."""
        if work > self.left:
            return False
        self.left -= work
        return True

    def spend(self, work: int) -> None:
        """Spend work that was done already."""
        self.left = max(0, self.left - work)

    def give_up(self, octets: int) -> None:
        """Leave the last octets of a layer as they are, in one coding or more; one at least, as something was."""
        self._unread_here = max(self._unread_here, octets, 1)

    def next_layer(self) -> None:
        """Sum up what was left of a layer."""
        self.unread_octets += self._unread_here
        self._unread_here = 0
