"""Several captures at once: a thread for each, as many as there are cores.

Kernels run without the interpreter's lock, so captures are read on all cores. Each is read by one
thread alone and results keep the order asked for, so they are what one after the other gives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int | None], None]
"""Called with octets read so far and in total; None where that is not known."""


def in_threads(work: Callable[[T], R], items: Sequence[T], cancel: Callable[[], None]) -> list[R]:
    """Do the work for every item; results in the order of items.

    Args:
        work: Done in a thread, or in this one where there is only one item.
        items: Of these at most as many at once as there are cores.
        cancel: Called where one of them raises, so that the others come to an end.
    """
    workers = min(cores(), len(items))
    if workers < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(workers, thread_name_prefix="capture") as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Count:
    """Octets that several threads have read together, told one at a time."""

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._lock = Lock()

    def advance(self, octets: int) -> None:
        """Count octets that were read since the last call."""
        with self._lock:
            self._done += octets
            if self._progress is not None:
                self._progress(self._done, self._total)
