"""Rules in; pairs between which specificity cannot choose, out.

Two rules tie where they are of one kind, stand under one anchor with as many further conditions, and an endpoint could
satisfy both. That none could is told by what an endpoint has only one of (address, AS number, port, transport), or by
a ``not`` of the one that covers what the other asks for. Names, ALPN, protocols and fingerprints an endpoint may have several
of, so two of them never exclude each other.

Blind spots: what excludes each other in other ways (a port that a transport does not have) is held for possible: a tie
may be told where none can come about, and its author narrows one of the two; none is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import product
from typing import Final

from harness.model.matches import BELOW, Alternative, Clause, Leaf, Way, alternatives
from harness.model.rules import Kind, Rule, Status, anchors_of
from harness.model.seen import JA4_FIRST, name_tails, oui_digits

_ONLY_ONE: Final = frozenset({Way.CIDR, Way.ASN, Way.OUI, Way.PORT, Way.TRANSPORT})
"""An endpoint or device has one value at most."""
_NAMES: Final = frozenset({Way.HOST, Way.SUFFIX, Way.DOMAIN, Way.SNI})
"""Of names that count as the endpoint's; what only a certificate tells does not."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two rules of one kind that claim the same anchor with nothing to choose between them."""

    first: Rule
    second: Rule
    first_leaf: Leaf
    """The anchor as the first rule writes it: one name may be ``suffix`` here and ``domain`` there."""
    second_leaf: Leaf

    @property
    def key(self) -> str:
        """The anchor as the second rule writes it."""
        return f"{self.second_leaf.way} {self.second_leaf.value}"


@dataclass(frozen=True, slots=True)
class _Claim:
    rule: Rule
    leaf: Leaf
    alternative: Alternative


def find_ties(rules: Iterable[Rule]) -> list[Tie]:
    """Pairs of active rules between which specificity cannot choose, each anchor once, in the order given."""
    claimed: dict[tuple[Kind, str, str | int, int], list[_Claim]] = {}
    ties: dict[tuple[str, str, str, str | int], Tie] = {}
    for rule in rules:
        if rule.status is Status.ACTIVE:
            for claim in _claims(rule):
                way, value = _anchor(claim.leaf)
                rank = claim.alternative.conditions + (claim.leaf.way is Way.SNI)
                others = claimed.setdefault((rule.kind, way, value, rank), [])
                for other in others:
                    if other.rule is not rule and can_both_hold(other.alternative, claim.alternative):
                        tie = Tie(other.rule, rule, other.leaf, claim.leaf)
                        ties.setdefault((other.rule.id, rule.id, way, value), tie)
                others.append(claim)
    return list(ties.values())


def _claims(rule: Rule) -> Iterator[_Claim]:
    for one in alternatives(rule.match):
        for leaf in dict.fromkeys(leaf for clause in anchors_of(rule.kind, one) for leaf in clause):
            yield _Claim(rule, leaf, one)


def _anchor(leaf: Leaf) -> tuple[str, str | int]:
    """What two rules that are found at one place have in common."""
    return ("below" if leaf.way in BELOW - {Way.CERTIFICATE} else leaf.way.value), leaf.value


def can_both_hold(one: Alternative, other: Alternative) -> bool:
    """Whether an endpoint could satisfy both alternatives, as far as the module says how that is told."""
    if any(_exclude(a, b) for a, b in product(one.clauses, other.clauses)):
        return False
    return not (_is_covered(one, other) or _is_covered(other, one))


def _exclude(one: Clause, other: Clause) -> bool:
    """Whether no value fits both; each endpoint has one value of what they are about."""
    about = {leaf.way for leaf in (*one, *other)}
    return len(about) == 1 and about <= _ONLY_ONE and not any(_meet(a, b) for a, b in product(one, other))


def _meet(one: Leaf, other: Leaf) -> bool:
    return _implies(one, other) or _implies(other, one)


def _is_covered(one: Alternative, other: Alternative) -> bool:
    """Whether what one rules out holds wherever the other does."""
    return any(
        not ruled_out.excluded
        and all(any(_all_imply(a, clause) for a in other.clauses) for clause in ruled_out.clauses)
        for match in one.excluded
        for ruled_out in alternatives(match)
    )


def _all_imply(one: Clause, other: Clause) -> bool:
    return all(any(_implies(a, b) for b in other) for a in one)


def _implies(one: Leaf, other: Leaf) -> bool:
    """Whether the second holds wherever the first does."""
    if one == other:
        return True
    way, value, text = other.way, str(other.value), str(one.value)
    if way in (Way.SUFFIX, Way.DOMAIN):
        return one.way in _NAMES and value in name_tails(text)
    if one.way is not way:
        return False
    if way in BELOW:
        return value in name_tails(text)
    if way is Way.CIDR:
        return _lies_in(text, value)
    if way is Way.OUI:
        return oui_digits(text).startswith(oui_digits(value))
    return way is Way.JA4 and value == text[:JA4_FIRST]


def _lies_in(inner: str, outer: str) -> bool:
    one, other = ip_network(inner), ip_network(outer)
    if one.max_prefixlen != other.max_prefixlen or one.prefixlen < other.prefixlen:
        return False
    shift = other.max_prefixlen - other.prefixlen
    return int(one.network_address) >> shift == int(other.network_address) >> shift
