"""What records beside addresses tie to names: hints of SVCB and HTTPS (RFC 9460), and PTR (RFC 1035 §3.3.12).

A hint is tied to every name on the way from the question to the record, aliases of AliasMode included, and to the record's
target. Names that begin with an underscore are services and no hosts (RFC 8552): they get no fact. A PTR in the reverse
tree ties the queried address to the name that its owner gives it.

Blind spots: addresses of a target in records of their own are facts for the target only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from harness.model.facts import NameFact, ServiceFact
from harness.model.words import NameSource
from harness.wire.dns_chains import ANY_TTL_S, chain
from harness.wire.reverse_names import reverse_address
from harness.wire.svcb import ALIAS, Binding
from harness.wire.text import ROOT

_HINT: Final = NameSource.DNS_HINT.value
_PTR: Final = NameSource.PTR.value

Aliases = Mapping[str, tuple[str, int]]
"""Owner -> target, TTL."""


class Service(NamedTuple):
    """One SVCB or HTTPS record; ``binding`` is None where it is malformed."""

    owner: str
    kind: int
    ttl_s: int
    binding: Binding | None


class Pointer(NamedTuple):
    """One PTR record."""

    owner: str
    name: str
    ttl_s: int


class _Way(NamedTuple):
    """How questions lead to an owner."""

    names: tuple[str, ...]
    """Host names on the way, the owner's included."""
    ttl_s: int
    asked: bool


def accepted(services: Sequence[Service]) -> list[tuple[Service, Binding]]:
    """The records that a client uses: one that is malformed spoils all of its owner and type (RFC 9460 §2.2)."""
    spoiled = {(one.owner, one.kind) for one in services if one.binding is None}
    return [
        (one, one.binding)
        for one in services
        if one.binding is not None and (one.owner, one.kind) not in spoiled
    ]


def service_facts(services: Iterable[tuple[Service, Binding]]) -> list[ServiceFact]:
    """One fact for each record."""
    return [
        ServiceFact(
            owner=one.owner,
            target=_target(one.owner, binding),
            priority=binding.priority,
            alpn=binding.alpn,
            ech=binding.ech,
            ttl_s=one.ttl_s,
            ech_config_ids=tuple([config.config_id for config in binding.ech_configs]),
            ech_public_names=tuple([config.public_name for config in binding.ech_configs]),
        )
        for one, binding in services
    ]


def hinted(
    services: Sequence[tuple[Service, Binding]], questions: Iterable[str], aliases: Aliases, most: int
) -> list[NameFact]:
    """Facts of address hints, up to just over ``most``."""
    followed = {
        one.owner: (binding.target, one.ttl_s)
        for one, binding in services
        if binding.priority == ALIAS and binding.target != ROOT
    } | dict(aliases)
    chains = [chain(question, followed) for question in questions]
    ways: dict[str, _Way] = {}
    facts: list[NameFact] = []
    for one, binding in services:
        if not binding.hints:
            continue
        if (way := ways.get(one.owner)) is None:
            way = ways[one.owner] = _way(one.owner, chains)
        target = _target(one.owner, binding)
        names = way.names if target in way.names or target.startswith("_") else (*way.names, target)
        ttl_s = min(one.ttl_s, way.ttl_s)
        for name in names:
            facts += [NameFact(name, address, _HINT, ttl_s, way.asked) for address in binding.hints]
            if len(facts) > most:
                return facts
    return facts


def pointed(
    pointers: Iterable[Pointer], questions: Iterable[str], aliases: Aliases, most: int
) -> list[NameFact]:
    """Facts of PTR records, up to just over ``most``; a zone may delegate single addresses by aliases (RFC 2317)."""
    ways: dict[str, dict[str, int]] = {}
    for question in questions:
        if (address := reverse_address(question)) is not None:
            for name, ttl_s in chain(question, aliases).items():
                ways.setdefault(name, {})[address] = ttl_s
    facts: list[NameFact] = []
    for owner, name, ttl_s in pointers:
        own = reverse_address(owner)
        addresses = ways.get(owner, {}) | ({own: ANY_TTL_S} if own is not None else {})
        if name != ROOT:
            facts += [NameFact(name, at, _PTR, min(ttl_s, way_s)) for at, way_s in addresses.items()]
        if len(facts) > most:
            break
    return facts


def _target(owner: str, binding: Binding) -> str:
    """Where the service is: ``.`` is the owner itself (RFC 9460 §2.5.2), but in AliasMode nowhere."""
    return owner if binding.target == ROOT and binding.priority != ALIAS else binding.target


def _way(owner: str, chains: Iterable[dict[str, int]]) -> _Way:
    names: dict[str, None] = {}
    ttl_s, asked = ANY_TTL_S, False
    for found in chains:
        if owner not in found:
            continue
        asked, ttl_s = True, min(ttl_s, found[owner])
        for name in found:
            names[name] = None
            if name == owner:
                break
    if not asked:
        names[owner] = None
    return _Way(tuple(name for name in names if not name.startswith("_")), ttl_s, asked)
