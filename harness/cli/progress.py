"""A progress bar on standard error, for runs that take longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from harness.cli.streams import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_S = 1.0
"""A shorter run shows nothing."""


class ProgressBar:
    """Callable for the pipeline: octets read so far, and the total or None where it is not known."""

    def __init__(self, *, enabled: bool | None = None, label: str = "reading") -> None:
        self._label = label
        self._enabled = is_terminal(sys.stderr) if enabled is None else enabled
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
        if not self._enabled or time.monotonic() - self._began < _PATIENCE_S:
            return
        if self._bar is None or self._task is None:
            self._bar = _bar()
            self._task = self._bar.add_task(self._label, total=total)
            self._bar.start()
        self._bar.update(self._task, completed=octets, total=total)


def _bar() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - slow to import, rarely needed
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5)
