"""Origin: which captures of which vantage point flow records come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The captures that records' capture numbers stand for, in order of time."""

    vantage: str
    captures: tuple[str, ...]
    """Capture keys."""
    capture_starts_ns: tuple[int | None, ...]
    """First packet time of each; None where no packet has a time."""
    idle_before_ns: int | None
    """A flow whose last packet came before this was idle when the last capture ended; None: no packet has a time."""
    drops: tuple[int | None, ...]
    """Packets that each reports as lost; None where it has no counter."""
    apps: Mapping[int, str] = field(default_factory=dict)
    """Names of applications by id, where they say them."""
