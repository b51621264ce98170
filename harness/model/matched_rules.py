"""MatchedRule: what a result says of a rule that matched in it, so that its reports need no catalogue at hand."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.rules import Category, Confidence, Kind, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule by which some endpoint of a result is classed: why it is believed, as it was when the result was made."""

    id: str
    """Public: never renamed or reused."""
    kind: Kind
    """Which question it answers."""
    category: Category
    operator: str
    """Who runs or hosts it."""
    control_country: str | None
    """Country of legal control over the operator, never a place; None: not established."""
    data_expected: tuple[str, ...]
    """What is expected to be sent; empty: not known, which is not 'nothing'."""
    reasoning: str
    sources: tuple[str, ...]
    confidence: Confidence
    first_seen: str | None
    """Year, month or day, as precise as the sources tell it; None: not told."""
    last_seen: str | None
    """Likewise; None: not told, which is not 'still seen'."""


def matched_rule(rule: Rule) -> MatchedRule:
    """What a result keeps of a rule: all but what it matches and its examples."""
    return MatchedRule(
        id=rule.id,
        kind=rule.kind,
        category=rule.category,
        operator=rule.operator,
        control_country=rule.control_country,
        data_expected=rule.data_expected,
        reasoning=rule.reasoning,
        sources=rule.sources,
        confidence=rule.confidence,
        first_seen=rule.first_seen,
        last_seen=rule.last_seen,
    )
