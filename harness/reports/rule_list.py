"""Rules -> a table for the terminal, and a JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from harness.model.matches import NAMED, leaf_text, leaves, match_object
from harness.model.rules import Rule, Status
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, paint, wrapped
from harness.reports.text import head
from harness.reports.units import counted
from harness.reports.whole_document import whole_document

SCHEMA: Final = "harness-endpoints-search"
_TITLES: Final = ("rule", "CC", "category", "confidence")
_WIDE: Final = 120
"""Columns from which operator and what is matched have room too."""
_OPERATOR, _MATCH = 24, 30
_FEW_OPERATORS: Final = 12


def render_rules(rules: Sequence[Rule], total: int, width: int, *, colour: bool) -> str:
    """Write the table, and below it how many there are and of whom.

    Args:
        rules: Those found.
        total: Rules that were searched.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
    """
    return paint(_lines(rules, total, width), colour=colour)


def rules_document(rules: Sequence[Rule], catalogue_sha256: str) -> Iterator[bytes]:
    """Write the JSON document."""
    return whole_document(
        SCHEMA, {"catalogue_sha256": catalogue_sha256, "rules": [_object(rule) for rule in rules]}
    )


def _lines(rules: Sequence[Rule], total: int, width: int) -> Iterator[Line]:
    wide = width >= _WIDE
    titles = (*_TITLES, "operator", "matches") if wide else _TITLES
    rows = [_row(rule, wide=wide) for rule in rules]
    yield from grid_lines(titles, rows, width, words=len(titles))
    if rules:
        yield EMPTY
    yield from wrapped(f"{counted(len(rules), 'rule')} of {total:,} found.", width)
    if rules:
        yield from wrapped(f"{_operators(rules)}.", width, first="Operators: ", rest="  ")
        yield from wrapped("CC is the country of legal control over the operator, never a place.", width)
    else:
        yield from wrapped("Fewer words find more; every word must stand in a rule.", width)


def _row(rule: Rule, *, wide: bool) -> tuple[str, ...]:
    confidence = rule.confidence.value if rule.status is Status.ACTIVE else "retired"
    row = (rule.id, rule.control_country or "-", rule.category.value, confidence)
    return (*row, head(rule.operator, _OPERATOR), head(_matches(rule), _MATCH)) if wide else row


def _matches(rule: Rule) -> str:
    return " ".join(leaf_text(leaf) for leaf in leaves(rule.match, excluded=False) if leaf.way in NAMED)


def _operators(rules: Sequence[Rule]) -> str:
    """The operators with most rules first, and how many more there are."""
    counts = Counter((rule.operator, rule.control_country or "-") for rule in rules)
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [f"{operator} ({country}) {count:,}" for (operator, country), count in most[:_FEW_OPERATORS]]
    rest = len(most) - _FEW_OPERATORS
    return "; ".join([*told, *([f"{rest:,} more"] if rest > 0 else [])])


def _object(rule: Rule) -> dict[str, Any]:
    match = rule.match
    return {
        "rule": rule.id,
        "kind": rule.kind.value,
        "status": rule.status.value,
        "operator": rule.operator,
        "control_country": rule.control_country,
        "category": rule.category.value,
        "confidence": rule.confidence.value,
        "hosts": list(match.hosts),
        "suffixes": list(match.suffixes),
        "cidrs": list(match.cidrs),
        "asns": list(match.asns),
        "ports": list(match.ports),
        "transports": list(match.transports),
        "match": match_object(match),
        "first_seen": rule.first_seen,
        "last_seen": rule.last_seen,
        "data_expected": list(rule.data_expected),
        "reasoning": rule.reasoning,
        "sources": list(rule.sources),
    }
