"""A program on a terminal that is emulated: what it shows, what octets it sent, and keys for it.

The emulator is pyte; the octets themselves are kept too, because what one emulator ignores may act on another.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import pyte

from tests.support.command import ROOT

_DROPPED = {"NO_COLOR", "COLORTERM", "COLUMNS", "LINES"}
"""Of the environment; workers of pytest-xdist have a size in it, which would stand for the terminal's."""
PATIENCE_S = 60.0
"""For a busy machine; what is waited for comes within a second on an idle one."""


class PtyScreen:
    """One program on one terminal of its own."""

    def __init__(self, *arguments: str, width: int = 80, height: int = 24, **environment: str) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.octets = b""
        self.here, there = pty.openpty()
        self._size(width, height)
        self.before = termios.tcgetattr(there)
        kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdin=there,
            stdout=there,
            stderr=there,
            env={**kept, "TERM": "xterm", **environment},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread, and Ctrl-C needs it
        )
        self.there = there
        self._open = [there, self.here]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        for end in self._open:
            os.close(end)

    def _size(self, width: int, height: int) -> None:
        fcntl.ioctl(self.here, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def resize(self, width: int, height: int) -> None:
        """As a person would; the kernel sends SIGWINCH."""
        self.screen.resize(height, width)
        self._size(width, height)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.here, keys.encode())

    def read(self, seconds: float = 0.05) -> None:
        """Take in what comes within so long."""
        if select.select([self.here], [], [], seconds)[0]:
            piece = os.read(self.here, 65_536)
            self.octets += piece
            self._stream.feed(piece)

    def wait_for(self, there: Callable[[], bool] | str) -> None:
        """Read until it is there."""
        met = (lambda: there in self.text) if isinstance(there, str) else there
        end = time.monotonic() + PATIENCE_S
        while not met():
            assert time.monotonic() < end, f"not there: {there}\n{self.text}"
            self.read()

    def end(self) -> int:
        """Read until the program has left; its status."""
        self.wait_for(lambda: self.process.poll() is not None)
        for _ in range(20):
            self.read(0.02)
        return self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost ssh connection does; the kernel sends SIGHUP."""
        for end in self._open:
            os.close(end)
        self._open = []

    @property
    def restored(self) -> bool:
        """Whether the terminal's settings are as before the program began."""
        return termios.tcgetattr(self.there) == self.before
