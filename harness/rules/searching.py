"""Words in; the rules of a catalogue that hold all of them, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.model.matches import leaf_text, leaves
from harness.model.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; everything given must hold."""

    words: tuple[str, ...] = ()
    """Each stands in id, operator, category, reasoning or what is matched, in any case, also inside a word."""
    categories: tuple[str, ...] = ()
    """Any of them; none: any."""
    operator: str | None = None
    """Stands in the operator's name, in any case."""
    countries: tuple[str | None, ...] = ()
    """Any of them, None for control that is not established; none: any."""
    confidences: tuple[str, ...] = ()
    """Any of them; none: any."""


def search(rules: Iterable[Rule], wanted: Search) -> list[Rule]:
    """The rules for which everything holds, in the order given; retired ones too."""
    words = [word.casefold() for word in wanted.words]
    return [rule for rule in rules if _chosen(rule, wanted) and _holds(words, rule)]


def _chosen(rule: Rule, wanted: Search) -> bool:
    return (
        (not wanted.categories or rule.category.value in wanted.categories)
        and (wanted.operator is None or wanted.operator.casefold() in rule.operator.casefold())
        and (not wanted.countries or rule.control_country in wanted.countries)
        and (not wanted.confidences or rule.confidence.value in wanted.confidences)
    )


def _holds(words: Sequence[str], rule: Rule) -> bool:
    texts = [text.casefold() for text in _texts(rule)]
    return all(any(word in text for text in texts) for word in words)


def _texts(rule: Rule) -> Iterator[str]:
    yield from (rule.id, rule.operator, rule.category.value, rule.reasoning)
    yield from map(leaf_text, leaves(rule.match))
