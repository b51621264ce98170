r"""Rules compiled for look-up: names by label, addresses by longest prefix, AS numbers.

Most specific wins: exact name > longer suffix > longer prefix > AS number; among
rules for the very same key, the one narrowed by port and transport. Names are
compared label by label, so ``notdji.com`` never falls under ``dji.com``, and a dot
inside a label (written ``\.`` or ``\046``) is no label boundary.

Blind spots: names are taken in the form of the names table (ASCII, escaped); one
that is not ASCII is compared as it is, without folding case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from harness.model.rules import Kind, Rule, Status

_LABEL = re.compile(r"(?:\\.|[^.\\])+")
_Groups = tuple[tuple[int, dict[int, tuple["Hit", ...]]], ...]


class Hit(NamedTuple):
    """A rule that matches, and the name, prefix or AS number by which it does."""

    rule: Rule
    matched: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two rules of one kind that claim the same key with nothing to choose between them."""

    first: Rule
    second: Rule
    key: str


def fold_name(name: str) -> str:
    """Lower case, without the root's dot.

    >>> fold_name("WWW.DJI.com.")
    'www.dji.com'
    """
    if name.endswith(".") and not name.endswith("\\."):
        name = name[:-1]
    return name.lower() if name.isascii() else name


def name_tails(name: str) -> Iterator[str]:
    """The name, then each name above it, longest first.

    >>> list(name_tails("a.dji.com"))
    ['a.dji.com', 'dji.com', 'com']
    """
    if "\\" in name:
        labels = _LABEL.findall(name)
        yield from (".".join(labels[start:]) for start in range(len(labels)))
        return
    while name:
        yield name
        name = name.partition(".")[2]


class RuleIndex:
    """Look-up tables over active rules of both kinds; retired ones are left out."""

    __slots__ = ("_asns", "_hosts", "_networks", "_suffixes")

    def __init__(self, rules: Iterable[Rule]) -> None:
        active = [rule for rule in rules if rule.status is Status.ACTIVE]
        active.sort(key=lambda rule: (-rule.match.restrictions, rule.id))
        self._hosts: dict[str, list[Rule]] = {}
        self._suffixes: dict[str, list[Rule]] = {}
        self._asns: dict[int, list[Hit]] = {}
        for rule in active:
            for host in rule.match.hosts:
                self._hosts.setdefault(host, []).append(rule)
            for suffix in rule.match.suffixes:
                self._suffixes.setdefault(suffix, []).append(rule)
            for asn in rule.match.asns:
                self._asns.setdefault(asn, []).append(Hit(rule, f"AS{asn}"))
        self._networks = {bits: _group_networks(active, bits) for bits in (32, 128)}

    def by_name(self, name: str) -> list[Hit]:
        """Rules for a name, most specific first; port and transport not yet applied."""
        folded = fold_name(name)
        hits = [Hit(rule, name) for rule in self._hosts.get(folded, ())]
        for tail in name_tails(folded):
            if tail in self._suffixes:
                hits += [Hit(rule, name) for rule in self._suffixes[tail]]
        return hits

    def by_address(self, text: str) -> list[Hit]:
        """Rules for an address, longest prefix first; port and transport not yet applied."""
        value, bits = _address_value(text)
        hits: list[Hit] = []
        for shift, networks in self._networks[bits]:
            hits += networks.get(value >> shift, ())
        return hits

    def by_asn(self, asn: int) -> list[Hit]:
        """Rules for an origin AS number; port and transport not yet applied."""
        return self._asns.get(asn, [])

    def hits(
        self,
        names: Sequence[str],
        address: str | None,
        asn: int | None,
        transport: str | None = None,
        port: int | None = None,
    ) -> list[Hit]:
        """Every rule that matches an endpoint, once each, in order of choice.

        Args:
            names: Best supported first. All rules of one name come before the next name's.
            address: None where there is none to look up.
            asn: Origin AS number; None where not known.
            transport: None fails every transport restriction.
            port: None fails every port restriction.
        """
        found = [hit for name in names for hit in self.by_name(name)]
        if address is not None:
            found += self.by_address(address)
        if asn is not None:
            found += self.by_asn(asn)
        return narrow(found, transport, port)


def narrow(hits: Iterable[Hit], transport: str | None, port: int | None) -> list[Hit]:
    """Keep the first hit of each rule whose restrictions hold, in the given order."""
    kept: dict[str, Hit] = {}  # in order of insertion
    for hit in hits:
        if hit.rule.match.allows(transport, port):
            kept.setdefault(hit.rule.id, hit)
    return list(kept.values())


def _address_value(text: str) -> tuple[int, int]:
    """An address as number and width; IPv4 by hand, as ``ipaddress`` takes five times as long."""
    if ":" in text:
        return int(ip_address(text)), 128
    a, b, c, d = map(int, text.split("."))
    return a << 24 | b << 16 | c << 8 | d, 32


def _group_networks(rules: Iterable[Rule], bits: int) -> _Groups:
    """Prefixes of one address family by length, longest first, keyed by their leading bits."""
    groups: dict[int, dict[int, tuple[Hit, ...]]] = {}
    for rule in rules:
        for text in rule.match.cidrs:
            network = ip_network(text)
            if network.max_prefixlen == bits:
                shift = bits - network.prefixlen
                key = int(network.network_address) >> shift
                group = groups.setdefault(shift, {})
                group[key] = (*group.get(key, ()), Hit(rule, text))
    return tuple(sorted(groups.items()))


def find_ties(rules: Iterable[Rule]) -> list[Tie]:
    """Pairs of active rules between which specificity cannot choose, in the order given."""
    claimed: dict[tuple[Kind, str], list[Rule]] = {}
    ties: list[Tie] = []
    for rule in rules:
        if rule.status is Status.ACTIVE:
            for key in _keys(rule):
                others = claimed.setdefault((rule.kind, key), [])
                ties.extend(Tie(other, rule, key) for other in others if _overlap(other, rule))
                others.append(rule)
    return ties


def _keys(rule: Rule) -> Iterator[str]:
    """What a rule claims, each once, as text that tells the four ways apart."""
    match = rule.match
    yield from (f"host {host}" for host in dict.fromkeys(match.hosts))
    yield from (f"suffix {suffix}" for suffix in dict.fromkeys(match.suffixes))
    yield from (f"cidr {cidr}" for cidr in dict.fromkeys(match.cidrs))
    yield from (f"asn {asn}" for asn in dict.fromkeys(match.asns))


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether an endpoint could satisfy both and neither is narrower by count."""
    a, b = one.match, other.match
    if a.restrictions != b.restrictions:
        return False
    ports = not a.ports or not b.ports or bool(set(a.ports) & set(b.ports))
    return ports and (not a.transports or not b.transports or bool(set(a.transports) & set(b.transports)))


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A catalogue that passed every check, ready for look-up."""

    rules: tuple[Rule, ...]
    """By id, retired ones included."""
    sha256: str
    """Digest over name and content of every rule file, lower-case hex."""
    index: RuleIndex = field(init=False, repr=False, compare=False)
    rows: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """Position in ``rules`` of each id."""

    def __post_init__(self) -> None:
        rules = tuple(sorted(self.rules, key=lambda rule: rule.id))
        if len({rule.id for rule in rules}) != len(rules):
            raise ValueError("rule ids are not unique")
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "index", RuleIndex(rules))
        object.__setattr__(self, "rows", {rule.id: row for row, rule in enumerate(rules)})
