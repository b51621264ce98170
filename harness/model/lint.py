"""What checking rule files finds, faults apart from warnings, and how many rules say what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from harness.errors import Fault
from harness.model.rules import Confidence, Rule, Status

W = TypeVar("W", bound=str | None)


class WarningKind(StrEnum):
    """What may be wrong with a rule that holds."""

    UNDATED = "undated"
    """No source names a date, version, commit or digest: what it said cannot be looked up again."""
    SHADOWED = "shadowed"
    """A wider rule of the same operator says the same of every name."""
    WIDE = "wide"
    """A service by a prefix so wide that others may have addresses in it."""
    SPELLING = "spelling"
    """The operator is spelled otherwise elsewhere."""
    CONTROL = "control"
    """The operator's country of control is told otherwise elsewhere."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, located like a fault."""

    kind: WarningKind
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rules say what; every rule counts once in each."""

    rules: int
    retired: int
    kinds: Mapping[str, int]
    categories: Mapping[str, int]
    countries: Mapping[str | None, int]
    """Of legal control; None: not established."""
    confidences: Mapping[str, int]
    files: Mapping[str, int]
    """By the part of the id in front of the dot, which is the file's name."""

    @property
    def no_fail(self) -> int:
        """Rules that name an endpoint and carry no FAIL."""
        return sum(self.confidences.get(word.value, 0) for word in NO_FAIL)


NO_FAIL = (Confidence.INFERRED, Confidence.UNCONFIRMED)


def tally(rules: Iterable[Rule]) -> Tally:
    """Count rules, most first and then by name."""
    every = tuple(rules)
    return Tally(
        rules=len(every),
        retired=sum(rule.status is Status.RETIRED for rule in every),
        kinds=_counts(rule.kind.value for rule in every),
        categories=_counts(rule.category.value for rule in every),
        countries=_counts(rule.control_country for rule in every),
        confidences=_counts(rule.confidence.value for rule in every),
        files=_counts(rule.id.partition(".")[0] for rule in every),
    )


def _counts(words: Iterable[W]) -> dict[W, int]:
    counted = Counter(words)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0]))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What came of checking some files."""

    files: int
    faults: tuple[Fault, ...]
    """By path, line and column. A rule with a fault of its own is in no count; one that only ties or has a wrong example is."""
    warnings: tuple[Warned, ...]
    """Likewise in order."""
    tally: Tally
