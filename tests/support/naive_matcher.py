"""What rules match, told without any index: each rule's expression is gone through for each endpoint, and the law applied to the word.

Slow and plain on purpose: the compiled index is held against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from harness.model.matches import Leaf, Match
from harness.model.rules import ANCHORS, Kind, Rule, Status
from harness.rules.examples import Example

Holding = tuple[frozenset[str], list[Leaf]]
"""Keys that a condition lists, and those of its values that hold."""


class Reading(NamedTuple):
    """One way to choose from every ``any``, all of which holds."""

    holding: tuple[Holding, ...]
    exclusions: int


def below(name: str, suffix: str) -> bool:
    return name.split(".")[-len(suffix.split(".")) :] == suffix.split(".")


def holds(leaf: Leaf, seen: Example) -> bool:
    """Whether one condition holds."""
    text, signs = str(leaf.value), seen.signs
    names = {*([] if seen.name is None else [seen.name]), *signs.sni}
    match leaf.way.value:
        case "host":
            return text in names
        case "suffix" | "domain":
            return any(below(name, text) for name in names)
        case "sni":
            return any(below(name, text) for name in signs.sni)
        case "certificate":
            return any(below(name, text) for name in signs.certificates)
        case "cidr":
            network = ip_network(text)
            return seen.address is not None and ip_address(seen.address) in network
        case "asn":
            return seen.asn == leaf.value
        case "oui":
            mac = (seen.mac or "").upper()
            return mac.startswith(text) and int(mac[:2], 16) & 3 == 0
        case "port":
            return seen.port == leaf.value
        case "transport":
            return seen.transport == text
        case "alpn":
            return text in signs.alpn
        case "protocol":
            return text in signs.protocols
        case _:
            return any(one == text or one.split("_")[0] == text for one in signs.ja4)


def readings(match: Match, seen: Example) -> Iterator[Reading]:
    """Every way in which a match holds; none where it does not."""
    own: list[Holding] = [
        (frozenset(leaf.way.value for leaf in clause), [leaf for leaf in clause if holds(leaf, seen)])
        for clause in match.own_clauses()
    ]
    if not all(found for _, found in own) or any(
        any(True for _ in readings(one, seen)) for one in match.none_of
    ):
        return
    parts = [[Reading(tuple(own), len(match.none_of))]]
    parts += [list(readings(one, seen)) for one in match.all_of]
    if match.any_of:
        parts.append([one for child in match.any_of for one in readings(child, seen)])
    yield from _joined(parts)


def _joined(parts: Sequence[Sequence[Reading]]) -> Iterator[Reading]:
    if not parts:
        yield Reading((), 0)
        return
    for first in parts[0]:
        for rest in _joined(parts[1:]):
            yield Reading(first.holding + rest.holding, first.exclusions + rest.exclusions)


def rank(rule: Rule, seen: Example) -> tuple[int, ...] | None:
    """How specific a rule is for an endpoint, least first; None where it does not match."""
    if rule.status is Status.RETIRED:
        return None
    ranks = [
        (*place, -(len(one.holding) - 1 + one.exclusions + (leaf.way.value == "sni")))
        for one in readings(rule.match, seen)
        for keys, leaves in one.holding
        if keys <= {way.value for way in ANCHORS[rule.kind]}
        for leaf in leaves
        for place in _places(leaf, seen)
    ]
    return min(ranks, default=None)


def _places(leaf: Leaf, seen: Example) -> Iterator[tuple[int, ...]]:
    """Places of an anchor in the order of choice: each name by which it holds has its own."""
    text, way = str(leaf.value), leaf.way.value
    names = list(dict.fromkeys([*([] if seen.name is None else [seen.name]), *seen.signs.sni]))
    labels = len(text.split("."))
    if way == "host":
        yield (0, names.index(text), 0, 0)
    elif way in ("suffix", "domain", "sni"):
        told = seen.signs.sni if way == "sni" else names
        yield from ((0, names.index(name), 1, -labels) for name in told if below(name, text))
    elif way == "certificate":
        yield from (
            (1, at, 1, -labels) for at, name in enumerate(seen.signs.certificates) if below(name, text)
        )
    elif way == "cidr":
        yield (2, 0, 0, -ip_network(text).prefixlen)
    elif way == "asn":
        yield (3, 0, 0, 0)
    elif way == "oui":
        yield (0, 0, 0, -len(text))
    elif way == "ja4":
        whole, first = text in seen.signs.ja4, [one.split("_")[0] for one in seen.signs.ja4]
        yield (4, 0, seen.signs.ja4.index(text), 0) if whole else (4, 1, first.index(text), 0)
    else:
        yield (4, 2, seen.signs.protocols.index(text), 0)


def naive_hits(rules: Sequence[Rule], seen: Example) -> list[str]:
    """Ids of the rules that match, in order of choice; those that the law does not part by id."""
    kinds = {Kind.DEVICE} if seen.mac is not None else set(Kind) - {Kind.DEVICE}
    found = [(rank(rule, seen), rule.id) for rule in rules if rule.kind in kinds]
    return [
        rule_id
        for place, rule_id in sorted((place, rule_id) for place, rule_id in found if place is not None)
    ]
