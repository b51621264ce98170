"""Rules in; a rule file that reads as them, out. What ``check_files`` takes, it gives back unchanged.

A rule that names the file's operator and country leaves both out. Comments stand where they are put and mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from harness.model.matches import Match, match_object
from harness.model.rules import Rule, Status
from harness.rules.yaml_text import comment, entry, flow, listed, scalar

_NESTED: Final = ("any", "all", "not")
NO_COMMENTS: Mapping[str, str] = MappingProxyType({})


def rule_file(
    head: Sequence[str],
    operator: str,
    control_country: str | None,
    rules: Sequence[Rule],
    comments: Mapping[str, str] = NO_COMMENTS,
    tail: Sequence[str] = (),
) -> str:
    """Write a file.

    Args:
        head: Comments above, one paragraph each.
        operator: Of the file.
        control_country: Of that operator.
        rules: In the order wanted.
        comments: By rule id, above the rule.
        tail: Comments below.
    """
    lines = [line for text in head for line in comment(text)]
    lines += [*entry("operator", operator, 0), f"control_country: {_country(control_country)}", "rules:"]
    for rule in rules:
        own = (rule.operator, rule.control_country) != (operator, control_country)
        lines += ["", *comment(comments.get(rule.id, "")), *_rule(rule, own=own)]
    if tail:
        lines += ["", *(line for text in tail for line in comment(text))]
    return "\n".join(lines) + "\n"


def _rule(rule: Rule, *, own: bool) -> Iterator[str]:
    yield f"- id: {scalar(rule.id)}"
    yield f"  kind: {rule.kind.value}"
    yield "  match:"
    yield from _match(rule.match)
    if own:
        yield from entry("operator", rule.operator, 2)
        yield f"  control_country: {_country(rule.control_country)}"
    yield f"  category: {rule.category.value}"
    if rule.data_expected:
        yield from listed("data_expected", rule.data_expected, 2)
    yield from entry("reasoning", rule.reasoning, 2)
    yield "  sources:"
    yield from (f"  - {scalar(source)}" for source in rule.sources)
    yield f"  confidence: {rule.confidence.value}"
    for key, date in (("first_seen", rule.first_seen), ("last_seen", rule.last_seen)):
        if date is not None:
            yield f"  {key}: {scalar(date)}"
    if rule.status is not Status.ACTIVE:
        yield f"  status: {rule.status.value}"
    yield "  examples:"
    yield from listed("positive", rule.positive, 4)
    yield from listed("negative", rule.negative, 4)


def _match(match: Match, indent: int = 4) -> Iterator[str]:
    for key, values in match_object(match).items():
        if key in _NESTED:
            yield f"{' ' * indent}{key}:"
            yield from (f"{' ' * indent}- {_in_line(one)}" for one in values)
        else:
            yield from listed(key, values, indent)


def _in_line(match: Mapping[str, Any]) -> str:
    """A nested mapping, which is short, in braces."""
    words = [
        f"{key}: [{', '.join(map(_in_line, values))}]" if key in _NESTED else f"{key}: {flow(values)}"
        for key, values in match.items()
    ]
    return f"{{{', '.join(words)}}}"


def _country(code: str | None) -> str:
    """``NO`` is text for us and false for readers of YAML 1.1."""
    return "null" if code is None else scalar(code)
