"""One contact, judged for a claim of kind name: only these endpoints, or none of those.

What cannot be told apart from an endpoint that the claim excludes is open: no name, a host that no rule knows, a rule that is
not firm. Queries to the resolver that the access network gave are the network's and listed, unless the claim speaks of resolvers.
"""

from __future__ import annotations

from harness.model.listing import few
from harness.model.words import Scope, Standing
from harness.stages.known_contacts import Service
from harness.stages.selecting import NO, YES, Taken, taken
from harness.stages.standing import Lead, Row, Setting, in_steps, resolver
from harness.stages.witnessing import behind, contrary, left_out, ours_only


def judge_name(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where the claim allows it, or does not speak of it."""
    steps = in_steps(contact, setting)
    if steps is False:
        return None
    if contact["scope"] == Scope.LOCAL.value:
        return behind(contact)
    spoken_of, against = _spoken_of(contact, setting), _against(contact, setting)
    if NO in (spoken_of, against):
        return behind(contact)
    what = _what(contact, setting)
    if listed := ours_only(contact, what) if _about_resolvers(setting) else left_out(contact, setting, what):
        return listed
    for answer in (spoken_of, against):
        if answer.yes is None:
            return Lead(Standing.OPEN, f"{what}; {answer.why}.", answer.blind_spot)
    why = "which is not on the claim's list" if setting.claim.only else "which the claim forbids"
    chosen = resolver(contact, setting.vantage_point) is not None
    return contrary(contact, setting, f"{what}, {why}", steps=steps, chosen=chosen)


def _spoken_of(contact: Row, setting: Setting) -> Taken:
    about = setting.claim.about
    return taken(about, contact, setting) if about else YES


def _against(contact: Row, setting: Setting) -> Taken:
    """Whether the claim excludes the endpoint."""
    claim = setting.claim
    if claim.never:
        return taken(claim.never, contact, setting)
    allowed = taken(claim.only, contact, setting)
    return allowed if allowed.yes is None else NO if allowed.yes else YES


def _about_resolvers(setting: Setting) -> bool:
    claim = setting.claim
    return any(one.given_resolvers for one in (*claim.only, *claim.never))


def _what(contact: Row, setting: Setting) -> str:
    """The endpoint, and what the catalogue calls it; every name that may have been meant."""
    told = [_told(service, contact) for service in setting.known.services]
    return told[0] if len(told) == 1 else f"One of {few(told)}"


def _told(service: Service, contact: Row) -> str:
    name = service.name or f"{contact['server_ip']}, without a name"
    if service.rule is None:
        return name
    return f"{name} ({service.rule.category}, run by {service.rule.operator}, by rule {service.rule.id})"
