"""Show the view until somebody stops it, and leave the terminal and the process as they were."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from harness.errors import MachineError
from harness.live.desk import Desk
from harness.live.screen.app import LiveApp, Shown
from harness.model.live import LivePicture

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Asked to end from outside; the last when the terminal went away, as with a lost ssh connection."""
_TOUCHED: Final = (
    *_STOPPING,
    signal.SIGWINCH,
    signal.SIGTSTP,
    signal.SIGCONT,
    signal.SIGTTIN,
    signal.SIGTTOU,
)
"""Signals that Textual or this module takes."""


def show(
    pictures: Callable[[], LivePicture | None],
    desk: Desk,
    *,
    stop: Callable[[], None],
    given: Shown | None = None,
) -> None:
    """Show pictures on the terminal of standard input and error until somebody stops.

    Args:
        pictures: Gives the last picture, None before the first; called a few times a second, and must not wait.
        desk: Takes down steps and notes.
        stop: Called once when somebody asked for an end, by key or signal; never where the view broke.
        given: What else is shown.

    Raises:
        MachineError: There is no terminal to show anything on.
        RuntimeError: The view broke, which ends no capturing; what it was is its cause.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise MachineError("no terminal on standard input and standard error; --plain gives lines")
    app = _Running(pictures, desk, given)
    with _as_before():
        stopped = app.run(mouse=False)
    if app.broke is not None:
        raise RuntimeError("the view broke; capturing goes on without it") from app.broke
    if stopped:
        stop()


class _Running(LiveApp):
    """The view in a process of its own terminal: ended by signals too, and quiet about what breaks it."""

    broke: BaseException | None = None

    def on_mount(self) -> None:
        """Take signals over; Python's own way with Ctrl-C would end in the middle of things."""
        super().on_mount()
        loop = asyncio.get_running_loop()
        for number in _STOPPING:
            loop.add_signal_handler(number, self.exit, True)

    def _handle_exception(self, error: Exception) -> None:
        """Leave without Textual's report of it, which shows the values of variables: names from the wire are among them."""
        self.broke = self.broke or error
        super()._handle_exception(error)
        self._exit_renderables.clear()


@contextmanager
def _as_before() -> Iterator[None]:
    """Give signals and environment back as they were: Textual takes NO_COLOR out of the environment for good."""
    handlers = {number: signal.getsignal(number) for number in _TOUCHED}
    colour = os.environ.get("NO_COLOR")
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if colour is not None:
            os.environ["NO_COLOR"] = colour
