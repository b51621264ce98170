"""The view on a terminal: Textual reads keys and paints; what is shown and what a key does stands in pure modules beside.

Colours are the terminal's own, the mouse stays with the terminal (text can be selected over ssh), and nothing moves by
itself but once a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from harness.errors import HarnessError
from harness.live.desk import Desk, MarkKind
from harness.live.screen.canvas import Canvas
from harness.live.screen.drawn import Drawn, drawn
from harness.live.screen.keys import STOP_KEYS, Wish, pressed
from harness.live.screen.typing_line import TypingLine
from harness.live.screen.view import View, advanced, filtered
from harness.model.live import LivePicture
from harness.reports.text import shown

POLL_S: Final = 0.25
"""How often it is looked for a new picture; one costs nothing where there is none."""
REDRAW_NS: Final = 950_000_000
"""Between two redraws by themselves; keys are answered at once."""
_ASKED: Final = {
    Wish.STEP: "From now on this is done (enter takes it down, right arrow takes the suggestion, esc leaves):",
    Wish.NOTE: "Note (enter takes it down, esc leaves):",
    Wish.FILTER: "List only endpoints that hold all of these words (enter; esc leaves):",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the view is given besides pictures."""

    steps: Sequence[str] = ()
    """Names of the scenario's steps, suggested when a step is marked."""
    began_ns: int | None = None
    """When capturing began; None: with the first picture."""
    free_octets: Callable[[], int | None] = lambda: None
    """Room on the disk that is written to."""
    troubles: Callable[[], Sequence[str]] = tuple
    """What failed beside capturing, such as alerts."""
    over: Callable[[], bool] = lambda: False
    """Whether capturing has ended by itself; the view then ends too."""
    now_ns: Callable[[], int] = time.time_ns


class LiveApp(App[bool], inherit_bindings=False):
    """One screen; leaves with True when whoever sits there wants to stop."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    CSS = """
    Screen { background: ansi_default; color: ansi_default; overflow: hidden; }
    Canvas { width: 100%; height: 100%; background: ansi_default; color: ansi_default; }
    """

    def __init__(
        self, pictures: Callable[[], LivePicture | None], desk: Desk, given: Shown | None = None
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self._pictures = pictures
        self._desk = desk
        self._given = given or Shown()
        self._view = View(began_ns=self._given.began_ns, marks=desk.marks())
        self._drawn = Drawn((), None, 1)
        self._redrawn_ns = 0
        self._wish = Wish.NONE

    @property
    def view_now(self) -> View:
        """What is shown."""
        return self._view

    def compose(self) -> ComposeResult:
        """The canvas, and the line to type on over its last line."""
        yield Canvas()
        yield TypingLine()

    def on_mount(self) -> None:
        """Begin to look for pictures."""
        self.look()
        self.set_interval(POLL_S, self.look)

    def look(self) -> None:
        """Take in the last picture, and draw where a second has passed."""
        if self._given.over():
            self.exit(True)
            return
        now = time.monotonic_ns()
        if now - self._redrawn_ns < REDRAW_NS:
            return
        picture = self._pictures()
        if picture is not None and picture is not self._view.latest:
            self._view = advanced(self._view, picture)
        troubles = tuple(self._given.troubles())
        if troubles != self._view.troubles:
            self._view = replace(self._view, troubles=troubles)
        self._redrawn_ns = now
        self.draw()

    def draw(self) -> None:
        """Draw the view."""
        given = self._given
        width, height = self.size
        free_octets = given.free_octets()
        self._drawn = drawn(self._view, width, height, now_ns=given.now_ns(), free_octets=free_octets)
        self._view = replace(self._view, scroll=self._drawn.scroll)
        self.query_one(Canvas).put(self._drawn.lines, self._drawn.cursor)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's signature
        """The terminal has another size."""
        self.call_after_refresh(self.draw)

    async def on_event(self, event: events.Event) -> None:
        """Keys before any widget has them: Ctrl-C is never text."""
        if isinstance(event, events.Key) and event.key in STOP_KEYS:
            self.exit(True)
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that no widget took."""
        if self._wish is not Wish.NONE:
            if event.key == "escape":
                self._typed(None)
            return
        event.stop()
        came = pressed(self._view, event.key, self._drawn.room)
        self._view = came.view
        if came.wish is Wish.STOP:
            self.exit(True)
        elif came.wish is not Wish.NONE:
            self._ask(came.wish)
        self.draw()

    def _ask(self, wish: Wish) -> None:
        self._wish = wish
        self._view = replace(self._view, said=_ASKED[wish])
        suggestions = self._given.steps if wish is Wish.STEP else ()
        self.query_one(TypingLine).open(self._view.wanted if wish is Wish.FILTER else "", suggestions)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on the line."""
        event.stop()
        self._typed(event.value)

    def _typed(self, text: str | None) -> None:
        """Take a line in; None: it was left."""
        wish, self._wish = self._wish, Wish.NONE
        line = self.query_one(TypingLine)
        view = replace(self._view, said="")
        if text is not None and wish is Wish.FILTER:
            view = filtered(view, text)
        elif text and text.strip():
            kind = MarkKind.STEP if wish is Wish.STEP else MarkKind.NOTE
            try:
                mark = self._desk.mark(kind, text.strip())
            except HarnessError as fault:
                # What was typed stays, to be taken down again.
                self._wish = wish
                self._view = replace(view, said=f"NOT TAKEN DOWN: {shown(str(fault))}")
                self.draw()
                return
            said = f"{kind} taken down: {shown(mark.text)}"
            view = replace(view, said=said, marks=self._desk.marks())
        line.close()
        self._view = view
        self.draw()
