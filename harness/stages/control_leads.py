"""One contact, judged for a claim of kind control: no data to a company under a country's jurisdiction.

Two companies get what is sent: the one that runs the service, and the one that hosts it. Either refutes where a firm
rule knows it to be under that control; both must be known not to be for a contact to be clear. Where an address is, and
where it is registered, is not asked.

Blind spots: who owns a customer of a cloud is known only by the name; what a host outside passes on is a standing limit.
"""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.model.rules import Rule
from harness.model.words import Scope, Standing
from harness.stages.known_contacts import FIRM, Service
from harness.stages.selecting import HELLO_IN_DOUBT, NO, Taken, agreed
from harness.stages.standing import Lead, Row, Setting, in_steps, resolver
from harness.stages.witnessing import behind, contrary, left_out


def judge_control(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where nobody under that control runs or hosts it."""
    steps = in_steps(contact, setting)
    if steps is False:
        return None
    if contact["scope"] == Scope.LOCAL.value:
        return behind(contact)
    answers = (_run(setting), _hosted(contact, setting))
    if answers == (NO, NO):
        return behind(contact)
    first = next((one for one in answers if one.yes), None) or next(one for one in answers if one.yes is None)
    what = f"{contact['name'] or contact['server_ip']}: {first.why}"
    if listed := left_out(contact, setting, what):
        return listed
    if first.yes is None:
        return Lead(Standing.OPEN, f"{what}.", first.blind_spot)
    chosen = resolver(contact, setting.vantage_point) is not None
    return contrary(contact, setting, what, steps=steps, chosen=chosen)


def _run(setting: Setting) -> Taken:
    """Whether a company under that control runs the service, under whichever name was meant."""
    if setting.known.hello_in_doubt:
        return HELLO_IN_DOUBT
    return agreed([_runs(service, setting.claim.countries) for service in setting.known.services])


def _runs(service: Service, countries: tuple[str, ...]) -> Taken:
    rule = service.rule
    if rule is None:
        if service.name is None:
            return Taken(None, "no name was seen for it, so who runs it is not known", BlindSpotKind.NO_NAME)
        why = f"no rule of the catalogue knows who runs {service.name}"
        return Taken(None, why, BlindSpotKind.UNKNOWN_OPERATOR)
    return _controlled(rule, countries, "run", firm=service.operator_firm)


def _hosted(contact: Row, setting: Setting) -> Taken:
    """Whether a company under that control hosts or routes the address."""
    rule = setting.known.hosting
    if rule is not None:
        return _controlled(rule, setting.claim.countries, "hosted", firm=rule.confidence in FIRM)
    if contact["scope"] == Scope.CARRIER.value:
        why = "a carrier's own address: who takes it on from there is not known"
        return Taken(None, why, BlindSpotKind.CARRIER_ONWARD)
    return Taken(None, "no rule of the catalogue knows who hosts its address", BlindSpotKind.UNKNOWN_OPERATOR)


def _controlled(rule: Rule, countries: tuple[str, ...], done: str, *, firm: bool) -> Taken:
    by = f"{done} by {rule.operator}"
    if not firm:
        why = f"{by} by rule {rule.id}, which is {rule.confidence}"
        return Taken(None, why, BlindSpotKind.RULE_NOT_FIRM)
    if rule.control_country is None:
        why = f"{by}; under whose legal control that is, rule {rule.id} does not say"
        return Taken(None, why, BlindSpotKind.UNKNOWN_OPERATOR)
    if rule.control_country not in countries:
        return NO
    return Taken(yes=True, why=f"{by}, under the legal control of {rule.control_country}, by rule {rule.id}")
