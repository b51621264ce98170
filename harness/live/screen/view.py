"""What whoever sits at the screen sees and has chosen: one frozen value, and a function for each thing that may happen to it.

Nothing here knows of terminals or of time that passes: pictures and keys come in, the next view goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from harness.live.desk import Mark
from harness.live.screen.rows import Order, after, arranged
from harness.model.live import LiveEndpoint, LivePicture

Key = tuple[str, str, str, int | None]

NEW_NS: Final = 10_000_000_000
"""An endpoint is marked as new for so long after the picture that it first stood in."""


class Page(StrEnum):
    """What fills the screen."""

    TABLE = "table"
    ENDPOINT = "endpoint"
    FACTS = "facts"
    """Taps, claims, blind spots and marks, each whole."""
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that a screen is drawn from."""

    picture: LivePicture | None = None
    """What is shown; None before the first."""
    before: LivePicture | None = None
    """The one that was shown before it, for rates."""
    latest: LivePicture | None = None
    """The last that came; another than ``picture`` only while the view is paused."""
    began_ns: int | None = None
    """When capturing began; of the first picture where nobody says."""
    seen: Mapping[Key, int] = field(default_factory=lambda: MappingProxyType({}))
    """Time of the first picture that each endpoint stood in."""
    rows: tuple[LiveEndpoint, ...] = ()
    """Endpoints listed, in their order."""
    order: Order = Order.CONCERN
    wanted: str = ""
    """Filter; empty for none."""
    chosen: Key | None = None
    """The endpoint that the cursor keeps to; None: whichever stands first."""
    line: int = 0
    """On which line of the list the cursor stands, from its top."""
    page: Page = Page.TABLE
    scroll: int = 0
    """Lines of a page other than the table that went out at the top."""
    paused: bool = False
    asking: bool = False
    """Whether it was asked if capturing is to end."""
    said: str = ""
    """Last thing that was told; until the next key."""
    marks: tuple[Mark, ...] = ()
    troubles: tuple[str, ...] = ()
    """What failed beside capturing, such as an alert that did not go out."""

    @property
    def index(self) -> int:
        """Row of the cursor; 0 where its endpoint is not listed."""
        if self.chosen is None:
            return 0
        return next((at for at, row in enumerate(self.rows) if row.key == self.chosen), 0)

    @property
    def endpoint(self) -> LiveEndpoint | None:
        """Where the cursor stands; None where nothing is listed."""
        return self.rows[self.index] if self.rows else None

    def is_new(self, endpoint: LiveEndpoint) -> bool:
        """Whether an endpoint first stood in a picture not long before the one shown."""
        first = self.seen.get(endpoint.key)
        return first is not None and self.picture is not None and self.picture.at_ns - first < NEW_NS


def advanced(view: View, picture: LivePicture) -> View:
    """Take a picture in: shown at once, or kept until the view goes on."""
    unknown = {row.key: picture.at_ns for row in picture.endpoints if row.key not in view.seen}
    seen = MappingProxyType({**view.seen, **unknown}) if unknown else view.seen
    began_ns = picture.at_ns if view.began_ns is None else view.began_ns
    view = replace(view, latest=picture, seen=seen, began_ns=began_ns)
    return view if view.paused else _showing(view, picture)


def _showing(view: View, picture: LivePicture) -> View:
    same = view.picture is not None and picture.at_ns <= view.picture.at_ns
    return listed(replace(view, picture=picture, before=view.before if same else view.picture))


def listed(view: View) -> View:
    """List anew, by order and filter."""
    endpoints = view.picture.endpoints if view.picture else ()
    return replace(view, rows=arranged(endpoints, view.order, view.wanted))


def paused(view: View) -> View:
    """Hold the view still, or go on with the last picture that came."""
    if not view.paused or view.latest is None:
        return replace(view, paused=not view.paused)
    return _showing(replace(view, paused=False), view.latest)


def moved(view: View, by: int, room: int) -> View:
    """Move the cursor, or the page that is open.

    Args:
        view: Before.
        by: Lines, down positive.
        room: Lines that the list or page has.
    """
    if view.page is not Page.TABLE:
        return replace(view, scroll=max(0, view.scroll + by))
    if not view.rows:
        return view
    index = min(max(0, view.index + by), len(view.rows) - 1)
    line = index - top_of(view, room)
    return replace(view, chosen=view.rows[index].key, line=min(max(0, line), room - 1))


def to_top(view: View) -> View:
    """Let the cursor stand on whichever endpoint comes first, and a page begin with its first line."""
    if view.page is not Page.TABLE:
        return replace(view, scroll=0)
    return replace(view, chosen=None, line=0)


def top_of(view: View, room: int) -> int:
    """Row that the first line of the list shows: such that the cursor's line stays where it is while the list has rows to fill it."""
    line = min(view.line, room - 1)
    return min(max(0, view.index - line), max(0, len(view.rows) - room))


def sorted_anew(view: View) -> View:
    """Go to the next order."""
    return listed(replace(view, order=after(view.order)))


def filtered(view: View, wanted: str) -> View:
    """List only endpoints that hold these words."""
    return listed(replace(view, wanted=wanted.strip()))


def opened(view: View, page: Page) -> View:
    """Open a page, or close the one that is open; what is open keeps to its endpoint."""
    if page in (view.page, Page.TABLE):
        return replace(view, page=Page.TABLE, scroll=0)
    if page is not Page.ENDPOINT:
        return replace(view, page=page, scroll=0)
    if view.endpoint is None:
        return view
    return replace(view, page=page, scroll=0, chosen=view.endpoint.key)
