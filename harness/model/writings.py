"""Writing: what to put into a scenario file, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.model.ways import LimitKind


@dataclass(frozen=True, slots=True)
class Writing:
    """One thing to write."""

    key: str
    """Where in the document: ``cells[us-v1].captures``."""
    line: int | None
    """Line of what holds it, from 1; None: it is not there yet."""
    lines: tuple[str, ...] = ()
    """YAML, without the indentation of what holds it; empty: in the words of the action."""
    needed: str = ""
    """When it is; a phrase. Empty: always."""


@dataclass(frozen=True, slots=True)
class Writings:
    """What a plan has to be written for, by what it is for."""

    actions: Mapping[int, tuple[Writing, ...]] = field(default_factory=dict)
    """By number of the action."""
    limits: Mapping[LimitKind, tuple[Writing, ...]] = field(default_factory=dict)
