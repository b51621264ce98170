"""Hooks that tell their own fault: mitmproxy would only log it, and the product's connection must not end by a fault of the observer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def guarded(hook: Callable[..., None]) -> Callable[..., None]:
    """A hook of an object that has ``tell``; what it raises becomes an event."""

    @functools.wraps(hook)
    def call(self: Any, *given: Any) -> None:
        try:
            hook(self, *given)
        except Exception as fault:  # noqa: BLE001 - see above
            self.tell("addon_error", hook=hook.__name__, err=f"{type(fault).__name__}: {fault}"[:300])

    return call
