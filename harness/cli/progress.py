"""How far a long run has come, on standard error: a bar on a terminal, lines for a program that asked for them, else nothing."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from harness.cli.notes import Level, manner, tell
from harness.cli.streams import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_S = 1.0
"""A shorter run shows nothing."""
_EVERY_S = 5.0
"""Between two lines for a program."""


class ProgressBar:
    """Callable for the pipeline: octets so far, and the total or None where it is not known; where ``things`` are counted, things."""

    def __init__(
        self, *, enabled: bool | None = None, label: str = "reading", things: str | None = None
    ) -> None:
        self._label = label
        self._things = things
        how = manner()
        self._lines = how.json and how.least <= Level.INFO
        bar = is_terminal(sys.stderr) and how.least <= Level.INFO and not how.json
        self._enabled = bar if enabled is None else enabled
        self._told = 0.0
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, so that the report begins on a clean line."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __call__(self, octets: int, total: int | None) -> None:
        """Show how far reading has come."""
        if self._lines:
            self._line(octets, total)
        if not self._enabled or time.monotonic() - self._began < _PATIENCE_S:
            return
        if self._bar is None or self._task is None:
            self._bar = _bar(counted=self._things is not None)
            self._task = self._bar.add_task(self._label, total=total)
            self._bar.start()
        self._bar.update(self._task, completed=octets, total=total)

    def _line(self, done: int, total: int | None) -> None:
        """Tell a program, at most once in some seconds."""
        now = time.monotonic()
        if now - max(self._began, self._told) >= _EVERY_S:
            self._told = now
            unit = self._things or "octets"
            tell(f"{self._label}: {done:,} {unit}", event="progress", done=done, total=total, unit=unit)


def _bar(*, counted: bool) -> Progress:
    from rich.console import Console  # noqa: PLC0415 - slow to import, rarely needed
    from rich.progress import (  # noqa: PLC0415 - likewise
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    figures = MofNCompleteColumn() if counted else DownloadColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), figures, TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5)
