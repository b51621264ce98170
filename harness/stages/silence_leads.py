"""One contact, judged for a claim of kind silence: a mode sends nothing beyond what the claim permits."""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, PermittedService
from harness.model.listing import few
from harness.model.words import Scope, Standing
from harness.stages.place_judging import BELOW_DATA, was_sent
from harness.stages.standing import (
    Lead,
    Row,
    Setting,
    doubt_of_owner,
    in_steps,
    is_ours,
    level_of,
    reaches,
    resolver,
)

_PORTS = {
    PermittedService.DHCP: (67, 547),  # RFC 2131 §4.1, RFC 9915 §7.2
    PermittedService.NTP: (123,),  # RFC 5905 §7.2
}


def judge_silence(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where it lies outside the steps that the claim is about."""
    steps = in_steps(contact, setting)
    if steps is False or (contact["scope"] == Scope.LOCAL.value and not contact["payload_octets_up"]):
        return None
    sent = was_sent(contact["payload_octets_up"], contact["senders"], level_of(contact))
    if is_ours(contact):
        return Lead(Standing.EXCLUDED, f"Seen; but {contact['reason']}")
    if why := _permitted(contact, setting):
        return Lead(Standing.EXCLUDED, f"Permitted by the claim: {why}.")
    if not contact["remote_known"]:
        return Lead(Standing.OPEN, "Which side is ours is not known.", BlindSpotKind.REMOTE_SIDE_UNKNOWN)
    given = resolver(contact, setting.vantage_point)
    if given is None:
        reason = "Queries to a resolver; who chose it is not stated."
        return Lead(Standing.OPEN, reason, BlindSpotKind.RESOLVER_CHOICE_UNKNOWN)
    if given:
        reason = "Queries to a resolver: they tell a name to the outside, and no data by themselves."
        return Lead(Standing.OPEN, reason, BlindSpotKind.BELOW_LEVEL)
    if not reaches(contact, setting.claim.level):
        below = BELOW_DATA.get(level_of(contact), "no application data was seen")
        return Lead(Standing.OPEN, f"Contacted; but {below}.", BlindSpotKind.BELOW_LEVEL)
    if doubt := doubt_of_owner(contact, setting.claim):
        return Lead(Standing.OPEN, f"{_capital(sent)}; whose it is: {contact['reason']}", doubt)
    if steps is None:
        reason = f"{_capital(sent)}, but it began or was first sent in another step."
        return Lead(Standing.OPEN, reason, BlindSpotKind.OUTSIDE_STEP)
    if _may_be_permitted(contact, setting.claim):
        reason = f"{_capital(sent)}; which of {few(contact['possible_names'])} was meant is not known, and the claim permits one."
        return Lead(Standing.OPEN, reason, BlindSpotKind.NAME_NOT_CERTAIN)
    return Lead(Standing.WITNESS, f"{_capital(sent)}.")


def _permitted(contact: Row, setting: Setting) -> str | None:
    """Why the claim permits a contact; None where it does not."""
    claim = setting.claim
    for service, ports in _PORTS.items():
        if (
            service in claim.permitted_services
            and contact["transport"] == "udp"
            and contact["server_port"] in ports
        ):
            return service.value
    if PermittedService.DNS_GIVEN in claim.permitted_services and resolver(contact, setting.vantage_point):
        return "a query to the resolver that the access network gave"
    return None if contact["possible_names"] else _permitted_host(contact["name"], claim)


def _may_be_permitted(contact: Row, claim: Claim) -> bool:
    """Whether a name that may have been meant, and may not, is permitted: neither excluded nor a witness."""
    return any(_permitted_host(name, claim) for name in contact["possible_names"] or ())


def _permitted_host(name: str | None, claim: Claim) -> str | None:
    if name is None:
        return None
    return next((host for host in claim.permitted_hosts if name == host or name.endswith(f".{host}")), None)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
