"""Ctrl-C while captures are read: once, and what was read is reported; twice, and the program ends at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from harness.cli.notes import tell
from harness.sources.stopping import Stop

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(*, hangup: bool = False) -> Iterator[Stop]:
    """Turn the first SIGINT or SIGTERM during reading into a wish to stop; any other ends the program as it always did.

    Args:
        hangup: SIGHUP too, as when an ssh connection is lost; not where it is ignored, as under nohup(1).
    """
    stop = Stop()
    heard = hangup and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    numbers = (*_SIGNALS, signal.SIGHUP) if heard else _SIGNALS

    def handle(number: int, _frame: FrameType | None) -> None:
        if not stop.reading:
            raise KeyboardInterrupt
        if stop.wanted:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        stop.ask()
        tell("stopping; what was read so far is reported. Once more ends at once", event="stopping")

    if threading.current_thread() is not threading.main_thread():
        yield stop  # signals are the main thread's
        return
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
