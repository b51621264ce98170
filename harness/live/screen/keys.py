"""A key in, the next view out, and what is wanted besides: typing, or an end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from harness.live.screen.view import Page, View, filtered, moved, opened, paused, sorted_anew, to_top


class Wish(StrEnum):
    """What a key asks for that the view cannot do by itself."""

    NONE = "none"
    STEP = "mark a step"
    NOTE = "take down a note"
    FILTER = "filter"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a key."""

    view: View
    wish: Wish = Wish.NONE


STOP_KEYS: Final = frozenset({"ctrl+c"})
_WISHES: Final = {"s": Wish.STEP, "n": Wish.NOTE, "slash": Wish.FILTER}
_PAGES: Final = {"question_mark": Page.HELP, "i": Page.FACTS, "enter": Page.ENDPOINT}
_MOVES: Final = {"up": -1, "k": -1, "down": 1, "j": 1}


def pressed(view: View, key: str, room: int) -> Pressed:
    """Take a key in; one that means nothing changes nothing.

    Args:
        view: Before.
        key: As Textual names it.
        room: Lines that the list or page has.
    """
    if key in STOP_KEYS:
        return Pressed(view, Wish.STOP)
    view = replace(view, said="")
    if view.asking:
        return Pressed(replace(view, asking=False), Wish.STOP if key in {"y", "Y"} else Wish.NONE)
    if key in {"q", "ctrl+q"}:
        return Pressed(replace(view, asking=True))
    if key in _WISHES:
        return Pressed(view, _WISHES[key])
    return Pressed(_changed(view, key, room))


def _changed(view: View, key: str, room: int) -> View:
    """Keys that change nothing but the view."""
    by = {**_MOVES, "pageup": 1 - room, "pagedown": room - 1, "end": 1_000_000}.get(key)
    if by is not None:
        return moved(view, by, room)
    if key == "home":
        return to_top(view)
    if key in {"p", "space"}:
        return paused(view)
    if key == "c":
        return sorted_anew(view)
    if key in _PAGES:
        return opened(view, _PAGES[key])
    if key == "escape":
        return opened(view, Page.TABLE) if view.page is not Page.TABLE else filtered(view, "")
    return view
