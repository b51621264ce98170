"""Which names somebody asks about: two that all of them would answer alike may be counted as one.

Rules and selectors name a host exactly, or a name with everything below it; so what a name can be told apart by is
whether it is such a host, and which of those names it lies below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.model.claims import Claim
from harness.model.matches import BELOW, Way, leaves
from harness.model.rules import Rule, Status
from harness.model.scenario import Scenario
from harness.model.seen import fold_name, name_tails
from harness.model.selectors import EndpointSelector


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesApart:
    """Names that are asked about, folded."""

    hosts: frozenset[str] = frozenset()
    """By themselves."""
    suffixes: frozenset[str] = frozenset()
    """With every name below them."""

    def group_of(self, name: str) -> tuple[str, ...]:
        """What a name is told apart by; equal where nobody can tell two names apart.

        >>> apart = NamesApart(hosts=frozenset({"a.dji.com"}), suffixes=frozenset({"dji.com"}))
        >>> apart.group_of("b.dji.com"), apart.group_of("c.dji.com"), apart.group_of("a.dji.com"), apart.group_of("x.example")
        (('dji.com',), ('dji.com',), ('dji.com', 'a.dji.com'), ())
        """
        folded = fold_name(name)
        below = tuple(tail for tail in name_tails(folded) if tail in self.suffixes)
        return (*below, folded) if folded in self.hosts else below


def names_apart(rules: Iterable[Rule], scenario: Scenario | None = None) -> NamesApart:
    """Gather every name that active rules, and the claims and steps of a scenario, ask about."""
    asked = [leaf for rule in rules if rule.status is Status.ACTIVE for leaf in leaves(rule.match)]
    hosts = {str(leaf.value) for leaf in asked if leaf.way is Way.HOST}
    suffixes = {str(leaf.value) for leaf in asked if leaf.way in BELOW}
    for claim in () if scenario is None else scenario.claims:
        suffixes.update(claim.permitted_hosts)
        for selector in _selectors(claim):
            hosts.update(selector.hosts)
            suffixes.update(selector.suffixes)
    for cell in () if scenario is None else scenario.cells:
        suffixes.update(sign.host for step in cell.steps for sign in step.evidence if sign.host is not None)
    return NamesApart(hosts=frozenset(map(fold_name, hosts)), suffixes=frozenset(map(fold_name, suffixes)))


def _selectors(claim: Claim) -> Iterable[EndpointSelector]:
    return (*claim.about, *claim.only, *claim.never)
