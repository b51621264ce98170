"""Whether an endpoint selector of a claim takes a contact: yes, no, or open for a reason.

Open is what a name or the catalogue would have to tell and does not: no name was seen, nobody knows who runs it, the rule
that says so is not firm, several names may have been meant, or who chose a resolver was not stated.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from harness.model.blind_spots import BlindSpotKind
from harness.model.rules import Category
from harness.model.selectors import EndpointSelector
from harness.stages.known_contacts import Service
from harness.stages.standing import Row, Setting, resolver

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer; ``yes`` is None where it is open, and then ``why`` and ``blind_spot`` say what keeps it so."""

    yes: bool | None
    why: str = ""
    """Part of a sentence."""
    blind_spot: BlindSpotKind | None = None


YES, NO = Taken(yes=True), Taken(yes=False)
HELLO_IN_DOUBT = Taken(None, "its encrypted hello may hide another name", BlindSpotKind.ECH)
_NO_NAME = Taken(None, "no name was seen for it", BlindSpotKind.NO_NAME)
_UNKNOWN = BlindSpotKind.UNKNOWN_OPERATOR


def taken(selectors: Sequence[EndpointSelector], contact: Row, setting: Setting) -> Taken:
    """Whether any of the selectors takes a contact, under whichever name was meant."""
    answers = [
        _any([_takes(selector, contact, service, setting) for selector in selectors])
        for service in setting.known.services
    ]
    if setting.known.hello_in_doubt and any(selector.names_matter for selector in selectors):
        return HELLO_IN_DOUBT
    return agreed(answers)


def agreed(answers: Sequence[Taken]) -> Taken:
    """What holds under whichever of several names was meant; at least one answer."""
    if len({answer.yes for answer in answers}) == 1:
        return answers[0]
    undecided = next((answer for answer in answers if answer.yes is None), None)
    return undecided or Taken(
        None, "which of several names was meant is not known", BlindSpotKind.NAME_NOT_CERTAIN
    )


def _any(answers: Sequence[Taken]) -> Taken:
    """Yes where one says yes, no where all say no."""
    if any(answer.yes for answer in answers):
        return YES
    return next((answer for answer in answers if answer.yes is None), NO)


def _all(answers: Sequence[Taken]) -> Taken:
    """No where one says no, yes where all say yes."""
    if any(answer.yes is False for answer in answers):
        return NO
    return next((answer for answer in answers if answer.yes is None), YES)


def _takes(selector: EndpointSelector, contact: Row, service: Service, setting: Setting) -> Taken:
    keys = [_narrowed(selector, contact)]
    if selector.anchored_by_key:
        keys.append(_any(list(_by_key(selector, contact, service, setting))))
    if selector.except_operators:
        keys.append(_not(_by_operator(selector.except_operators, service)))
    return _all(keys)


def _not(answer: Taken) -> Taken:
    return answer if answer.yes is None else Taken(yes=not answer.yes)


def _narrowed(selector: EndpointSelector, contact: Row) -> Taken:
    """Port and transport; a flow that the far side opened has no server's port."""
    port = contact["server_port"]
    if selector.transports and contact["transport"] not in selector.transports:
        return NO
    if selector.ports and port is None:
        return Taken(None, "which side is the server is not known", BlindSpotKind.REMOTE_SIDE_UNKNOWN)
    return NO if selector.ports and port not in selector.ports else YES


def _by_key(selector: EndpointSelector, contact: Row, service: Service, setting: Setting) -> list[Taken]:
    """One answer for each key that is given."""
    found = []
    if selector.hosts or selector.suffixes:
        found.append(_by_name(selector, service.name))
    if selector.cidrs:
        address = ipaddress.ip_address(contact["server_ip"])
        found.append(Taken(yes=any(address in network for network in _networks(selector.cidrs))))
    if selector.operators:
        found.append(_by_operator(selector.operators, service))
    if selector.categories:
        found.append(_by_category(selector.categories, service))
    if selector.rules:
        found.append(_by_rule(selector.rules, service))
    if selector.given_resolvers:
        found.append(_by_resolver(contact, setting))
    return found


@cache
def _networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    """Prefixes of a selector, read once and not for each contact."""
    return tuple(ipaddress.ip_network(cidr) for cidr in cidrs)


def _by_name(selector: EndpointSelector, name: str | None) -> Taken:
    if name is None:
        return _NO_NAME
    below = any(name == suffix or name.endswith(f".{suffix}") for suffix in selector.suffixes)
    return Taken(yes=name in selector.hosts or below)


def _by_operator(operators: Sequence[str], service: Service) -> Taken:
    if service.rule is None:
        return _unknown(service)
    if not service.operator_firm:
        return _not_firm(service)
    return Taken(yes=service.rule.operator in operators)


def _by_category(categories: Sequence[Category], service: Service) -> Taken:
    if service.rule is None:
        return _unknown(service)
    if not service.firm:
        return _not_firm(service)
    if service.rule.category is Category.UNKNOWN and Category.UNKNOWN not in categories:
        return Taken(None, f"what it is for is not known to rule {service.rule.id}", _UNKNOWN)
    return Taken(yes=service.rule.category in categories)


def _by_rule(rules: Sequence[str], service: Service) -> Taken:
    if service.rule is None:
        return _unknown(service)
    return Taken(yes=service.rule.id in rules) if service.firm else _not_firm(service)


def _by_resolver(contact: Row, setting: Setting) -> Taken:
    given = resolver(contact, setting.vantage_point)
    if given is None:
        return Taken(None, "who chose the resolver is not stated", BlindSpotKind.RESOLVER_CHOICE_UNKNOWN)
    return Taken(yes=given)


def _unknown(service: Service) -> Taken:
    if service.name is None:
        return _NO_NAME
    return Taken(None, f"no rule of the catalogue knows who runs {service.name}", _UNKNOWN)


def _not_firm(service: Service) -> Taken:
    rule = service.rule
    told = (
        "" if rule is None else f"rule {rule.id} says that {rule.operator} runs it, and is {rule.confidence}"
    )
    return Taken(None, told, BlindSpotKind.RULE_NOT_FIRM)
