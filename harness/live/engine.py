"""Pictures of what taps show, made anew every second: a thread that never holds capturing or reading up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from harness.errors import HarnessError
from harness.live.asked import Asked
from harness.live.looking import Marked, look
from harness.live.tap_reader import TapReader, TapShown
from harness.model.live import LivePicture, LiveTap

EVERY_S: Final = 1.0
"""Between two pictures, where making one takes less than half of that."""
_FRESH_S: Final = 0.5
"""How long a tap is waited for that has much to read; then what it showed last counts."""


class Engine:
    """Makes pictures.

    Args:
        readers: One for each tap, begun.
        taps: How capturing goes on each, by vantage point; counts of packets and octets are put in here.
        asked: What is to be known.
        marked: What was marked so far.
        told: Called with each picture, in the engine's thread.
    """

    def __init__(
        self,
        readers: Sequence[TapReader],
        taps: Callable[[], Sequence[LiveTap]],
        asked: Asked,
        marked: Callable[[], Marked],
        told: Callable[[LivePicture], None] = lambda _: None,
    ) -> None:
        self._readers, self._taps, self._asked, self._marked, self._told = readers, taps, asked, marked, told
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
        self._latest: LivePicture | None = None
        self.fault: BaseException | None = None
        """What ended making pictures; capturing goes on all the same. None: nothing did."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def latest(self) -> LivePicture | None:
        """The last picture; None before the first."""
        return self._latest

    def finish(self) -> LivePicture | None:
        """Make a last picture, of all that was read, and end; the readers have come to their ends."""
        self._ending.set()
        self._thread.join()
        if self.fault is None:
            self._make(wait_s=0.0)
        return self._latest

    def _run(self) -> None:
        while not self._ending.is_set():
            began = time.monotonic()
            try:
                self._make(_FRESH_S)
            except BaseException as fault:  # noqa: BLE001 - told by whoever shows pictures; capturing must go on
                self.fault = fault
                return
            took = time.monotonic() - began
            self._ending.wait(max(EVERY_S - took, took))

    def _make(self, wait_s: float) -> None:
        shown = [one for one in (reader.ask(wait_s) for reader in self._readers) if one is not None]
        now_ns = time.time_ns()
        taps = [_counted(tap, shown, now_ns) for tap in self._taps()]
        if shown:
            picture = look(shown, taps, self._asked, self._marked(), now_ns)
        else:
            picture = LivePicture(
                at_ns=now_ns,
                endpoints=(),
                taps=tuple(taps),
                claims=(),
                blind_spots=("No packet was read yet.",),
            )
        problems = [problem for reader in self._readers for problem in reader.problems]
        self._latest = replace(picture, blind_spots=(*problems, *picture.blind_spots))
        self._told(self._latest)


def _counted(tap: LiveTap, shown: Sequence[TapShown], now_ns: int) -> LiveTap:
    """A tap with what was read of it."""
    own = next((one for one in shown if one.vantage == tap.vantage), None)
    if own is None:
        return tap
    behind = None if own.last_ns is None else max(now_ns - own.last_ns, 0)
    return replace(tap, packets=own.packets, octets=own.octets, behind_ns=behind)


def why(fault: BaseException) -> str:
    """What ended making pictures, and what to do."""
    if isinstance(fault, HarnessError):
        return str(fault)
    return (
        f"internal fault: {type(fault).__name__}: {fault}; capturing goes on, `harness seal` reads its files"
    )
