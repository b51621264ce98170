r"""Rules compiled for look-up: names by label, prefixes by range, all else by its value.

A rule matches an endpoint where its expression holds (``harness.model.matches``). It is found by what anchors it
(``harness.model.rules.ANCHORS``), and each other condition is then asked. The law, for two rules of one kind that both match:

1. The anchor that is more specific wins: the better supported name; of one name the exact one, then the longer suffix
   (``suffix``, ``domain`` and ``sni`` alike); names that only certificates tell come behind all others; then the longer prefix; then
   the AS number. Of software the whole fingerprint, its first part, the protocol; of devices the longer OUI.
2. Of rules with the same anchor the one with more further conditions wins; each ``port``, ``transport``, ``alpn``,
   ``protocol``, ``ja4``, each mapping below ``not`` and each further name or prefix that must hold counts one, and so
   does ``sni``, which asks how the name was told.
3. Where that is the same too, and an endpoint could satisfy both, the catalogue is refused (``harness.model.ties``).

A rule that matches by several anchors counts by its best. The order of rules never matters, and whoever adds a ``not`` never
adds a match. Names are compared label by label, so ``notdji.com`` never falls under ``dji.com``, and a dot
inside a label (written ``\.`` or ``\046``) is no label boundary.

Blind spots: names are taken in the form of the names table (ASCII, escaped); one
that is not ASCII is compared as it is, without folding case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from harness.model.addresses import number_of
from harness.model.matches import BELOW, SIGNS, Alternative, Clause, Leaf, Match, Way, alternatives, leaves
from harness.model.prefixes import Prefixes
from harness.model.rules import Kind, Rule, Status, anchors_of
from harness.model.seen import (
    JA4_FIRST,
    NO_SIGNS,
    Seen,
    Signs,
    Test,
    conditions_of,
    fold_name,
    name_tails,
    oui_digits,
    passes,
)

_OUI_DIGITS: Final = (9, 7, 6)
"""Of 36, 28 and 24 bits, longest first (IEEE MA-S, MA-M, MA-L)."""
_LOCAL_OR_GROUP: Final = 0b11
"""Bits of a MAC's first octet: nobody was assigned what they mark (IEEE 802-2014 §8.2)."""


class Hit(NamedTuple):
    """A rule that matches, and the name, prefix, number or word by which it does."""

    rule: Rule
    matched: str
    anchor: Leaf
    """As the rule writes it: of a name, the suffix that it lies below."""


class _Entry(NamedTuple):
    """A rule below one anchor."""

    rule_id: str
    hit: Hit
    """With the anchor's own text."""
    conditions: int
    tests: tuple[Test, ...]
    """What else must hold."""


_Table = dict[str, tuple[_Entry, ...]]


class RuleIndex:
    """Look-up tables over active rules of all kinds; retired ones are left out."""

    __slots__ = (
        *("_asns", "_certificates", "_hosts", "_ja4s"),
        *("_ouis", "_prefixes", "_protocols", "_suffixes", "_told_suffixes"),
        "asks",
    )

    asks: Mapping[Way, frozenset[str]]
    """Which of ``SIGNS`` some rule for endpoints asks for, and for what values: nothing else need be gathered."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        active = [rule for rule in rules if rule.status is Status.ACTIVE]
        pairs = [(leaf, entry) for rule in active for leaf, entry in _entries(rule)]
        pairs.sort(key=lambda pair: (-pair[1].conditions, pair[1].rule_id))
        self._hosts = _table(pairs, {Way.HOST})
        self._suffixes = _table(pairs, BELOW - {Way.CERTIFICATE, Way.SNI})
        self._told_suffixes = _table(pairs, BELOW - {Way.CERTIFICATE})
        self._certificates = _table(pairs, {Way.CERTIFICATE})
        self._asns = _table(pairs, {Way.ASN})
        self._ja4s, self._protocols = _table(pairs, {Way.JA4}), _table(pairs, {Way.PROTOCOL})
        self._ouis = _table(
            [
                (Leaf(Way.OUI, oui_digits(entry.hit.matched)), entry)
                for leaf, entry in pairs
                if leaf.way is Way.OUI
            ],
            {Way.OUI},
        )
        self._prefixes = Prefixes((entry.hit.matched, entry) for leaf, entry in pairs if leaf.way is Way.CIDR)
        self.asks = _asked(rule.match for rule in active if rule.kind is not Kind.DEVICE)

    def by_name(self, name: str) -> list[Hit]:
        """Rules for a name, most specific first; nothing but the name is asked."""
        return [entry.hit._replace(matched=name) for entry in self._named(fold_name(name), told=True)]

    def by_address(self, text: str) -> list[Hit]:
        """Rules for an address, longest prefix first; nothing but the address is asked."""
        return [
            Hit(entry.rule, entry.matched, entry.anchor) for entry in self._prefixes.holding(*number_of(text))
        ]

    def by_asn(self, asn: int) -> list[Hit]:
        """Rules for an origin AS number; nothing but the number is asked."""
        return [entry.hit for entry in self._asns.get(str(asn), ())]

    def by_mac(self, mac: str) -> list[Hit]:
        """Rules for who made a device, longest OUI first.

        Args:
            mac: Six octets with colons. One that is locally administered, as random ones are, or of a group matches nothing.
        """
        digits = oui_digits(mac)
        if int(digits[:2], 16) & _LOCAL_OR_GROUP:
            return []
        seen, kept = Seen(mac=digits), dict[str, Hit]()
        for length in _OUI_DIGITS:
            _keep(kept, self._ouis.get(digits[:length], ()), seen)
        return list(kept.values())

    def hits(
        self,
        names: Sequence[str],
        address: str | None,
        asn: int | None,
        transport: str | None = None,
        port: int | None = None,
        signs: Signs = NO_SIGNS,
    ) -> list[Hit]:
        """Every rule that matches an endpoint, once each, in order of choice.

        Args:
            names: Best supported first. All rules of one name come before the next name's.
            address: None where there is none to look up.
            asn: Origin AS number; None where not known.
            transport: None fails every condition on the transport.
            port: None fails every condition on the port.
            signs: What its flows told; names lower-case, those in hellos behind ``names`` where they are not there. What ``asks`` does not hold is not missed.
        """
        if signs.sni:  # they are the endpoint's, whoever else told them
            names = [*names, *(name for name in signs.sni if name not in names)]
        folded = tuple(map(fold_name, names))
        number = None if address is None else number_of(address)
        seen = Seen(folded, number, asn, transport, port, signs)
        kept: dict[str, Hit] = {}
        for at, name in enumerate(folded):
            if entries := self._named(name, told=name in signs.sni):
                _keep(kept, entries, seen, names[at])
        for name in signs.certificates:
            for tail in name_tails(name):
                _keep(kept, self._certificates.get(tail, ()), seen, name)
        if number is not None and (entries := self._prefixes.holding(*number)):
            _keep(kept, entries, seen)
        if asn is not None and (entries := self._asns.get(str(asn), ())):
            _keep(kept, entries, seen)
        if signs is not NO_SIGNS:
            self._keep_software(kept, seen)
        return list(kept.values())

    def _named(self, name: str, *, told: bool) -> tuple[_Entry, ...]:
        """What stands under a folded name, most specific first; ``told``: by a hello."""
        found, suffixes = self._hosts.get(name, ()), self._told_suffixes if told else self._suffixes
        if "\\" in name:
            return sum((suffixes.get(tail, ()) for tail in name_tails(name)), found)
        while name:  # as ``name_tails``, which takes twice as long
            if name in suffixes:
                found += suffixes[name]
            name = name.partition(".")[2]
        return found

    def _keep_software(self, kept: dict[str, Hit], seen: Seen) -> None:
        for one in seen.signs.ja4:
            _keep(kept, self._ja4s.get(one, ()), seen)
        for one in seen.signs.ja4:
            _keep(kept, self._ja4s.get(one[:JA4_FIRST], ()), seen)
        for one in seen.signs.protocols:
            _keep(kept, self._protocols.get(one, ()), seen)


def _asked(matches: Iterable[Match]) -> Mapping[Way, frozenset[str]]:
    found: dict[Way, set[str]] = {}
    for match in matches:
        for leaf in leaves(match):
            if leaf.way in SIGNS:
                found.setdefault(leaf.way, set()).add(str(leaf.value))
    return MappingProxyType({way: frozenset(values) for way, values in found.items()})


def _keep(kept: dict[str, Hit], entries: Iterable[_Entry], seen: Seen, matched: str | None = None) -> None:
    """Add each rule that is not there yet and whose further conditions hold.

    Args:
        kept: Hits by rule.
        entries: Below one anchor, in order of choice.
        seen: Of the endpoint or device.
        matched: Its name by which the anchor holds; None: the anchor's own text.
    """
    for rule_id, hit, _, tests in entries:
        if rule_id not in kept and (not tests or passes(tests, seen)):
            kept[rule_id] = hit if matched is None else Hit(hit.rule, matched, hit.anchor)


def _table(pairs: Iterable[tuple[Leaf, _Entry]], of: Iterable[Way]) -> _Table:
    """Entries by the value of their anchor, in the order given."""
    chosen, found = frozenset(of), dict[str, list[_Entry]]()
    for leaf, entry in pairs:
        if leaf.way in chosen:
            found.setdefault(str(leaf.value), []).append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _entries(rule: Rule) -> Iterator[tuple[Leaf, _Entry]]:
    """A rule below each anchor of each of its alternatives."""
    for one in alternatives(rule.match):
        for anchor in anchors_of(rule.kind, one):
            tests = _further_tests(one, anchor)
            for leaf in anchor:
                matched = f"AS{leaf.value}" if leaf.way is Way.ASN else str(leaf.value)
                conditions = one.conditions + (leaf.way is Way.SNI)
                yield leaf, _Entry(rule.id, Hit(rule, matched, leaf), conditions, tests)


def _further_tests(one: Alternative, anchor: Clause) -> tuple[Test, ...]:
    return conditions_of((clause for clause in one.clauses if clause is not anchor), one.excluded)


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
