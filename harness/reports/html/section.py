"""Section: one part of the page, by the name that its template and assets have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Generic[Result]):
    """One part of the page of one result."""

    name: str
    """Of its template and assets; also its anchor."""
    title: str
    """Heading, and its entry in the navigation."""
    view: Callable[[Result], Any]
    """What the template shows, as ``view``; None: there is nothing of it in this result, and it is left out."""
    data: Callable[[Result], Any] | None = None
    """What its script reads: JSON values; None: it reads nothing."""
