"""What is seen of an endpoint or a device, and conditions of rules as tests of that.

Names are compared label by label (``harness.model.ruleset``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Final, NamedTuple

from harness.model.matches import Alternative, Clause, Match, Way, alternatives

_LABEL: Final = re.compile(r"(?:\\.|[^.\\])+")
JA4_FIRST: Final = 10
"""Characters of the first part of a JA4 fingerprint."""


class Signs(NamedTuple):
    """What flows to an endpoint told besides names, address and port."""

    sni: tuple[str, ...] = ()
    """Names in hellos, of those told in its own flows."""
    certificates: tuple[str, ...] = ()
    """Names in its certificates."""
    alpn: tuple[str, ...] = ()
    """Protocols that clients offered."""
    protocols: tuple[str, ...] = ()
    """Protocols that payloads show."""
    ja4: tuple[str, ...] = ()
    """Fingerprints of clients' hellos."""


NO_SIGNS: Final = Signs()


class Seen(NamedTuple):
    """All that a rule may ask about."""

    names: tuple[str, ...] = ()
    """Folded, best supported first."""
    address: tuple[int, int] | None = None
    """Number and width in bits."""
    asn: int | None = None
    transport: str | None = None
    port: int | None = None
    signs: Signs = NO_SIGNS
    """Names folded."""
    mac: str = ""
    """Digits of a MAC in upper case."""


Test = Callable[[Seen], bool]


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


def oui_digits(oui: str) -> str:
    """The digits of an OUI, or of a MAC, in upper case.

    >>> oui_digits("60:60:1F")
    '60601F'
    """
    return oui.replace(":", "").upper()


def conditions_of(clauses: Iterable[Clause], excluded: Iterable[Match]) -> tuple[Test, ...]:
    """Conditions that must all hold, each as a test."""
    return (*map(_clause_test, clauses), *map(_excluded_test, excluded))


def passes(tests: Iterable[Test], seen: Seen) -> bool:
    """Whether all tests hold."""
    for test in tests:  # noqa: SIM110 - half the time of all(), and asked for every endpoint
        if not test(seen):
            return False
    return True


def _clause_test(clause: Clause) -> Test:
    by_way: dict[Way, list[str | int]] = {}
    for leaf in clause:
        by_way.setdefault(leaf.way, []).append(leaf.value)
    tests = [_TESTS[way](frozenset(values)) for way, values in by_way.items()]
    return tests[0] if len(tests) == 1 else lambda seen: any(test(seen) for test in tests)


def _excluded_test(match: Match) -> Test:
    ways_to_hold = [_alternative_tests(one) for one in alternatives(match)]
    return lambda seen: not any(passes(tests, seen) for tests in ways_to_hold)


def _alternative_tests(one: Alternative) -> tuple[Test, ...]:
    return conditions_of(one.clauses, one.excluded)


_Values = frozenset[str | int]


def _below(values: _Values, names: Iterable[str]) -> bool:
    return any(tail in values for name in names for tail in name_tails(name))


def _prefix_test(values: _Values) -> Test:
    held = []
    for network in map(ip_network, map(str, values)):
        shift = network.max_prefixlen - network.prefixlen
        held.append((network.max_prefixlen, shift, int(network.network_address) >> shift))

    def test(seen: Seen) -> bool:
        if seen.address is None:
            return False
        number, width = seen.address
        return any(bits == width and number >> shift == key for bits, shift, key in held)

    return test


def _oui_test(values: _Values) -> Test:
    digits = tuple(oui_digits(str(value)) for value in values)
    return lambda seen: seen.mac.startswith(digits)


_TESTS: Final[Mapping[Way, Callable[[_Values], Test]]] = {
    Way.HOST: lambda values: lambda seen: not values.isdisjoint(seen.names),
    Way.SUFFIX: lambda values: lambda seen: _below(values, seen.names),
    Way.DOMAIN: lambda values: lambda seen: _below(values, seen.names),
    Way.SNI: lambda values: lambda seen: _below(values, seen.signs.sni),
    Way.CERTIFICATE: lambda values: lambda seen: _below(values, seen.signs.certificates),
    Way.CIDR: _prefix_test,
    Way.ASN: lambda values: lambda seen: seen.asn in values,
    Way.OUI: _oui_test,
    Way.PORT: lambda values: lambda seen: seen.port in values,
    Way.TRANSPORT: lambda values: lambda seen: seen.transport in values,
    Way.ALPN: lambda values: lambda seen: not values.isdisjoint(seen.signs.alpn),
    Way.PROTOCOL: lambda values: lambda seen: not values.isdisjoint(seen.signs.protocols),
    Way.JA4: lambda values: (
        lambda seen: any(one in values or one[:JA4_FIRST] in values for one in seen.signs.ja4)
    ),
}
"""How the values of each key are held against what is seen."""
