"""What a rule matches: conditions on an endpoint, put together by any, all and not; and the same as alternatives.

A ``Match`` says, as an author writes it: at least one of its names, prefixes and numbers holds (if it has any), each of
its narrowing keys holds (port, transport, alpn, protocol, ja4), at least one of ``any_of``, all of ``all_of`` and none
of ``none_of``. ``alternatives`` writes it as a disjunction of conjunctions, by which rules are compiled and compared.

Blind spots: alternatives of one rule are not compared with each other; what stands twice counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

MAX_DEPTH: Final = 2
"""How deep ``any``, ``all`` and ``not`` nest: one within another, and no further. More cannot be read at a glance."""
MAX_ALTERNATIVES: Final = 64
"""Of one rule: each is compiled and compared by itself."""


class Way(StrEnum):
    """By what an endpoint, or a device, is matched: the keys of ``match``."""

    HOST = "host"
    """An exact name."""
    SUFFIX = "suffix"
    """A name and every name below it."""
    DOMAIN = "domain"
    """A registrable domain and every name below it."""
    SNI = "sni"
    """A name and every name below it, told by the client's hello in flows of this very endpoint."""
    CERTIFICATE = "certificate"
    """A name and every name below it, told by the certificate that the endpoint sent in clear. Nobody checked it."""
    CIDR = "cidr"
    """A prefix."""
    ASN = "asn"
    """An origin AS number."""
    OUI = "oui"
    """The first 24, 28 or 36 bits of a MAC, as the IEEE assigns them."""
    PORT = "port"
    """The server's port."""
    TRANSPORT = "transport"
    """``tcp``, ``udp``, ..."""
    ALPN = "alpn"
    """A protocol that a client offered in a hello (RFC 7301); which one was taken is not told."""
    PROTOCOL = "protocol"
    """What payloads show to be spoken, never what a port suggests."""
    JA4 = "ja4"
    """Fingerprint of a client's hello, whole or its first part."""


NAMED: Final = (Way.HOST, Way.SUFFIX, Way.DOMAIN, Way.SNI, Way.CERTIFICATE, Way.CIDR, Way.ASN, Way.OUI)
"""Those that say who it is: in one mapping any of them is enough."""
NARROWING: Final = (Way.PORT, Way.TRANSPORT, Way.ALPN, Way.PROTOCOL, Way.JA4)
"""Those that narrow: in one mapping each of them must hold, by any of its values."""
BELOW: Final = frozenset({Way.SUFFIX, Way.DOMAIN, Way.SNI, Way.CERTIFICATE})
"""Those that match every name below theirs too."""
SIGNS: Final = frozenset({Way.SNI, Way.CERTIFICATE, Way.ALPN, Way.PROTOCOL, Way.JA4})
"""Those that ask for more than names, address, AS number, port and transport."""


class Leaf(NamedTuple):
    """One condition."""

    way: Way
    value: str | int


Clause = tuple[Leaf, ...]
"""Conditions of which at least one must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One mapping of conditions; see the module for how they are put together."""

    hosts: tuple[str, ...] = ()
    """Exact names, lower case, as A-labels."""
    suffixes: tuple[str, ...] = ()
    """Names that stand for themselves and every name below them."""
    domains: tuple[str, ...] = ()
    """Likewise; each is a registrable domain."""
    snis: tuple[str, ...] = ()
    """Likewise; of names told by a client's hello."""
    certificates: tuple[str, ...] = ()
    """Likewise; of names told by the server's certificate."""
    cidrs: tuple[str, ...] = ()
    """Prefixes without host bits; one address is a /32 or /128."""
    asns: tuple[int, ...] = ()
    """Origin AS numbers."""
    ouis: tuple[str, ...] = ()
    """First bits of MACs: 6, 7 or 9 digits in upper case, a colon after each two."""
    ports: tuple[int, ...] = ()
    """Server ports; empty: any."""
    transports: tuple[str, ...] = ()
    """``tcp``, ``udp``, ...; empty: any."""
    alpns: tuple[str, ...] = ()
    """Protocols offered; empty: any or none."""
    protocols: tuple[str, ...] = ()
    """Words of ``harness.model.protocols.Protocol``; empty: any or none."""
    ja4s: tuple[str, ...] = ()
    """Fingerprints, or first parts of such; empty: any or none."""
    any_of: tuple[Match, ...] = ()
    """At least one holds; empty: no such condition."""
    all_of: tuple[Match, ...] = ()
    """All hold."""
    none_of: tuple[Match, ...] = ()
    """None holds."""

    def values(self, way: Way) -> tuple[str | int, ...]:
        """What this mapping itself lists under a key."""
        found: tuple[str | int, ...] = getattr(self, FIELDS[way])
        return found

    def own_clauses(self) -> Iterator[Clause]:
        """The conditions of this mapping itself, without those nested in it."""
        if named := tuple(Leaf(way, value) for way in NAMED for value in self.values(way)):
            yield named
        for way in NARROWING:
            if values := self.values(way):
                yield tuple(Leaf(way, value) for value in values)

    def nested(self) -> Iterator[tuple[str, int, Match]]:
        """Each mapping nested in this one, with the key and position that it stands at."""
        for key, children in (("any", self.any_of), ("all", self.all_of), ("not", self.none_of)):
            for at, child in enumerate(children):
                yield key, at, child


FIELDS: Final = {
    way: f"{way.value}es" if way is Way.SUFFIX else f"{way.value}s" for way in (*NAMED, *NARROWING)
}
"""Field of ``Match`` for each key."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a rule may match."""

    clauses: tuple[Clause, ...]
    """All must hold."""
    excluded: tuple[Match, ...]
    """None may hold."""

    @property
    def conditions(self) -> int:
        """How many conditions there are besides the one that it is found by."""
        return len(self.clauses) - 1 + len(self.excluded)


def alternatives(match: Match) -> tuple[Alternative, ...]:
    """Write a match as alternatives: it holds where at least one of them does."""
    found = [Alternative(tuple(match.own_clauses()), match.none_of)]
    for child in match.all_of:
        found = _both(found, alternatives(child))
    if match.any_of:
        found = _both(found, [one for child in match.any_of for one in alternatives(child)])
    return tuple(found)


def _both(left: list[Alternative], right: tuple[Alternative, ...] | list[Alternative]) -> list[Alternative]:
    return [Alternative(a.clauses + b.clauses, a.excluded + b.excluded) for a in left for b in right]


def count_alternatives(match: Match) -> int:
    """How many there are, without making them; of ``none_of`` too, as these are compiled likewise."""
    count = 1
    for child in match.all_of:
        count *= count_alternatives(child)
    if match.any_of:
        count *= sum(count_alternatives(child) for child in match.any_of)
    return count + sum(count_alternatives(child) for child in match.none_of)


def depth(match: Match) -> int:
    """How deep mappings are nested; 0 where there are none within."""
    return max((1 + depth(child) for _, _, child in match.nested()), default=0)


def leaves(match: Match, *, excluded: bool = True) -> Iterator[Leaf]:
    """Every condition, at any depth; with ``excluded`` those below ``not`` too."""
    for clause in match.own_clauses():
        yield from clause
    for key, _, child in match.nested():
        if excluded or key != "not":
            yield from leaves(child, excluded=excluded)


def match_object(match: Match) -> dict[str, Any]:
    """The mapping as an author writes it."""
    own = {way.value: list(values) for way in (*NAMED, *NARROWING) if (values := match.values(way))}
    nested: dict[str, list[Any]] = {}
    for key, _, child in match.nested():
        nested.setdefault(key, []).append(match_object(child))
    return {**own, **nested}


def leaf_text(leaf: Leaf) -> str:
    """One condition as a reader knows it.

    >>> leaf_text(Leaf(Way.ASN, 4808)), leaf_text(Leaf(Way.PORT, 80)), leaf_text(Leaf(Way.HOST, "a.example"))
    ('AS4808', 'port 80', 'a.example')
    """
    if leaf.way is Way.ASN:
        return f"AS{leaf.value}"
    return str(leaf.value) if leaf.way in NAMED or leaf.way is Way.TRANSPORT else f"{leaf.way} {leaf.value}"


def ways(match: Match) -> frozenset[Way]:
    """Every key that is used, at any depth."""
    return frozenset(leaf.way for leaf in leaves(match))


def steps_to(match: Match, leaf: Leaf) -> tuple[str | int, ...] | None:
    """Keys and positions that lead to a condition outside ``not``; None where it is not there."""
    if leaf.value in (values := match.values(leaf.way)):
        return (leaf.way.value, values.index(leaf.value))
    for key, at, child in match.nested():
        if key != "not" and (below := steps_to(child, leaf)) is not None:
            return (key, at, *below)
    return None
