"""Rules that hold; what may be wrong with them all the same. None of it changes what a rule does.

**Blind spots**: operators are told apart by their words without legal forms, so two companies that differ in nothing
else are taken for one; that one owns another is not known. A rule that says the same as a wider one may be meant to
stay when the wider one changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Final

from harness.errors import Fault
from harness.model.lint import Warned, WarningKind
from harness.model.matches import Match
from harness.model.rules import Confidence, Kind, Rule, Status
from harness.model.seen import name_tails
from harness.rules.check import Placed
from harness.rules.citations import edition_of

_WIDEST: Final = {4: 16, 6: 32}
"""Shortest prefix of a service, by IP version: a registry allocates no less than a /32 of IPv6 to a provider (RIPE-738)."""
_LEGAL_FORMS: Final = frozenset(
    (
        *(
            "ab",
            "ag",
            "as",
            "asa",
            "bv",
            "co",
            "company",
            "corp",
            "corporation",
            "gmbh",
            "inc",
            "incorporated",
            "kg",
        ),
        *("limited", "llc", "ltd", "nv", "oy", "plc", "pte", "pty", "sa", "sarl", "se", "srl", "the"),
    )
)
_WORD: Final = re.compile(r"[^\W_]+")
_FIRMNESS: Final = {word: at for at, word in enumerate(Confidence)}


def warnings_of(placed: Sequence[Placed]) -> list[Warned]:
    """Every warning, by path, line and column.

    Args:
        placed: Rules without a fault; retired ones are left out here.
    """
    active = [one for one in placed if one.rule.status is Status.ACTIVE]
    found = [Warned(kind, fault) for kind, check in _CHECKS for fault in check(active)]
    return sorted(found, key=lambda one: (one.fault.path, one.fault.line, one.fault.column, one.kind))


def _undated(placed: Sequence[Placed]) -> Iterator[Fault]:
    for one in placed:
        if not any(map(edition_of, one.rule.sources)):
            yield one.entry.fault(
                "sources: none names a date, version, commit or digest: add when it was read, '(read 2026-11-02)'",
                "sources",
            )


def _wide(placed: Sequence[Placed]) -> Iterator[Fault]:
    for one in placed:
        if one.rule.kind is Kind.SERVICE:
            for at, text in enumerate(one.rule.match.cidrs):
                network = ip_network(text)
                least = _WIDEST[network.version]
                if network.prefixlen < least:
                    yield one.entry.fault(
                        f"cidr: '{text}' is wider than /{least}: others may have addresses in it; "
                        "narrow it, or write 'kind: hosting'",
                        "match",
                        "cidr",
                        at,
                    )


def _shadowed(placed: Sequence[Placed]) -> Iterator[Fault]:
    by_suffix: dict[str, list[Placed]] = {}
    for one in placed:
        for suffix in (*one.rule.match.suffixes, *one.rule.match.domains):
            by_suffix.setdefault(suffix, []).append(one)
    for one in placed:
        match = one.rule.match
        if match.suffixes and match == replace(_narrowed(match), suffixes=match.suffixes):
            above = [_above(one, suffix, by_suffix) for suffix in match.suffixes]
            wider = above[0]
            if wider is not None and all(above):
                yield one.entry.fault(
                    f"suffix: '{match.suffixes[0]}' lies below one of {wider.rule.id} {wider.entry.where('match')}, "
                    "which says the same of it: remove this rule, or say what is different",
                    "match",
                    "suffix",
                    0,
                )


def _above(one: Placed, suffix: str, by_suffix: dict[str, list[Placed]]) -> Placed | None:
    """A rule for a wider suffix that says the same."""
    tails = list(name_tails(suffix))[1:]
    rules = (other for tail in tails for other in by_suffix.get(tail, ()))
    return next((other for other in rules if other is not one and _says_the_same(one.rule, other.rule)), None)


def _says_the_same(narrow: Rule, wide: Rule) -> bool:
    """Whether without the narrow rule the wide one would say as much, as firmly, at as many ports."""
    return (
        (narrow.kind, narrow.operator, narrow.control_country, narrow.category)
        == (wide.kind, wide.operator, wide.control_country, wide.category)
        and set(narrow.data_expected) <= set(wide.data_expected)
        and _FIRMNESS[wide.confidence] <= _FIRMNESS[narrow.confidence]
        and set(wide.match.ports) in (set(), set(narrow.match.ports))
        and set(wide.match.transports) in (set(), set(narrow.match.transports))
        and _further(wide.match) in (Match(), _further(narrow.match))
    )


def _narrowed(match: Match) -> Match:
    """A match without names, prefixes and numbers."""
    return replace(
        match, hosts=(), suffixes=(), domains=(), snis=(), certificates=(), cidrs=(), asns=(), ouis=()
    )


def _further(match: Match) -> Match:
    """What narrows it besides port and transport."""
    return replace(_narrowed(match), ports=(), transports=())


def _spelling(placed: Sequence[Placed]) -> Iterator[Fault]:
    first: dict[str, Placed] = {}
    told: set[tuple[str, str]] = set()
    for one in placed:
        name = one.rule.operator
        other = first.setdefault(operator_words(name), one)
        if other.rule.operator != name and (one.entry.path, name) not in told:
            told.add((one.entry.path, name))
            yield one.entry.fault(
                f"operator: '{name}' is spelled '{other.rule.operator}' {other.entry.where('operator')}: "
                "spell it one way",
                "operator",
            )


def _control(placed: Sequence[Placed]) -> Iterator[Fault]:
    first: dict[str, Placed] = {}
    told: set[tuple[str, str, str | None]] = set()
    for one in placed:
        rule = one.rule
        other = first.setdefault(operator_words(rule.operator), one)
        key = (one.entry.path, rule.operator, rule.control_country)
        if other.rule.control_country != rule.control_country and key not in told:
            told.add(key)
            yield one.entry.fault(
                f"control_country: {_country(rule)} here, but {_country(other.rule)} {other.entry.where('control_country')}, "
                f"both of '{rule.operator}': tell one country, or name two operators",
                "control_country",
            )


def operator_words(name: str) -> str:
    """An operator's name without case, punctuation and legal forms; the whole where nothing else is in it.

    >>> operator_words("Agora, Inc.") == operator_words("agora")
    True
    """
    words = _WORD.findall(name.casefold().replace(".", ""))
    return " ".join(word for word in words if word not in _LEGAL_FORMS) or name.casefold()


def _country(rule: Rule) -> str:
    return rule.control_country or "null"


_CHECKS: Final[tuple[tuple[WarningKind, Callable[[Sequence[Placed]], Iterator[Fault]]], ...]] = (
    (WarningKind.UNDATED, _undated),
    (WarningKind.SHADOWED, _shadowed),
    (WarningKind.WIDE, _wide),
    (WarningKind.SPELLING, _spelling),
    (WarningKind.CONTROL, _control),
)
