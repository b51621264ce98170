"""Endpoints that were seen, and the catalogue; those that no service rule knows, by what a rule could match them by, out.

By the registrable domain of the best name that rules go by; by the name itself where it has none; without a name, by
the AS where no hosting rule knows it, else by the address.

**Blind spots**: customers of one host share its domain, and so one stub. A name too long or odd to stand in a rule counts as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harness.model.rules import Kind
from harness.model.ruleset import Hit, RuleIndex
from harness.model.seen import fold_name
from harness.model.unmatched import By, Seen, Unknown, Unmatched
from harness.model.words import Scope
from harness.rules.checks import asn_problem, host_problem
from harness.rules.examples import MOST_NAME


def gather(seen: Iterable[Seen], domains: Mapping[str, str | None], index: RuleIndex) -> Unmatched:
    """Put together what is not known.

    Args:
        seen: In any order.
        domains: Registrable domain of each first name; None or absent: it has none.
        index: Rules as they are now. What a rule knew when it was analysed counts as known too.

    Returns:
        Most octets first, then by key; the order of ``seen`` does not matter.
    """
    every = sorted(
        seen, key=lambda one: (one.vantage, one.address, one.transport, one.port or -1, one.capture)
    )
    outside = [one for one in every if one.scope == Scope.INTERNET.value]
    hits = [(one, _hits(one, index)) for one in outside]
    groups: dict[tuple[By, str], list[Seen]] = {}
    hosting: dict[tuple[By, str], str | None] = {}
    for one, found in hits:
        if not one.ruled and not any(hit.rule.kind is Kind.SERVICE for hit in found):
            host = next((hit.rule.id for hit in found if hit.rule.kind is Kind.HOSTING), None)
            key = _key(one, domains, known_host=host is not None)
            groups.setdefault(key, []).append(one)
            hosting.setdefault(key, host)
    unknown = [
        Unknown(by=by, key=key, seen=tuple(some), hosting=hosting[by, key])
        for (by, key), some in groups.items()
    ]
    unknown.sort(key=lambda one: (-one.octets, one.by, one.key))
    return Unmatched(
        endpoints=len(every),
        inside=len(every) - len(outside),
        ruled=len(outside) - sum(len(one.seen) for one in unknown),
        unknown=tuple(unknown),
    )


def _hits(one: Seen, index: RuleIndex) -> list[Hit]:
    return index.hits(one.names, one.looked_up, one.asn, one.transport, one.port)


def _key(one: Seen, domains: Mapping[str, str | None], *, known_host: bool) -> tuple[By, str]:
    if one.names:
        domain = domains.get(one.names[0])
        if domain is not None and _writable(domain):
            return By.SUFFIX, domain
        name = fold_name(one.names[0])
        if _writable(name):
            return By.HOST, name
    if one.asn is not None and not known_host and asn_problem(one.asn) is None:
        return By.ASN, str(one.asn)
    return By.CIDR, one.looked_up


def _writable(name: str) -> bool:
    return len(name) <= MOST_NAME and host_problem(name) is None
