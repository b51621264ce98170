"""What the catalogue knows of one host or address: which rule answers each question, why, and what else matched."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.matches import Way
from harness.model.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked about; None: not given."""

    text: str
    """As the user wrote it."""
    name: str | None = None
    """In the form of the names table."""
    address: str | None = None
    """That is looked up, unwrapped where it stands for another."""
    asn: int | None = None
    transport: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A rule that matches, and by what."""

    rule: Rule
    by: Way
    key: str
    """Name, prefix, AS number or word as it stands in the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The catalogue's answers, apart: who runs the service, and who hosts or routes it."""

    asked: Asked
    service: Matched | None
    hosting: Matched | None
    also: tuple[Matched, ...]
    """What else matched, in the order of choice."""
    elsewhere: tuple[Matched, ...]
    """What would match at another port or transport, or if more were seen of it."""
